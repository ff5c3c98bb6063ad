import type { Pool } from 'pg'
import type { AlertActions } from '../../../domain/alerts/ports.ts'
import { createQuery } from '../connection/query.ts'
import type { Statements } from '../schema/statements.ts'
import { silenceOfRow } from './alert-rows.ts'

/** What people do about alerts, in PostgreSQL. */
export function createAlertActions(pool: Pool, statements: Statements): AlertActions {
  const query = createQuery(pool, statements)
  return {
    async acknowledge({ episode, author, note, atMs }) {
      const { rows } = await query('alerts/store/acknowledge', episode, author, note ?? null, atMs)
      return rows[0]?.acknowledged_by
    },
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
    async silence({ rule, labels, startsAtMs, endsAtMs, author, reason }) {
      const { rows } = await query(
        'alerts/store/insert-silence',
        rule,
        JSON.stringify(labels),
        startsAtMs,
        endsAtMs,
        author,
        reason,
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
