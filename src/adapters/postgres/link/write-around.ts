import { StoreUnavailableError } from '../../../domain/messages/ports.ts'
import { sqlStateOf } from '../connection/errors.ts'
import type { Query } from '../connection/query.ts'

/** So many waits of 20 ms each: their rows are locked meanwhile. */
const MAX_WAITS = 50

/** What was written, and the rows for which somebody else would have to be waited. */
export interface WrittenAround<Row, Result> {
  readonly results: readonly Result[]
  readonly waiting: ReadonlySet<Row>
}

/**
 * Writes rows at once. Where one has to wait for a row that somebody else is about to commit (the same id inserted, a row that it
 * references), rows are halved until that one stands alone, and the others are written.
 *
 * @param write sends rows; also none at all, to see whether the table as a whole may be written
 * @throws StoreUnavailableError where the table as a whole is locked
 */
export async function writeAround<Row, Result>(
  run: Query,
  rows: readonly Row[],
  write: (rows: readonly Row[], shaped: readonly Row[]) => Promise<readonly Result[]>,
): Promise<WrittenAround<Row, Result>> {
  const waiting = new Set<Row>()
  if (rows.length === 0) return { results: [], waiting }
  const results: Result[] = []
  let waits = 0
  const attempt = async (some: readonly Row[]): Promise<boolean> => {
    await run('transactions/savepoint')
    try {
      results.push(...(await write(some, some)))
      await run('transactions/release-savepoint')
      return true
    } catch (error) {
      if (!isWait(error)) throw error
      await run('transactions/back-to-savepoint')
      await run('transactions/release-savepoint')
      return false
    }
  }
  const around = async (some: readonly Row[]): Promise<void> => {
    if (waits < MAX_WAITS && (await attempt(some))) return
    if (++waits > MAX_WAITS || some.length === 1) {
      for (const row of some) waiting.add(row)
      return
    }
    const middle = Math.ceil(some.length / 2)
    await around(some.slice(0, middle))
    await around(some.slice(middle))
  }
  if (await attempt(rows)) return { results, waiting }
  await write([], rows)
  await run('transactions/wait-briefly')
  await around(rows)
  return { results, waiting }
}

/** A lock of somebody else that was not given up in time. SQLSTATE of appendix A. */
function isWait(error: unknown): boolean {
  return sqlStateOf(error instanceof StoreUnavailableError ? error.cause : error) === '55P03'
}
