import type { Pool } from 'pg'
import type { AlertActions } from '../../../domain/alerts/ports.ts'
import { type SilenceRow, silenceOfRow } from './alert-rows.ts'
import type { AlertStatements } from './statements.ts'

interface EpisodeRow {
  readonly id: string
  readonly rule: string
  readonly fired_ms: number
  readonly ended_ms: number | null
  readonly summary: string | null
  readonly acknowledged_by: string | null
}

/** What people do about alerts, in PostgreSQL. */
export function createAlertActions(pool: Pool, sql: AlertStatements): AlertActions {
  return {
    async acknowledge({ episode, author, note, atMs }) {
      const { rows } = await pool.query<{ rule: string; acknowledged_by: string }>(sql.acknowledge, [
        episode,
        author,
        note,
        atMs,
      ])
      return rows[0]?.acknowledged_by
    },
    async episode(id) {
      const { rows } = await pool.query<EpisodeRow>(sql['find-episode'], [id])
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
      const values = [rule, JSON.stringify(labels), startsAtMs, endsAtMs, author, reason]
      const { rows } = await pool.query<{ id: string }>(sql['insert-silence'], values)
      return rows[0]?.id ?? ''
    },
    async endSilence(id, author, atMs) {
      const { rowCount } = await pool.query(sql['end-silence'], [id, author, atMs])
      return rowCount === 1
    },
    async silences(nowMs) {
      const { rows } = await pool.query<SilenceRow>(sql['list-silences'], [nowMs])
      return rows.map(silenceOfRow)
    },
    async sharedKey(name, fresh) {
      const { rows } = await pool.query<{ value: string }>(sql['shared-key'], [name, fresh])
      return rows[0]?.value ?? fresh
    },
  }
}
