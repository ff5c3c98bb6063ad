import type { AlertActions, AlertStore, RuleRunner } from '../../domain/alerts/ports.ts'
import type { Rule } from '../../domain/alerts/rule.ts'
import { isSilenced, type Silence, whyNotSilenced } from '../../domain/alerts/silence.ts'
import type { AlertViews, BackTest } from '../../domain/dashboard/alert-views.ts'
import type { DashboardStore, OperationsStore } from '../../domain/dashboard/ports.ts'
import { simulate, slotsBetween } from '../alerts/simulate.ts'
import { partOf } from './part.ts'
import { valuesOf } from './rule-values.ts'

export interface AlertViewParts {
  readonly store: DashboardStore
  readonly operations: Pick<OperationsStore, 'mails' | 'mail'>
  readonly alerts: Pick<AlertStore, 'alerts' | 'ruleStatuses'>
  readonly actions: Pick<AlertActions, 'silences'>
  readonly runner: Pick<RuleRunner, 'askEach'>
  readonly rules: () => readonly Rule[]
  readonly now: () => number
  readonly onProblem: (error: unknown) => void
}

const HOUR_MS = 3_600_000
const HISTORY_PAGE = 25
const MAILS = 50
const HISTORY_OF_RULE = 10
/** How far back a preview of a silence looks, and at how many alerts. */
const PREVIEW_MS = 7 * 24 * HOUR_MS
const PREVIEW_ALERTS = 500
/** A back-test on a page ends then, wherever it is. */
const MAX_BACK_TEST_MS = 15_000

/** What the pages about alerts show. */
export function createAlertViews(parts: AlertViewParts): AlertViews {
  const { store, operations, alerts, actions, rules, now, onProblem } = parts
  return {
    async alerts(after) {
      const nowMs = now()
      const silences = actions.silences(nowMs)
      const [open, listedSilences, history, statuses] = await Promise.all([
        partOf(
          Promise.all([alerts.alerts(), silences]).then(([all, held]) => parted(all, held, nowMs)),
          onProblem,
        ),
        partOf(silences, onProblem),
        partOf(store.pastAlerts(undefined, after, HISTORY_PAGE), onProblem),
        partOf(alerts.ruleStatuses(), onProblem),
      ])
      return {
        nowMs,
        alerts: open,
        silences: listedSilences,
        history,
        rules: withStatuses(rules(), statuses),
      }
    },
    async rule(name, valueHours, backTestHours) {
      const rule = rules().find((one) => one.name === name)
      if (rule === undefined) return undefined
      const [status, history, values, backTest] = await Promise.all([
        partOf(
          alerts.ruleStatuses().then((all) => all.find((one) => one.rule === name)),
          onProblem,
        ),
        partOf(
          store.pastAlerts(name, undefined, HISTORY_OF_RULE).then(({ items }) => items),
          onProblem,
        ),
        partOf(valuesOf(store, rule, valueHours, now()), onProblem),
        backTestHours > 0 ? backTestOf(parts, rule, backTestHours) : undefined,
      ])
      return { rule, status, history, values, ...(backTest !== undefined && { backTest }) }
    },
    mails: () => operations.mails(MAILS),
    mail: (id) => operations.mail(id),
    async preview({ rule, labels }) {
      const names = rules().map(({ name }) => name)
      const problem = whyNotSilenced(rule, names)
      if (problem !== undefined) return { problem, open: [], past: [] }
      const nowMs = now()
      const silence = { id: '', rule, labels, startsAtMs: nowMs, endsAtMs: nowMs + 1, author: '', reason: '' }
      const holds = (alert: { readonly rule: string; readonly labels: Silence['labels'] }) =>
        isSilenced([silence], alert.rule, alert.labels, nowMs)
      const only = rule === '*' ? undefined : rule
      const [open, past] = await Promise.all([
        alerts.alerts(),
        store.pastAlerts(only, undefined, PREVIEW_ALERTS),
      ])
      return {
        open: open.filter((alert) => alert.phase !== 'ok' && alert.phase !== 'resolved' && holds(alert)),
        past: past.items.filter((alert) => alert.firedAtMs > nowMs - PREVIEW_MS && holds(alert)),
      }
    },
  }
}

type Alerts = Awaited<ReturnType<AlertStore['alerts']>>

function parted(all: Alerts, silences: readonly Silence[], nowMs: number) {
  const open = all.filter(({ phase }) => phase !== 'ok' && phase !== 'resolved')
  const isQuiet = ({ rule, labels }: Alerts[number]) => isSilenced(silences, rule, labels, nowMs)
  return { loud: open.filter((alert) => !isQuiet(alert)), silenced: open.filter(isQuiet) }
}

function withStatuses(
  rules: readonly Rule[],
  statuses: Awaited<ReturnType<typeof partOf<Awaited<ReturnType<AlertStore['ruleStatuses']>>>>>,
) {
  if (!statuses.ok) return statuses
  const byRule = new Map(statuses.value.map((status) => [status.rule, status]))
  const value = rules.map((rule) => {
    const status = byRule.get(rule.name)
    return { rule, ...(status !== undefined && { status }) }
  })
  return { ok: true as const, value }
}

async function backTestOf({ runner, now }: AlertViewParts, rule: Rule, hours: number): Promise<BackTest> {
  const startedMs = now()
  const slots = slotsBetween(rule, startedMs - hours * HOUR_MS, startedMs)
  const results = runner.askEach(rule, slots)[Symbol.asyncIterator]()
  const points: { readonly atMs: number; readonly value?: number }[] = []
  const fired: BackTest['fired'][number][] = []
  let failures = 0
  const ask = async () => {
    const next = await results.next()
    return next.done === true ? { kind: 'no-data' as const } : next.value.result
  }
  for await (const { slotMs, health, value, signals } of simulate(rule, slots, ask)) {
    points.push({ atMs: slotMs, ...(value !== undefined && { value }) })
    if (health === 'error') failures += 1
    for (const { kind, labels, summary } of signals)
      if (kind === 'firing') fired.push({ atMs: slotMs, labels, summary })
    if (now() - startedMs > MAX_BACK_TEST_MS) break
  }
  await results.return?.()
  return { hours, points, fired, failures, isCut: points.length < slots.length }
}
