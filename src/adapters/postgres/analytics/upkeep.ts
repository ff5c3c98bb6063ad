import type { Pool } from 'pg'
import type { AnalyticsUpkeep, LagRow } from '../../../domain/analytics/ports.ts'
import { type Instrument, uninstrumented } from '../connection/instrument.ts'
import { createQuery } from '../connection/query.ts'
import { inTransaction } from '../connection/transaction.ts'
import type { Statements } from '../schema/statements.ts'

/** The upkeep of analytics in PostgreSQL. */
export function createAnalyticsUpkeep(
  pool: Pool,
  statements: Statements,
  instrument: Instrument = uninstrumented,
): AnalyticsUpkeep {
  return {
    refreshEngaged({ days, fromMs, toMs, dueAtMs, limit }) {
      const [from, to, due] = [new Date(fromMs), new Date(toMs), new Date(dueAtMs)]
      return inTransaction(
        pool,
        async (client) => {
          const query = createQuery(client, statements, instrument)
          const claimed = await query('analytics/upkeep/engaged-claim', days, to, from, due)
          if (claimed.rowCount === 0) return false
          await query('analytics/upkeep/engaged-clear', days)
          await query('analytics/upkeep/engaged-fill', days, from, to, limit)
          await query('analytics/upkeep/engagement-clear', days)
          await query('analytics/upkeep/engagement-fill', days, from, to, limit)
          return true
        },
        instrument,
      )
    },
    async addLag(rows) {
      await createQuery(
        pool,
        statements,
        instrument,
      )('analytics/upkeep/add-lag', JSON.stringify(rows.map(jsonOf)))
    },
  }
}

function jsonOf(row: LagRow): object {
  return {
    bucket: new Date(row.bucketMs).toISOString(),
    reports: row.reports,
    receipt_ms: row.receiptMs,
    receipt_times: row.receiptTimes,
    timed_reports: row.timedReports,
    provider_ms: row.providerMs,
    provider_times: row.providerTimes,
  }
}
