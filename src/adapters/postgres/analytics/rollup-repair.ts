import type { Pool } from 'pg'
import { createQuery, type Query } from '../connection/query.ts'
import { inTransaction } from '../connection/transaction.ts'
import type { SchemaNames } from '../schema/schema-names.ts'
import { loadStatements } from '../schema/statements.ts'

/** How much is summed in one transaction: webhooks wait for no longer than that takes. */
const SLICE_MS = 24 * 60 * 60_000

/** What `verifyRollups` found. */
export interface RollupDrift {
  /** Rows of `message_rollup` that differ from the messages, and of `message_rollup_days` that differ from it. */
  readonly totals: number
  /** Rows of `message_rollup_labels` that do. */
  readonly labels: number
}

/**
 * Sums what analytics' rollups hold anew from the messages, day by day, while the service goes on. What they hold of
 * messages that were deleted stays. Harmless to repeat; stops after the day in hand when `signal` is aborted.
 */
export async function recountRollups(pool: Pool, names: SchemaNames, signal: AbortSignal): Promise<void> {
  const statements = loadStatements(names)
  for await (const [from, to] of slices(createQuery(pool, statements))) {
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
}

/** Compares the rollups with the messages, day by day, and changes nothing. */
export async function verifyRollups(
  pool: Pool,
  names: SchemaNames,
  signal: AbortSignal,
): Promise<RollupDrift> {
  const query = createQuery(pool, loadStatements(names))
  let totals = 0
  let labels = 0
  for await (const [from, to] of slices(query)) {
    if (signal.aborted) break
    const { rows } = await query('analytics/rollups/differing', from, to)
    totals += rows[0]?.totals ?? 0
    labels += rows[0]?.labels ?? 0
  }
  return { totals, labels }
}

/** The days, in UTC, for which there is anything to sum; the others are skipped, however many. */
async function* slices(query: Query): AsyncGenerator<readonly [from: Date, to: Date]> {
  let from = await nextMoment(query, null)
  while (from !== null) {
    const startMs = Math.floor(from.getTime() / SLICE_MS) * SLICE_MS
    const end = new Date(startMs + SLICE_MS)
    yield [new Date(startMs), end]
    from = await nextMoment(query, end)
  }
}

async function nextMoment(query: Query, from: Date | null): Promise<Date | null> {
  const { rows } = await query('analytics/rollups/next', from)
  return rows[0]?.next ?? null
}
