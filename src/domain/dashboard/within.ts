import { TIME_BOUNDS_MS, timeBin } from '../analytics/time-bins.ts'

/** Times, in seconds, for which shares are shown: bounds between bins, so that each share is exact. */
export const WITHIN_SECONDS = [6, 30, 60, 300, 600, 1_200, 6_000, 60_000] as const

export interface Within {
  readonly seconds: number
  readonly messages: number
}

/** How many took each of some times or less; times that are not bounds of the bins are rounded up to one. */
export function withinOf(times: ReadonlyMap<number, number>, bounds: readonly number[]): readonly Within[] {
  return bounds.map((seconds) => {
    const bound = timeBin(seconds * 1000)
    let messages = 0
    for (const [bin, n] of times) if (bin <= bound && bin < TIME_BOUNDS_MS.length) messages += n
    return { seconds, messages }
  })
}
