import { TIME_BOUNDS_MS, timeBin } from '../analytics/time-bins.ts'
import type { RecipientColumns } from '../messages/change.ts'
import type { Conclusion } from '../messages/conclusion.ts'
import type { Facts } from '../messages/facts.ts'
import { replyMsOf } from '../replies/answered-by.ts'

/**
 * The keys under which a recipient is counted in its campaign's breakdowns: like a contribution a pure function of
 * the facts, so that sums of differences equal the sum taken whole. Sorted, no repeats.
 *
 * Times are taken between reported ones only: inferred and estimated ones would flatter or spoil them.
 */
export function breakdownOf(facts: Facts, conclusion: Conclusion, fromWebhook: boolean): readonly string[] {
  const keys: string[] = []
  if (conclusion.contradictory) keys.push('c')
  const deliveryMs = msBetween(facts, 'sent', 'delivered')
  if (deliveryMs !== undefined) keys.push(`d${timeBin(deliveryMs)}`)
  if (conclusion.status === 'failed') keys.push(`f${conclusion.failureCode ?? 'unknown'}`)
  const replyMs = replyMsOf(facts)
  if (replyMs !== undefined) keys.push(`p${timeBin(replyMs)}`)
  const readMs = msBetween(facts, 'delivered', 'read')
  if (readMs !== undefined) keys.push(`r${timeBin(readMs)}`)
  if (conclusion.repliedUnread) keys.push('u')
  if (fromWebhook) keys.push('w')
  return keys
}

/** What stays of a breakdown where only the row is left: times that its message knew count while the row shows both ends of them. */
export function borneOut(
  breakdown: readonly string[],
  {
    status,
    sentAtMs: sent,
    deliveredAtMs: delivered,
    readAtMs,
    failedAtMs,
    repliedAtMs,
    failureCode,
  }: RecipientColumns,
  fromWebhook: boolean,
): readonly string[] {
  const arrived = delivered !== undefined
  const shown: Readonly<Record<string, boolean>> = {
    d: arrived && sent !== undefined,
    p: arrived && repliedAtMs !== undefined,
    r: arrived && readAtMs !== undefined,
    u: repliedAtMs !== undefined,
  }
  return [
    ...(arrived && failedAtMs !== undefined ? ['c'] : []),
    ...(status === 'failed' ? [`f${failureCode ?? 'unknown'}`] : []),
    ...breakdown.filter((key) => shown[key.charAt(0)] === true),
    ...(fromWebhook ? ['w'] : []),
  ].sort()
}

/** Whether two breakdowns are the same. */
export function sameBreakdown(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((key, index) => key === b[index])
}

/**
 * The time, in seconds, within which the given share (0 to 1) of all lies; nothing where there are none.
 *
 * @param counts how many fell into each bin of `timeBin`
 */
export function percentileOf(counts: ReadonlyMap<number, number>, share: number): number | undefined {
  const bins = [...counts].filter(([, count]) => count > 0).sort(([a], [b]) => a - b)
  const total = bins.reduce((sum, [, count]) => sum + count, 0)
  let seen = 0
  for (const [bin, count] of bins) {
    seen += count
    if (seen >= total * share) return secondsOfBin(bin)
  }
  return undefined
}

/** The time that stands for a bin: the geometric middle of its bounds. `bluetick.bin_seconds` in SQL is the same. */
function secondsOfBin(bin: number): number {
  const lower = TIME_BOUNDS_MS[bin - 1]
  if (lower === undefined) return 0.3
  return Math.sqrt(lower * (TIME_BOUNDS_MS[bin] ?? lower)) / 1000
}

function msBetween(facts: Facts, from: 'sent' | 'delivered', to: 'delivered' | 'read'): number | undefined {
  const start = facts.times[from]
  const end = facts.times[to]
  if (start === undefined || end === undefined || start.estimated || end.estimated) return undefined
  return end.atMs - start.atMs
}
