import { advance, type Observation } from './advance.ts'
import type { AlertState, Signal, SignalKind } from './alert-state.ts'
import { formatCondition } from './condition.ts'
import { keyOfLabels, mainFigure, type Row, type Rule, samplesOf } from './rule.ts'
import { isSilenced, type Silence } from './silence.ts'
import { renderSummary } from './summary.ts'
import { weigh } from './verdict.ts'

/** So many alerts one rule may have at once: a query that forgot its GROUP BY must not flood anybody. */
const MAX_ALERTS_PER_RULE = 200

/** What came back for a rule. */
export type Answer =
  | { readonly kind: 'rows'; readonly rows: readonly Row[] }
  | { readonly kind: 'error'; readonly error: string }

/** How well a rule itself is; apart from what it says. Also a metric's label. */
export const HEALTHS = ['ok', 'error', 'no-data'] as const
export type Health = (typeof HEALTHS)[number]

/** How well a rule is, and its first figure: queries put the worst first. */
export interface Diagnosis {
  readonly health: Health
  readonly error?: string
  readonly value?: number
  readonly samples?: number
}

export interface Decision {
  /** The alerts that were seen or known, as they stand now; `ok` ones need not be kept. */
  readonly states: readonly AlertState[]
  readonly signals: readonly Signal[]
}

/** What an answer says of the rule itself. */
export function diagnose(rule: Rule, answer: Answer): Diagnosis {
  if (answer.kind === 'error') return { health: 'error', error: answer.error }
  const [first] = answer.rows
  const value = first === undefined ? null : mainFigure(first)
  const samples = first === undefined ? undefined : samplesOf(first)
  const noData = rule.fire !== 'rows' && (value === null || samples === 0)
  return {
    health: noData ? 'no-data' : 'ok',
    ...(value !== null && { value }),
    ...(samples !== undefined && { samples }),
  }
}

/** Decides what one evaluation of one rule means: a pure function of rule, states, answer and time. */
export function decide(
  rule: Rule,
  states: readonly AlertState[],
  answer: Answer,
  nowMs: number,
  silences: readonly Silence[],
): Decision {
  if (answer.kind === 'error') return { states: [], signals: [] }
  const known = new Map(states.map((state) => [keyOfLabels(state.labels), state]))
  const rows = new Map<string, Row>()
  for (const row of answer.rows) {
    const key = keyOfLabels(row.labels)
    const roomLeft = rows.size < MAX_ALERTS_PER_RULE || known.has(key)
    if (roomLeft && !rows.has(key)) rows.set(key, row)
  }
  const changed: AlertState[] = []
  const signals: Signal[] = []
  for (const key of new Set([...rows.keys(), ...known.keys()])) {
    const before = known.get(key)
    const row = rows.get(key)
    const labels = row?.labels ?? before?.labels ?? {}
    const silenced = isSilenced(silences, rule.name, labels, nowMs)
    const step = advance(rule, before, observe(rule, labels, row), nowMs, silenced)
    if (before !== undefined || step.state.phase !== 'ok') changed.push(step.state)
    if (step.signal !== undefined) signals.push(signalOf(rule, step.state, step.signal, row, nowMs))
  }
  return { states: changed, signals }
}

function observe(rule: Rule, labels: AlertState['labels'], row: Row | undefined): Observation {
  if (row === undefined) return { labels, verdict: rule.fire === 'rows' ? 'clear' : 'nothing' }
  const value = mainFigure(row)
  const samples = samplesOf(row)
  return {
    labels,
    verdict: weigh(rule, row),
    ...(value !== null && { value }),
    ...(samples !== undefined && { samples }),
  }
}

function signalOf(
  rule: Rule,
  state: AlertState,
  kind: SignalKind,
  row: Row | undefined,
  nowMs: number,
): Signal {
  const { episode, value, samples, labels } = state
  if (episode === undefined) throw new Error('A signal without an episode: the machine is broken.')
  const figures: Record<string, number> = {}
  for (const [name, figure] of Object.entries(row?.figures ?? {})) {
    if (figure !== null && name !== 'value' && name !== 'samples') figures[name] = figure
  }
  const places = {
    ...labels,
    ...figures,
    ...(value !== undefined && { value }),
    ...(samples !== undefined && { samples }),
  }
  return {
    kind,
    rule: rule.name,
    severity: rule.severity,
    labels,
    episode: episode.id,
    firedAtMs: episode.firedAtMs,
    conditionSinceMs: episode.conditionSinceMs,
    atMs: nowMs,
    summary: renderSummary(rule.summary, places),
    threshold: rule.fire === 'rows' ? 'a row comes back' : formatCondition(rule.fire),
    unit: rule.unit,
    ...(value !== undefined && { value }),
    ...(samples !== undefined && { samples }),
    figures,
  }
}
