import type { Pool } from 'pg'
import { CODES_OUT_OF_REACH } from '../../../domain/messages/failure-codes.ts'
import { createQuery, type Query } from '../connection/query.ts'
import { inTransaction } from '../connection/transaction.ts'
import type { SchemaNames } from '../schema/schema-names.ts'
import { loadStatements } from '../schema/statements.ts'

/** A day: how much is summed in one transaction. Webhooks wait for no longer than that takes. */
const SLICE_MS = 24 * 60 * 60_000

/** What `verifyRollups` found. */
export interface RollupDrift {
  /** Rows of `message_rollup` that differ from the messages, and of `message_rollup_days` that differ from it. */
  readonly totals: number
  /** Rows of `message_rollup_labels` that do. */
  readonly labels: number
  /** Five minutes of which `delivery_cohorts` do; of the last day, since nothing later is entered. */
  readonly cohorts: number
  /** Rows of `campaign_tallies` of campaigns that are not there. */
  readonly orphans: number
}

/**
 * Sums what analytics' rollups hold anew from the messages, day by day, while the service goes on; adds to the alert rules' cohorts
 * what they lack, and takes away breakdowns of campaigns that are gone. What they hold of messages that were deleted stays. Harmless to repeat; stops after the day in hand when `signal` is aborted.
 */
export async function recountRollups(pool: Pool, names: SchemaNames, signal: AbortSignal): Promise<void> {
  const statements = loadStatements(names)
  const query = createQuery(pool, statements)
  for (const [from, to] of await slices(query)) {
    if (signal.aborted) return
    await inTransaction(pool, async (client) => {
      const query = createQuery(client, statements)
      await query('analytics/rollups/lock')
      await query('analytics/rollups/clear-totals', from, to)
      await query('analytics/rollups/clear-labels', from, to)
      await query('analytics/rollups/fill-totals', from, to)
      await query('analytics/rollups/fill-labels', from, to)
      await query('analytics/rollups/clear-days', from, to)
      await query('analytics/rollups/fill-days', from, to)
      await query('analytics/rollups/fill-reads', from, to)
    })
  }
  await inTransaction(pool, async (client) => {
    const query = createQuery(client, statements)
    await query('analytics/rollups/lock-cohorts')
    await query('analytics/rollups/recount-cohorts', CODES_OUT_OF_REACH)
  })
  await query('analytics/rollups/clear-orphans')
}

/** Compares the rollups and cohorts with the messages, day by day, and changes nothing. */
export async function verifyRollups(
  pool: Pool,
  names: SchemaNames,
  signal: AbortSignal,
): Promise<RollupDrift> {
  const query = createQuery(pool, loadStatements(names))
  let totals = 0
  let labels = 0
  for (const [from, to] of await slices(query)) {
    if (signal.aborted) break
    const { rows } = await query('analytics/rollups/differing', from, to)
    totals += rows[0]?.totals ?? 0
    labels += rows[0]?.labels ?? 0
  }
  const { rows: cohorts } = await query('analytics/rollups/differing-cohorts', CODES_OUT_OF_REACH)
  const { rows: orphans } = await query('analytics/rollups/orphans')
  return { totals, labels, cohorts: cohorts[0]?.cohorts ?? 0, orphans: orphans[0]?.orphans ?? 0 }
}

/** The days, in UTC, of which there is anything to sum, or held; the others are skipped, however many. */
async function slices(query: Query): Promise<(readonly [from: Date, to: Date])[]> {
  const { rows } = await query('analytics/rollups/days')
  return rows.map(({ day }) => [day, new Date(day.getTime() + SLICE_MS)] as const)
}
