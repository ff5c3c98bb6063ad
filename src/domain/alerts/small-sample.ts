/** Fewer samples than this never fire: 0 of 1 is nothing to wake somebody for. */
export const MIN_CONCLUSIVE_SAMPLES = 5
/** How improbable chance must be before a small sample fires. */
const MAX_CHANCE = 0.01

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

/** Whether a rate of `valuePercent` in so few samples cannot be chance while the true rate is at the threshold. */
export function rulesOutChance(valuePercent: number, samples: number, thresholdPercent: number): boolean {
  if (samples < MIN_CONCLUSIVE_SAMPLES) return false
  const successes = Math.round((valuePercent / 100) * samples)
  return binomialTail(samples, successes, thresholdPercent / 100) < MAX_CHANCE
}
