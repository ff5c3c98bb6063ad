import type { Rule } from './rule.ts'

/** A rate is worse when it moved this many percentage points further than people know. */
const WORSE_POINTS = 20
/** Any other figure, when it is this many times as bad as people know. */
const WORSE_FACTOR = 4

/** Whether a figure that fires is so much worse than the one people know that they must hear of it. */
export function isWorse(rule: Rule, known: number | undefined, value: number | undefined): boolean {
  if (rule.fire === 'rows' || known === undefined || value === undefined) return false
  const main = rule.fire.find(({ column }) => column === 'value')
  if (main === undefined) return false
  const falls = main.operator.startsWith('<')
  if (!falls && !main.operator.startsWith('>')) return false
  if (rule.unit === '%') return falls ? known - value >= WORSE_POINTS : value - known >= WORSE_POINTS
  if (falls) return known > 0 && value <= known / WORSE_FACTOR
  // Four times infinite is infinite, and no worse.
  return value > known && value >= Math.max(known, 1) * WORSE_FACTOR
}
