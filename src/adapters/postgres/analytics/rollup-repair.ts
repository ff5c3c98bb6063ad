import type { Pool } from 'pg'
import { inTransaction } from '../connection/transaction.ts'
import type { SchemaNames } from '../schema/schema-names.ts'
import { loadSqlFolder } from '../schema/sql-files.ts'

const FILES = [
  'clear-labels',
  'clear-totals',
  'differing',
  'fill-labels',
  'fill-reads',
  'fill-totals',
  'lock',
  'next',
] as const

/** How much is summed in one transaction: webhooks wait for no longer than that takes. */
const SLICE_MS = 24 * 60 * 60_000

/** What `verifyRollups` found. */
export interface RollupDrift {
  /** Rows of `message_rollup` that differ from the messages. */
  readonly totals: number
  /** Rows of `message_rollup_labels` that do. */
  readonly labels: number
}

/**
 * Sums what analytics' rollups hold anew from the messages, day by day, while the service goes on. What they hold of
 * messages that were deleted stays. Harmless to repeat; stops after the day in hand when `signal` is aborted.
 */
export async function recountRollups(pool: Pool, names: SchemaNames, signal: AbortSignal): Promise<void> {
  const sql = loadSqlFolder('analytics/rollups', FILES, names)
  for await (const slice of slices(pool, sql.next)) {
    if (signal.aborted) return
    await inTransaction(pool, async (client) => {
      await client.query(sql.lock)
      await client.query(sql['clear-totals'], slice)
      await client.query(sql['clear-labels'], slice)
      await client.query(sql['fill-totals'], slice)
      await client.query(sql['fill-labels'], slice)
      await client.query(sql['fill-reads'], slice)
    })
  }
}

/** Compares the rollups with the messages, day by day, and changes nothing. */
export async function verifyRollups(
  pool: Pool,
  names: SchemaNames,
  signal: AbortSignal,
): Promise<RollupDrift> {
  const sql = loadSqlFolder('analytics/rollups', FILES, names)
  let totals = 0
  let labels = 0
  for await (const slice of slices(pool, sql.next)) {
    if (signal.aborted) break
    const { rows } = await pool.query<RollupDrift>(sql.differing, slice)
    totals += rows[0]?.totals ?? 0
    labels += rows[0]?.labels ?? 0
  }
  return { totals, labels }
}

/** The days, in UTC, for which there is anything to sum; the others are skipped, however many. */
async function* slices(pool: Pool, next: string): AsyncGenerator<[Date, Date]> {
  let from = await nextMoment(pool, next, null)
  while (from !== null) {
    const startMs = Math.floor(from.getTime() / SLICE_MS) * SLICE_MS
    const end = new Date(startMs + SLICE_MS)
    yield [new Date(startMs), end]
    from = await nextMoment(pool, next, end)
  }
}

async function nextMoment(pool: Pool, next: string, from: Date | null): Promise<Date | null> {
  const { rows } = await pool.query<{ next: Date | null }>(next, [from])
  return rows[0]?.next ?? null
}
