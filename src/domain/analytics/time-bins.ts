/** Ten steps to the decade, in hundredths: factors of 1.25 to 1.28, so that a bin's middle is off by 14% at most. */
const STEPS = [100, 125, 160, 200, 250, 315, 400, 500, 630, 800]
const DECADES = 6
const LOWEST_BOUND_MS = 600

/**
 * The bounds between the bins of a time histogram, in milliseconds: 0.6 s to 600,000 s (a week). 1, 5 and 10
 * minutes are among them, so the share within those is exact. `bluetick.time_bounds_ms()` in SQL is the same.
 */
export const TIME_BOUNDS_MS: readonly number[] = [
  ...Array.from({ length: DECADES }, (_, decade) =>
    STEPS.map((step) => (LOWEST_BOUND_MS * 10 ** decade * step) / 100),
  ).flat(),
  LOWEST_BOUND_MS * 10 ** DECADES,
]

/** The bin of a time: bin 0 ends at the first bound, bin n holds bound n < time ≤ bound n + 1, the last is open. */
export function timeBin(ms: number): number {
  let low = 0
  let high = TIME_BOUNDS_MS.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((TIME_BOUNDS_MS[middle] ?? Number.POSITIVE_INFINITY) < ms) low = middle + 1
    else high = middle
  }
  return low
}

/** Adds `n` times to a bin of a histogram, which grows as needed and stays dense. */
export function addToHistogram(histogram: number[], bin: number, n: number): void {
  while (histogram.length <= bin) histogram.push(0)
  histogram[bin] = (histogram[bin] ?? 0) + n
}
