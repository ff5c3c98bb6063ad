import type { Conclusion } from './conclusion.ts'
import type { Facts } from './facts.ts'

/** Bucket bounds grow by this factor, so a percentile read from them is within 5% of the exact one. */
export const BUCKET_GROWTH = 1.05
/** Longer times fall into the last bucket: WhatsApp gives a message up after 30 days. */
export const MAX_TALLIED_SECONDS = 30 * 24 * 60 * 60

/**
 * The keys under which a recipient is counted in its campaign's tallies: like a contribution a pure function of
 * the facts, so that sums of differences equal the sum taken whole. Sorted, no repeats.
 *
 * Times are taken between reported ones only: inferred ones and stand-ins would flatter or spoil them.
 */
export function tallyOf(facts: Facts, conclusion: Conclusion, fromWebhook: boolean): readonly string[] {
  const keys: string[] = []
  if (conclusion.contradictory) keys.push('c')
  const deliverySeconds = secondsBetween(facts, 'sent', 'delivered')
  if (deliverySeconds !== undefined) keys.push(`d${bucketOf(deliverySeconds)}`)
  if (conclusion.status === 'failed') keys.push(`f${conclusion.failureCode ?? 'unknown'}`)
  const readSeconds = secondsBetween(facts, 'delivered', 'read')
  if (readSeconds !== undefined) keys.push(`r${bucketOf(readSeconds)}`)
  if (fromWebhook) keys.push('w')
  return keys
}

/** Whether two tallies are the same. */
export function sameTally(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((key, index) => key === b[index])
}

/** The bucket of a time in seconds; 0 for none and for what a sender reported in the wrong order. */
export function bucketOf(seconds: number): number {
  const bounded = Math.min(Math.max(seconds, 0), MAX_TALLIED_SECONDS)
  return Math.round(Math.log(bounded + 1) / Math.log(BUCKET_GROWTH))
}

/** The middle of a bucket, in seconds. */
export function secondsOfBucket(bucket: number): number {
  return BUCKET_GROWTH ** bucket - 1
}

/**
 * The time, in seconds, within which the given share (0 to 1) of all lies; nothing where there are none.
 *
 * @param counts how many fell into each bucket
 */
export function percentileOf(counts: ReadonlyMap<number, number>, share: number): number | undefined {
  const buckets = [...counts].filter(([, count]) => count > 0).sort(([a], [b]) => a - b)
  const total = buckets.reduce((sum, [, count]) => sum + count, 0)
  let seen = 0
  for (const [bucket, count] of buckets) {
    seen += count
    if (seen >= total * share) return secondsOfBucket(bucket)
  }
  return undefined
}

function secondsBetween(
  facts: Facts,
  from: 'sent' | 'delivered',
  to: 'delivered' | 'read',
): number | undefined {
  const start = facts.times[from]
  const end = facts.times[to]
  if (start === undefined || end === undefined || start.standIn || end.standIn) return undefined
  return (end.atMs - start.atMs) / 1000
}
