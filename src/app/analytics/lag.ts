import type { AnalyticsUpkeep, LagRow } from '../../domain/analytics/ports.ts'
import { BUCKET_MS } from '../../domain/analytics/rollup.ts'
import { addToHistogram, timeBin } from '../../domain/analytics/time-bins.ts'
import type { StatusReport } from '../../domain/messages/report.ts'

/** Receipt lags are counted in hundredths, so that bins made for seconds resolve milliseconds. */
const RECEIPT_SCALE = 100

export interface LagRecorder {
  /** Notes a batch that is committed just now. */
  committed(batch: readonly StatusReport[]): void
  /** Writes down what was noted. Where that fails it is kept for the next time. */
  flush(upkeep: Pick<AnalyticsUpkeep, 'addLag'>): Promise<void>
}

/**
 * Gathers how long reports took to be committed, off their way: a crash costs at most the lags since the last flush,
 * never a report.
 */
export function createLagRecorder(now: () => number): LagRecorder {
  let rows = new Map<number, LagRow>()
  return {
    committed(batch) {
      const nowMs = now()
      const bucketMs = Math.floor(nowMs / BUCKET_MS) * BUCKET_MS
      const row = rows.get(bucketMs) ?? emptyRow(bucketMs)
      rows.set(bucketMs, row)
      for (const { receivedAtMs, occurrence } of batch) {
        const receiptMs = Math.max(0, Math.round(nowMs - receivedAtMs))
        row.reports++
        row.receiptMs += receiptMs
        addToHistogram(row.receiptTimes, timeBin(receiptMs * RECEIPT_SCALE), 1)
        if (occurrence.estimated) continue
        const providerMs = Math.max(0, Math.round(nowMs - occurrence.atMs))
        row.timedReports++
        row.providerMs += providerMs
        addToHistogram(row.providerTimes, timeBin(providerMs), 1)
      }
    },
    async flush(upkeep) {
      if (rows.size === 0) return
      const flushed = rows
      rows = new Map()
      try {
        await upkeep.addLag([...flushed.values()])
      } catch (error) {
        for (const [bucketMs, row] of rows) merge(flushed, bucketMs, row)
        rows = flushed
        throw error
      }
    },
  }
}

function emptyRow(bucketMs: number): LagRow {
  return {
    bucketMs,
    reports: 0,
    receiptMs: 0,
    receiptTimes: [],
    timedReports: 0,
    providerMs: 0,
    providerTimes: [],
  }
}

function merge(into: Map<number, LagRow>, bucketMs: number, row: LagRow): void {
  const sum = into.get(bucketMs)
  if (sum === undefined) {
    into.set(bucketMs, row)
    return
  }
  sum.reports += row.reports
  sum.receiptMs += row.receiptMs
  sum.timedReports += row.timedReports
  sum.providerMs += row.providerMs
  for (const [bin, n] of row.receiptTimes.entries()) addToHistogram(sum.receiptTimes, bin, n)
  for (const [bin, n] of row.providerTimes.entries()) addToHistogram(sum.providerTimes, bin, n)
}
