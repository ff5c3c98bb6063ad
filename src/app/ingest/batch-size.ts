/** Above this a batch takes long enough to be felt by those that wait for it. */
export const MAX_BATCH_REPORTS = 1_000
/** Smaller ones would do little but begin and commit. */
const MIN_BATCH_REPORTS = 50
/** A batch that takes longer makes the next one smaller. */
const SLOW_MS = 400
/** One that takes no longer lets the next one grow. */
const FAST_MS = 200
const GROWTH = 1.25

/** How many reports the next batch may hold, after one of `reports` took `tookMs`: a slow database gets smaller ones. */
export function nextBatchLimit(limit: number, reports: number, tookMs: number): number {
  if (tookMs > SLOW_MS) return Math.max(MIN_BATCH_REPORTS, Math.floor(Math.min(limit, reports) / 2))
  if (tookMs <= FAST_MS && reports >= limit / 2) return Math.min(MAX_BATCH_REPORTS, Math.ceil(limit * GROWTH))
  return limit
}

/** How much of the spool is drained in one transaction: about a full batch of single reports. */
export const MAX_DRAIN_BYTES = 1024 * 1024
const MIN_DRAIN_BYTES = 32 * 1024
/** Nobody waits for a drain, but its locks may keep others waiting. */
const SLOW_DRAIN_MS = 1_000

/** How much of the spool the next drain takes, after one that took `tookMs`. */
export function nextDrainBytes(bytes: number, tookMs: number): number {
  const next = tookMs > SLOW_DRAIN_MS ? bytes / 2 : bytes * GROWTH
  return Math.min(MAX_DRAIN_BYTES, Math.max(MIN_DRAIN_BYTES, Math.round(next)))
}
