import type { Pool } from 'pg'
import type { StuckReport, StuckReports } from '../../../domain/messages/ports.ts'
import type { StatusReport } from '../../../domain/messages/report.ts'
import { rethrow } from '../connection/errors.ts'
import { type Instrument, uninstrumented } from '../connection/instrument.ts'
import { createQuery, type Query, type RowOf } from '../connection/query.ts'
import type { Statements } from '../schema/statements.ts'

/** About four days; after that only a person has a report tried again. */
const MAX_ATTEMPTS = 26

/** Reports that the database refused, in a table of PostgreSQL that nothing else refers to. */
export function createStuckReports(
  pool: Pool,
  statements: Statements,
  instrument: Instrument = uninstrumented,
): StuckReports {
  const query = createQuery(pool, statements, (step, run) => instrument(`stuck-${step}`, run))
  const run: Query = (name, ...parameters) => query(name, ...parameters).catch(rethrow)
  return {
    async takeDue(limit) {
      const { rows } = await run('stuck/take-due', limit, MAX_ATTEMPTS)
      return rows.map(({ id, report }) => ({ id, report: reportOf(report) }))
    },
    async list(after, limit) {
      const { rows } = await run('stuck/list', after, limit)
      return rows.map(stuckOfRow)
    },
    async count() {
      const { rows } = await run('stuck/count')
      return rows[0]?.reports ?? 0
    },
    makeDue: async (ids) => (await run('stuck/make-due', ids ?? null)).rowCount ?? 0,
    drop: async (ids) => (await run('stuck/drop', ids ?? null)).rowCount ?? 0,
    async remove(ids) {
      if (ids.length > 0) await run('stuck/delete', ids)
    },
  }
}

function stuckOfRow(row: RowOf<'stuck/list'>): StuckReport {
  return {
    id: row.id,
    report: reportOf(row.report),
    code: row.code,
    message: row.message,
    attempts: row.attempts,
    setApartAtMs: row.set_apart_at.getTime(),
    ...(row.next_attempt_at !== null && { nextAttemptAtMs: row.next_attempt_at.getTime() }),
  }
}

/** We wrote it ourselves. */
function reportOf(json: string): StatusReport {
  return JSON.parse(json) as StatusReport
}
