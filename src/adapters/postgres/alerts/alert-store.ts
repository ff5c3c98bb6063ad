import type { Pool, PoolClient } from 'pg'
import type { AlertState, Signal } from '../../../domain/alerts/alert-state.ts'
import type { Decision } from '../../../domain/alerts/decide.ts'
import type { AlertStore } from '../../../domain/alerts/ports.ts'
import { keyOfLabels, type Rule } from '../../../domain/alerts/rule.ts'
import { inTransaction } from '../connection/transaction.ts'
import {
  type ListedRow,
  listedOfRow,
  rowOfEpisode,
  rowOfState,
  type SilenceRow,
  type StandingRow,
  type StateRow,
  signalToJson,
  silenceOfRow,
  standingOfRow,
  stateOfRow,
} from './alert-rows.ts'
import type { AlertStatements } from './statements.ts'

/** Rules and alerts in PostgreSQL. A transition and its notifications are one transaction. */
export function createAlertStore(pool: Pool, sql: AlertStatements): AlertStore {
  return {
    async now() {
      const { rows } = await pool.query<{ now_ms: number }>(sql.now)
      return Math.floor(rows[0]?.now_ms ?? Number.NaN)
    },
    async standings() {
      const { rows } = await pool.query<StandingRow>(sql.rules)
      return rows.map(standingOfRow)
    },
    record: (rule, slotMs, diagnosis, decide) =>
      inTransaction(pool, async (client) => {
        const { health, error, value, samples, durationMs } = diagnosis
        const claim = [rule.name, slotMs, health, error, value, samples, durationMs, rule.fingerprint]
        const claimed = await client.query<{ fingerprint_before: string | null }>(sql['claim-slot'], claim)
        const [won] = claimed.rows
        if (won === undefined) return false
        const states = (await client.query<StateRow>(sql.states, [rule.name])).rows.map(stateOfRow)
        const silences = await client.query<SilenceRow>(sql['active-silences'], [slotMs])
        const open =
          rule.inhibitedBy.length === 0
            ? []
            : (await client.query<{ rule: string }>(sql['open-rules'], [rule.inhibitedBy, slotMs])).rows
        const known = {
          states,
          silences: silences.rows.map(silenceOfRow),
          openRules: new Set(open.map((row) => row.rule)),
          ruleChanged: won.fingerprint_before !== null && won.fingerprint_before !== rule.fingerprint,
        }
        await write(client, sql, rule, decide(known))
        return true
      }),
    retire: (rule, nowMs, notify) =>
      inTransaction(pool, async (client) => {
        const { rows } = await client.query<ListedRow>(sql['retire-rule'], [rule, nowMs])
        await insertSignals(client, sql, notify(rows.map(listedOfRow)))
      }),
    recordPast: (past) =>
      inTransaction(pool, async (client) => {
        const episode = {
          id: past.id,
          rule: past.rule,
          severity: past.severity,
          fired_ms: past.firedAtMs,
          ended_ms: past.endedAtMs,
          summary: past.summary,
        }
        const inserted = await client.query(sql['insert-past-episode'], [JSON.stringify(episode)])
        if (inserted.rowCount === 1) await insertSignals(client, sql, past.signals)
      }),
    async alerts() {
      const { rows } = await pool.query<ListedRow>(sql['list-alerts'])
      return rows.map(listedOfRow)
    },
    async addServiceMinutes(minutes) {
      const rows = [...minutes].map(([minuteMs, figures]) => ({
        minute_ms: minuteMs,
        webhooks: figures.webhooks,
        webhook_errors: figures.webhookErrors,
        webhooks_unavailable: figures.webhooksUnavailable,
        rejects: figures.rejects,
        lost_webhooks: figures.lostWebhooks,
        reports: figures.reports,
        slow_updates: figures.slowUpdates,
        slowest_update_ms: figures.slowestUpdateMs,
        slow_queries: figures.slowQueries,
        slowest_query_ms: figures.slowestQueryMs,
      }))
      await pool.query(sql['add-minutes'], [JSON.stringify(rows)])
    },
    async tidy(nowMs) {
      await pool.query(sql.tidy, [nowMs])
    },
  }
}

async function write(
  client: PoolClient,
  sql: AlertStatements,
  rule: Rule,
  { states, ended, signals }: Decision,
): Promise<void> {
  const well = states.filter((state) => state.phase === 'ok')
  const kept = states.filter((state) => state.phase !== 'ok')
  const spoken = (state: AlertState) => signals.findLast((signal) => signal.episode === state.episode?.id)
  const episodes = [...ended, ...kept].flatMap((state) => {
    if (state.episode === undefined) return []
    const signal = spoken(state)
    const outcome = state.phase !== 'resolved' ? undefined : signal?.kind === 'closed' ? 'closed' : 'resolved'
    return [rowOfEpisode(rule, state, outcome, signal?.summary)]
  })
  if (episodes.length > 0) await client.query(sql['write-episodes'], [JSON.stringify(episodes)])
  const worse = signals.filter(({ kind }) => kind === 'worse').map(({ episode }) => episode)
  if (worse.length > 0) await client.query(sql['end-acknowledgements'], [worse])
  if (kept.length > 0) {
    await client.query(sql['write-states'], [JSON.stringify(kept.map((state) => rowOfState(rule, state)))])
  }
  if (well.length > 0) {
    await client.query(sql['forget-states'], [rule.name, well.map((state) => keyOfLabels(state.labels))])
  }
  await insertSignals(client, sql, signals)
}

async function insertSignals(
  client: PoolClient,
  sql: AlertStatements,
  signals: readonly Signal[],
): Promise<void> {
  if (signals.length === 0) return
  const rows = signals.map((signal) => ({
    episode: signal.episode,
    kind: signal.kind,
    at_ms: signal.atMs,
    severity: signal.severity,
    signal: signalToJson(signal),
  }))
  await client.query(sql['insert-signals'], [JSON.stringify(rows)])
}
