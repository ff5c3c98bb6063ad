/** Ten bins to the decade from 0.6 s to a week: docs/analytics.md. */
const STEPS = [1, 1.25, 1.6, 2, 2.5, 3.15, 4, 5, 6.3, 8]
const BOUNDS = [0, 1, 2, 3, 4, 5].flatMap((decade) =>
  STEPS.map((step) => Math.round(600 * 10 ** decade * step)),
)
BOUNDS.push(600 * 10 ** 6)

/** How many bounds lie below a time in milliseconds. */
export function binOf(ms: number): number {
  return BOUNDS.filter((bound) => bound < ms).length
}
