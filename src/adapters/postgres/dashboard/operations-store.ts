import type { MailLine } from '../../../domain/dashboard/operations.ts'
import type { OperationsStore } from '../../../domain/dashboard/ports.ts'
import type { RowOf } from '../connection/query.ts'
import type { ReadDashboard } from './read.ts'

/** Replicas and reports that were set apart, as the page about the service reads them. */
export function createOperationsStore(read: ReadDashboard): OperationsStore {
  return {
    async stuck(limit) {
      const rows = await read('dashboard/stuck', limit)
      const items = rows.map(({ id, set_apart_at, code, message, attempts, next_attempt_at }) => ({
        ...{ id, code, message, attempts, setApartAtMs: set_apart_at.getTime() },
        ...(next_attempt_at !== null && { nextAttemptAtMs: next_attempt_at.getTime() }),
      }))
      return { items, total: rows[0]?.reports ?? 0 }
    },
    async replicas() {
      const rows = await read('dashboard/replicas')
      return rows.map(({ host, version, runtime, started_at, seconds_ago, spooled }) => ({
        ...{ host, version, runtime, spooled, silentSeconds: seconds_ago },
        startedAtMs: started_at.getTime(),
      }))
    },
    async mails(limit) {
      return (await read('dashboard/mails', null, limit)).map(mailOf)
    },
    async mail(id) {
      const [row] = await read('dashboard/mails', id, 1)
      return row && { ...mailOf(row), text: row.text ?? '' }
    },
    async beat({ id, host, version, runtime, startedAtMs, spooled }) {
      await read('dashboard/beat', id, host, version, runtime, new Date(startedAtMs).toISOString(), spooled)
    },
  }
}

function mailOf(row: RowOf<'dashboard/mails'>): MailLine {
  const { id, recipient, subject, attempts } = row
  return {
    ...{ id, recipient, subject, attempts, madeAtMs: row.created_at.getTime() },
    ...(row.sent_at !== null && { sentAtMs: row.sent_at.getTime() }),
    ...(row.last_error !== null && { lastError: row.last_error }),
  }
}
