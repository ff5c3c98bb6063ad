import type { Pool } from 'pg'
import type { AlertState } from '../../../domain/alerts/alert-state.ts'
import type { Decision } from '../../../domain/alerts/decide.ts'
import type { AlertStore } from '../../../domain/alerts/ports.ts'
import { keyOfLabels, type Rule } from '../../../domain/alerts/rule.ts'
import { createQuery, type Query } from '../connection/query.ts'
import { inTransaction } from '../connection/transaction.ts'
import type { Statements } from '../schema/statements.ts'
import {
  listedOfRow,
  rowOfEpisode,
  rowOfState,
  ruleStatusOfRow,
  silenceOfRow,
  stateOfRow,
} from './alert-rows.ts'
import { pastOfRow } from './history-rows.ts'
import { insertSignals, notifyOf } from './insert-signals.ts'
import { rowsOfMinutes } from './minute-rows.ts'

/** Rules and alerts in PostgreSQL. A transition and its notifications are one transaction. */
export function createAlertStore(pool: Pool, statements: Statements): AlertStore {
  const query = createQuery(pool, statements)
  const transaction = <T>(work: (query: Query) => Promise<T>) =>
    inTransaction(pool, (client) => work(createQuery(client, statements)))
  return {
    async now() {
      const { rows } = await query('alerts/store/now')
      return Math.floor(rows[0]?.now_ms ?? Number.NaN)
    },
    async ruleStatuses() {
      const { rows } = await query('alerts/store/rules')
      return rows.map(ruleStatusOfRow)
    },
    record: (rule, slotMs, diagnosis, decide) =>
      transaction(async (run) => {
        const { health, error, value, samples, durationMs } = diagnosis
        const claimed = await run(
          'alerts/store/claim-slot',
          rule.name,
          slotMs,
          health,
          error ?? null,
          value ?? null,
          samples ?? null,
          durationMs,
          rule.fingerprint,
        )
        const [won] = claimed.rows
        if (won === undefined) return false
        const states = await run('alerts/store/states', rule.name)
        const silences = await run('alerts/store/active-silences', slotMs)
        const open =
          rule.inhibitedBy.length === 0
            ? []
            : (await run('alerts/store/open-rules', rule.inhibitedBy, slotMs)).rows
        const known = {
          states: states.rows.map(stateOfRow),
          silences: silences.rows.map(silenceOfRow),
          openRules: new Set(open.map((row) => row.rule)),
          ruleChanged: won.fingerprint_before !== null && won.fingerprint_before !== rule.fingerprint,
        }
        await write(run, rule, decide(known), slotMs)
        return true
      }),
    retire: (rule, nowMs, notify) =>
      transaction(async (run) => {
        const { rows } = await run('alerts/store/retire-rule', rule, nowMs)
        await insertSignals(run, notify(rows.map(listedOfRow)))
      }),
    recordPast: (past) =>
      transaction(async (run) => {
        const episode = {
          id: past.id,
          rule: past.rule,
          severity: past.severity,
          fired_ms: past.firedAtMs,
          ended_ms: past.endedAtMs,
          summary: past.summary,
        }
        const inserted = await run('alerts/store/insert-past-episode', JSON.stringify(episode))
        if (inserted.rowCount === 1) await insertSignals(run, past.signals)
      }),
    async alerts() {
      const { rows } = await query('alerts/store/list-alerts')
      return rows.map(listedOfRow)
    },
    async silences(nowMs) {
      const { rows } = await query('alerts/store/list-silences', nowMs)
      return rows.map(silenceOfRow)
    },
    attend: (episode, step, nowMs) =>
      transaction(async (run) => {
        const { rowCount } =
          step.kind === 'escalation'
            ? await run('alerts/store/escalate-episode', episode, step.level, nowMs)
            : await run('alerts/store/unacknowledge', episode, nowMs, step.by)
        if (rowCount === 1) await notifyOf(run, episode, { kind: step.kind, atMs: nowMs })
      }),
    async history({ fromMs, toMs, rule, limit }) {
      const { rows } = await query('alerts/store/history', fromMs, toMs, rule ?? null, limit)
      return rows.map(pastOfRow)
    },
    async addServiceMinutes(minutes, clockMs) {
      const { rows, slow } = rowsOfMinutes(minutes)
      await query('alerts/store/add-minutes', JSON.stringify(rows), clockMs)
      if (slow.length > 0) await query('alerts/store/add-slow-statements', JSON.stringify(slow), clockMs)
    },
    async tidy(nowMs) {
      await query('alerts/store/tidy', nowMs)
    },
  }
}

async function write(
  run: Query,
  rule: Rule,
  { states, ended, signals }: Decision,
  slotMs: number,
): Promise<void> {
  const well = states.filter((state) => state.phase === 'ok')
  const kept = states.filter((state) => state.phase !== 'ok')
  const lastSignal = (state: AlertState) => signals.findLast((signal) => signal.episode === state.episode?.id)
  const episodes = [...ended, ...kept].flatMap((state) => {
    if (state.episode === undefined) return []
    const signal = lastSignal(state)
    const outcome = state.phase !== 'resolved' ? undefined : signal?.kind === 'closed' ? 'closed' : 'resolved'
    return [rowOfEpisode(rule, state, outcome, signal?.summary)]
  })
  if (episodes.length > 0) await run('alerts/store/write-episodes', JSON.stringify(episodes))
  const worse = signals.filter(({ kind }) => kind === 'worse').map(({ episode }) => episode)
  if (worse.length > 0) await run('alerts/store/end-acknowledgements', worse, slotMs)
  if (kept.length > 0) {
    await run('alerts/store/write-states', JSON.stringify(kept.map((state) => rowOfState(rule, state))))
  }
  if (well.length > 0) {
    await run(
      'alerts/store/forget-states',
      rule.name,
      well.map((state) => keyOfLabels(state.labels)),
    )
  }
  await insertSignals(run, signals)
}
