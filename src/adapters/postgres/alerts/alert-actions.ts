import type { Pool } from 'pg'
import { ACKNOWLEDGED_FOR_MS } from '../../../domain/alerts/attention.ts'
import type { AlertActions } from '../../../domain/alerts/ports.ts'
import { createQuery, type Query } from '../connection/query.ts'
import { inTransaction } from '../connection/transaction.ts'
import type { Statements } from '../schema/statements.ts'
import { silenceOfRow } from './alert-rows.ts'
import { notifyOf } from './insert-signals.ts'

/** What people do about alerts, in PostgreSQL. */
export function createAlertActions(pool: Pool, statements: Statements): AlertActions {
  const query = createQuery(pool, statements)
  const transaction = <T>(work: (query: Query) => Promise<T>) =>
    inTransaction(pool, (client) => work(createQuery(client, statements)))
  return {
    acknowledge: ({ episode, author, note, atMs, untilMs = atMs + ACKNOWLEDGED_FOR_MS }) =>
      transaction(async (run) => {
        const { rows } = await run('alerts/store/acknowledge', episode, author, note ?? null, atMs, untilMs)
        const [row] = rows
        if (row?.fresh === true) {
          const said = note === undefined ? {} : { note }
          await notifyOf(run, episode, { kind: 'acknowledged', atMs, by: author, ...said })
        }
        return row?.acknowledged_by
      }),
    unacknowledge: ({ episode, author, atMs }) =>
      transaction(async (run) => {
        const { rows } = await run('alerts/store/unacknowledge', episode, atMs, null)
        const [row] = rows
        if (row !== undefined) await notifyOf(run, episode, { kind: 'unacknowledged', atMs, by: author })
        return row?.acknowledged_by
      }),
    async episode(id) {
      const { rows } = await query('alerts/store/find-episode', id)
      const [row] = rows
      if (row === undefined) return undefined
      return {
        id: row.id,
        rule: row.rule,
        firedAtMs: Math.round(row.fired_ms),
        ...(row.ended_ms !== null && { endedAtMs: Math.round(row.ended_ms) }),
        ...(row.summary !== null && { summary: row.summary }),
        ...(row.acknowledged_by !== null && { acknowledgedBy: row.acknowledged_by }),
      }
    },
    async silence({ rule, labels, startsAtMs, endsAtMs, every, author, reason }) {
      const { rows } = await query(
        'alerts/store/insert-silence',
        rule,
        JSON.stringify(labels),
        startsAtMs,
        endsAtMs,
        author,
        reason,
        every?.cron ?? null,
        every?.zone ?? null,
        every?.lastsMs ?? null,
      )
      const [row] = rows
      if (row === undefined) throw new Error('insert-silence gave no row.')
      return row.id
    },
    async endSilence(id, author, atMs) {
      const { rowCount } = await query('alerts/store/end-silence', id, author, atMs)
      return rowCount === 1
    },
    async silences(nowMs) {
      const { rows } = await query('alerts/store/list-silences', nowMs)
      return rows.map(silenceOfRow)
    },
    async sharedKey(name, fresh) {
      const { rows } = await query('alerts/store/shared-key', name, fresh)
      return rows[0]?.value ?? fresh
    },
  }
}
