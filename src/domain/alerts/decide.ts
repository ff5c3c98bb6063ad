import { advance, close, isOpen, type Observation, type Step } from './advance.ts'
import type { AlertState, CloseReason, Signal } from './alert-state.ts'
import { boundIn, columnsOf } from './condition.ts'
import { keyOfLabels, mainColumn, mainFigure, type Rule, type RuleRow, samplesOf } from './rule.ts'
import { signalOf } from './signal.ts'
import { isSilenced, type Silence } from './silence.ts'
import { weigh } from './verdict.ts'

/** How many alerts one rule may have at once: a query that forgot its GROUP BY must not flood anybody. */
export const MAX_ALERTS_PER_RULE = 200

/** What came back for a rule. `no-data`: nothing by nothing, as a rate over no messages at all. */
export type RuleResult =
  | {
      readonly kind: 'rows'
      readonly rows: readonly RuleRow[] /** Not all rows were looked at. */
      readonly cut?: number
    }
  | { readonly kind: 'no-data' }
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

/** What is known when a rule is decided. */
export interface Known {
  readonly states: readonly AlertState[]
  readonly silences: readonly Silence[]
  /** Other rules that have an alert, or had one a moment ago. */
  readonly openRules: ReadonlySet<string>
  /** The rule is another one than at its last evaluation. */
  readonly ruleChanged: boolean
}

export interface Decision {
  /** The alerts that were seen or known, as they stand now; `ok` ones need not be kept. */
  readonly states: readonly AlertState[]
  /** States whose episodes end and whose places in `states` others take. */
  readonly ended: readonly AlertState[]
  readonly signals: readonly Signal[]
}

/** What an answer says of the rule itself. */
export function diagnose(rule: Rule, result: RuleResult): Diagnosis {
  if (result.kind === 'error') return { health: 'error', error: result.error }
  if (result.kind === 'no-data') return { health: 'no-data' }
  const odd = firstNoNumber(rule, result.rows)
  if (odd !== undefined) return { health: 'error', error: `${odd} cannot be compared: ${NO_NUMBER}.` }
  const [first] = result.rows
  const value = first === undefined ? null : mainFigure(first)
  const samples = first === undefined ? undefined : samplesOf(first)
  const noData = rule.fire !== 'rows' && (first === undefined || weigh(rule, first) === 'nothing')
  return {
    health: noData ? 'no-data' : 'ok',
    ...(value !== null && { value }),
    ...(samples !== undefined && { samples }),
  }
}

/** What a figure is that is NaN here. */
const NO_NUMBER = 'it is not a number, or beyond 1.8e308'

/** What must be compared and is not a number in some row: it would be neither well nor not. */
function firstNoNumber(rule: Rule, rows: readonly RuleRow[]): string | undefined {
  const conditions = [...(rule.fire === 'rows' ? [] : rule.fire), ...(rule.resolve ?? [])]
  const asked = new Set(['samples', ...columnsOf(conditions)])
  for (const row of rows) {
    const main = mainColumn(Object.keys(row.figures)) ?? ''
    const column = [main, ...asked].find((name) => Number.isNaN(row.figures[name]))
    if (column !== undefined) return `"${column}"`
    // Infinite less infinite.
    const bound = conditions.find((one) => Number.isNaN(boundIn(row, one.bound)))
    if (bound !== undefined) return `"${bound.boundText}"`
  }
  return undefined
}

/** Decides what one evaluation of one rule means: a pure function of rule, what is known, answer and time. */
export function decide(rule: Rule, known: Known, result: RuleResult, nowMs: number): Decision {
  const closed = known.ruleChanged ? closeAll(rule, known.states, nowMs, 'rule-changed') : undefined
  const ended = closed?.states ?? []
  const signals: Signal[] = [...(closed?.signals ?? [])]
  // Where the rule cannot be answered, what ended ends all the same.
  if (result.kind === 'error') return { states: ended, ended: [], signals }
  const before = new Map(
    (known.ruleChanged ? [] : known.states).map((state) => [keyOfLabels(state.labels), state]),
  )
  const { rows, beyondLimit } = firstRows(result, before)
  const inhibited = rule.inhibitedBy.some((name) => known.openRules.has(name))
  const states: AlertState[] = []
  for (const key of new Set([...rows.keys(), ...before.keys()])) {
    const state = before.get(key)
    const row = rows.get(key)
    const labels = row?.labels ?? state?.labels ?? {}
    const quiet = inhibited || isSilenced(known.silences, rule.name, labels, nowMs)
    const seen = observe(rule, labels, row, isComplete(result))
    const step = advance(rule, state, seen, nowMs, quiet)
    if (state !== undefined || step.state.phase !== 'ok') states.push(step.state)
    const signal = signalOfStep(rule, state, step, row, nowMs, beyondLimit)
    if (signal !== undefined) signals.push(signal)
  }
  const taken = new Set(states.map((state) => keyOfLabels(state.labels)))
  const gone = ended.filter((state) => !taken.has(keyOfLabels(state.labels)))
  return { states: [...states, ...gone], ended: ended.filter((state) => !gone.includes(state)), signals }
}

/** Closes every open alert of a rule; what was only pending is well. */
function closeAll(
  rule: Rule,
  states: readonly AlertState[],
  nowMs: number,
  reason: CloseReason,
): { readonly states: readonly AlertState[]; readonly signals: readonly Signal[] } {
  const steps = states.map((state): Step => {
    if (isOpen(state)) return close(state, nowMs)
    return { state: state.phase === 'pending' ? { ...state, phase: 'ok' } : state }
  })
  const signals = steps.flatMap(({ state, signal }) =>
    signal === undefined ? [] : [signalOf(rule, state, signal, undefined, nowMs, { reason })],
  )
  return { states: steps.map(({ state }) => state), signals }
}

/** As many rows as a rule may have alerts, those of known alerts first of all. */
function firstRows(result: Exclude<RuleResult, { kind: 'error' }>, before: ReadonlyMap<string, AlertState>) {
  const rows = new Map<string, RuleRow>()
  let beyondLimit = 0
  if (result.kind === 'no-data') return { rows, beyondLimit }
  for (const row of result.rows) {
    const key = keyOfLabels(row.labels)
    if (rows.has(key)) continue
    if (rows.size < MAX_ALERTS_PER_RULE || before.has(key)) rows.set(key, row)
    else beyondLimit++
  }
  return { rows, beyondLimit: beyondLimit + (result.cut ?? 0) }
}

/** Whether a row that is not there is not there in the database. */
function isComplete(result: RuleResult): boolean {
  return result.kind === 'rows' && result.cut === undefined
}

function observe(
  rule: Rule,
  labels: AlertState['labels'],
  row: RuleRow | undefined,
  complete: boolean,
): Observation {
  if (row === undefined) return { labels, verdict: rule.fire === 'rows' && complete ? 'clear' : 'nothing' }
  const value = mainFigure(row)
  const samples = samplesOf(row)
  return {
    labels,
    ...(row.descriptions !== undefined && { descriptions: row.descriptions }),
    verdict: weigh(rule, row),
    ...(value !== null && { value }),
    ...(samples !== undefined && { samples }),
  }
}

function signalOfStep(
  rule: Rule,
  before: AlertState | undefined,
  { state, signal }: Step,
  row: RuleRow | undefined,
  nowMs: number,
  beyondLimit: number,
): Signal | undefined {
  if (signal === undefined) return undefined
  const known = before?.episode
  return signalOf(rule, state, signal, row, nowMs, {
    ...(beyondLimit > 0 && { beyondLimit }),
    ...(signal === 'closed' && { reason: 'not-measured' }),
    ...(signal === 'worse' && known?.notifiedValue !== undefined && { valueBefore: known.notifiedValue }),
    ...(signal === 'worse' &&
      known?.acknowledgedBy !== undefined && { acknowledgedBefore: known.acknowledgedBy }),
  })
}
