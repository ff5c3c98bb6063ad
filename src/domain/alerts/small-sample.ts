/** Fewer samples than this never fire: 0 of 1 is not worth waking anybody for. */
export const MIN_CONCLUSIVE_SAMPLES = 5
/** How improbable a false alarm must be over a whole week of evaluations before a small sample fires. */
const MAX_CHANCE_A_WEEK = 0.01
/** A rule is evaluated each minute. */
const EVALUATIONS_A_WEEK = 7 * 24 * 60
/** How improbable chance must be in one evaluation. */
export const MAX_CHANCE = MAX_CHANCE_A_WEEK / EVALUATIONS_A_WEEK

/**
 * The probability of at most `k` successes in `n` independent trials that succeed with `p` each:
 * P[Bin(n, p) ≤ k]. Summed in logarithms, so it neither overflows nor underflows for any `n`.
 */
export function binomialTail(n: number, k: number, p: number): number {
  if (k < 0) return 0
  if (k >= n) return 1
  if (p <= 0) return 1
  if (p >= 1) return 0
  let logChoose = 0
  let sum = 0
  for (let i = 0; i <= k; i++) {
    if (i > 0) logChoose += Math.log(n - i + 1) - Math.log(i)
    sum += Math.exp(logChoose + i * Math.log(p) + (n - i) * Math.log(1 - p))
  }
  return Math.min(1, sum)
}

/**
 * Whether a rate on the wrong side of its threshold cannot be chance while the true rate is at the threshold.
 *
 * @param side where the rate is wrong: `below` the threshold, or `above` it
 */
export function rulesOutChance(
  valuePercent: number,
  samples: number,
  thresholdPercent: number,
  side: 'below' | 'above' = 'below',
): boolean {
  if (samples < MIN_CONCLUSIVE_SAMPLES) return false
  const successes = Math.round((valuePercent / 100) * samples)
  const threshold = thresholdPercent / 100
  const chance =
    side === 'below'
      ? binomialTail(samples, successes, threshold)
      : binomialTail(samples, samples - successes, 1 - threshold)
  return chance < MAX_CHANCE
}
