import type { RuleResult } from '../../domain/alerts/decide.ts'
import type { Bound, Comparison, Condition, Rule } from '../../domain/alerts/rule.ts'
import { simulate } from './simulate.ts'

const WEEK_MS = 7 * 86_400_000
/** How far a rate's threshold is moved, in percentage points. */
const POINTS = [-20, -10, -5, -2, 0, 2, 5]
/** By what any other threshold is multiplied. */
const FACTORS = [0.25, 0.5, 1, 2, 4, 8]

/** A rule with another threshold. */
export interface Candidate {
  /** The condition as it would be written. */
  readonly fire: string
  /** Whether it is the rule as it is. */
  readonly current: boolean
  readonly rule: Rule
}

/** What a candidate would have done. */
export interface Tuning {
  readonly fire: string
  readonly current: boolean
  readonly pagesAWeek: number
  /** The share of the time in which it would have had an alert that fires. */
  readonly firingPercent: number
}

/**
 * The same rule with several thresholds, as the bound of its first comparison on `value`: a rate's is moved by points, any
 * other multiplied, and of `usual - 3 sigma` the factor. `resolve` moves along. Empty where the rule has no such bound.
 */
export function candidatesOf(rule: Rule): readonly Candidate[] {
  if (rule.fire === 'rows') return []
  const first = rule.fire.find(({ column }) => column === 'value')
  if (first === undefined) return []
  const asPoints = rule.unit === '%' && first.bound.terms.length === 0
  const steps = asPoints ? POINTS : FACTORS
  const seen = new Set<string>()
  return steps.flatMap((step) => {
    const move = (bound: Bound) => moved(bound, step, asPoints)
    const fire = withBound(rule.fire as Condition, first, move)
    const text = fire.map((one) => `${one.column} ${one.operator} ${one.boundText}`).join(' and ')
    const impossible = asPoints && (move(first.bound).constant <= 0 || move(first.bound).constant > 100)
    if (impossible || seen.has(text)) return []
    seen.add(text)
    const clearing = rule.resolve?.find(({ column }) => column === 'value')
    const resolve = clearing && rule.resolve ? withBound(rule.resolve, clearing, move) : rule.resolve
    return [
      {
        fire: text,
        current: step === (asPoints ? 0 : 1),
        rule: { ...rule, fire, ...(resolve !== undefined && { resolve }) },
      },
    ]
  })
}

function withBound(condition: Condition, which: Comparison, move: (bound: Bound) => Bound): Condition {
  return condition.map((one) => {
    if (one !== which) return one
    const bound = move(one.bound)
    return { ...one, bound, boundText: formatBound(bound) }
  })
}

/** Of a bound with other columns the last one's factor is what decides how unusual a figure must be. */
function moved(bound: Bound, step: number, asPoints: boolean): Bound {
  if (asPoints) return { ...bound, constant: bound.constant + step }
  const last = bound.terms.at(-1)
  if (last === undefined) return { ...bound, constant: rounded(bound.constant * step) }
  return { ...bound, terms: [...bound.terms.slice(0, -1), { ...last, factor: rounded(last.factor * step) }] }
}

function formatBound({ constant, terms }: Bound): string {
  const parts = terms.map(({ factor, column }) => {
    const size = Math.abs(factor) === 1 ? '' : `${Math.abs(factor)} `
    return `${factor < 0 ? '-' : '+'} ${size}${column}`
  })
  if (constant !== 0 || parts.length === 0) parts.push(`${constant < 0 ? '-' : '+'} ${Math.abs(constant)}`)
  return parts.join(' ').replace(/^\+ /, '').replace(/^- /, '-')
}

const rounded = (value: number) => Number(value.toPrecision(3))

/** How often each candidate would have paged, on one set of answers. */
export async function tune(
  candidates: readonly Candidate[],
  results: ReadonlyMap<number, RuleResult>,
  spanMs: number,
): Promise<readonly Tuning[]> {
  const tunings: Tuning[] = []
  for (const { fire, current, rule } of candidates) {
    let pages = 0
    let firing = 0
    for await (const step of simulate(
      rule,
      [...results.keys()],
      async (slotMs) => results.get(slotMs) ?? NOTHING,
    )) {
      pages += step.signals.filter(({ kind }) => kind === 'firing').length
      if (step.states.some(({ phase }) => phase === 'firing' || phase === 'recovering')) firing++
    }
    tunings.push({
      fire,
      current,
      pagesAWeek: (pages * WEEK_MS) / spanMs,
      firingPercent: (100 * firing) / Math.max(1, results.size),
    })
  }
  return tunings
}

const NOTHING: RuleResult = { kind: 'no-data' }
