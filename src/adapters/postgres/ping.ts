import type { Pool } from 'pg'
import type { Statements } from './statements.ts'
import { unwatched, type Watch } from './watch.ts'

/** Resolves to nothing where the database answers, else to one sentence that says why not. Never throws. */
export async function ping(
  pool: Pool,
  statements: Statements,
  watch: Watch = unwatched,
): Promise<string | undefined> {
  try {
    await watch('ping', () => pool.query(statements.ping))
    return undefined
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
    return `The database does not answer${code}.`
  }
}
