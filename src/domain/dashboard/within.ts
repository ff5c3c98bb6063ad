import { TIME_BOUNDS_MS, timeBin } from '../analytics/time-bins.ts'

/** Times, in seconds, for which shares are shown: bounds between bins, so that each share is exact. */
const WITHIN_SECONDS = [6, 30, 60, 300, 600, 1_200, 6_000, 60_000] as const

export interface Within {
  readonly seconds: number
  readonly messages: number
}

/** How many took each of these times or less. */
export function within(times: ReadonlyMap<number, number>): readonly Within[] {
  return WITHIN_SECONDS.map((seconds) => {
    const bound = timeBin(seconds * 1000)
    let messages = 0
    for (const [bin, n] of times) if (bin <= bound && bin < TIME_BOUNDS_MS.length) messages += n
    return { seconds, messages }
  })
}
