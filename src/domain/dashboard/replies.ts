import { percentileOf } from '../campaigns/breakdown.ts'
import { type Within, withinOf } from './within.ts'

/** Sums over the messages of a span, as the rollups hold them. */
export interface ReplySums {
  readonly delivered: number
  readonly read: number
  readonly replied: number
  /** Replied to, and nobody reported that it was read: counted as read. */
  readonly unreported: number
  /** From a reported delivery to the first reply: the sum, and how many took an hour at most, which is not a bound of the bins. */
  readonly replyMs: number
  readonly withinHour: number
}

/** How people answered, and how soon. */
export interface Replies extends Pick<ReplySums, 'delivered' | 'read' | 'replied' | 'unreported'> {
  /** Replies with a reported delivery and a readable time: what the times are of. */
  readonly measured: number
  /** Seconds. */
  readonly mean?: number
  readonly p50?: number
  readonly p95?: number
  readonly within: readonly Within[]
}

const HOUR_SECONDS = 3_600
const WITHIN_SECONDS = [60, 300] as const

/** @param times how many replies took a time, by bin of `timeBin` */
export function repliesOf(sums: ReplySums, times: ReadonlyMap<number, number>): Replies {
  const { delivered, read, replied, unreported, replyMs, withinHour } = sums
  const measured = [...times.values()].reduce((sum, n) => sum + n, 0)
  const [p50, p95] = [0.5, 0.95].map((share) => percentileOf(times, share))
  return {
    ...{ delivered, read, replied, unreported, measured },
    ...(measured > 0 && { mean: replyMs / 1000 / measured }),
    ...(p50 !== undefined && { p50 }),
    ...(p95 !== undefined && { p95 }),
    within: [...withinOf(times, WITHIN_SECONDS), { seconds: HOUR_SECONDS, messages: withinHour }],
  }
}
