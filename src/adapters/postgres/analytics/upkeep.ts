import type { Pool } from 'pg'
import type { AnalyticsUpkeep, LagRow } from '../../../domain/analytics/ports.ts'
import { type Instrument, uninstrumented } from '../connection/instrument.ts'
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
      const [from, to, due] = [fromMs, toMs, dueAtMs].map((ms) => new Date(ms))
      return inTransaction(
        pool,
        async (client) => {
          const run = (name: 'engaged-claim' | 'engaged-clear' | 'engaged-fill', values: unknown[]) =>
            instrument(name, () => client.query(statements[name], values))
          const claimed = await run('engaged-claim', [days, to, from, due])
          if (claimed.rowCount === 0) return false
          await run('engaged-clear', [days])
          await run('engaged-fill', [days, from, to, limit])
          return true
        },
        instrument,
      )
    },
    async addLag(rows) {
      await instrument('add-lag', () => pool.query(statements['add-lag'], [JSON.stringify(rows.map(jsonOf))]))
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
