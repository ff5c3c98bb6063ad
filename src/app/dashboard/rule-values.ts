import type { Comparison, Condition, Rule } from '../../domain/alerts/rule.ts'
import type { ValuesOverTime } from '../../domain/dashboard/alert-views.ts'
import type { DashboardStore } from '../../domain/dashboard/ports.ts'

const HOUR_MS = 3_600_000
/** Points of the picture, more or less. */
const POINTS = 288

/** What a rule measured until now, in steps of which each shows the value nearest to firing. */
export async function valuesOf(
  store: Pick<DashboardStore, 'ruleValues'>,
  rule: Rule,
  hours: number,
  nowMs: number,
): Promise<ValuesOverTime> {
  const stepMs = (hours * HOUR_MS) / POINTS
  const found = await store.ruleValues(rule.name, { fromMs: nowMs - hours * HOUR_MS, toMs: nowMs }, stepMs)
  const fires = plainComparison(rule.fire === 'rows' ? [] : rule.fire)
  const resolves = plainComparison(rule.resolve ?? [])
  const firesBelow = fires?.operator === '<' || fires?.operator === '<='
  return {
    hours,
    points: found.map(({ atMs, least, greatest }) => {
      const value = firesBelow ? least : greatest
      return { atMs, ...(value !== undefined && { value }) }
    }),
    ...(fires !== undefined && { fires: fires.bound.constant }),
    ...(resolves !== undefined && { resolves: resolves.bound.constant }),
  }
}

/** The comparison of the value with one figure that is always the same. */
function plainComparison(condition: Condition): Comparison | undefined {
  return condition.find(({ column, bound }) => column === 'value' && bound.terms.length === 0)
}
