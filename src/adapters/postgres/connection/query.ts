import type { Pool, PoolClient, QueryResult } from 'pg'
import { type StatementName, type Statements, stepOf } from '../schema/statements.ts'
import type { StatementTypes } from '../sql.ts'
import { SERIALIZATION_FAILURE, sqlStateOf } from './errors.ts'
import { type Instrument, uninstrumented } from './instrument.ts'

export type RowOf<Name extends StatementName> = StatementTypes[Name]['row']

/** Runs a statement by its name in `sql`; parameters and rows are typed as the server describes them. */
export type Query = <Name extends StatementName>(
  name: Name,
  ...parameters: StatementTypes[Name]['parameters']
) => Promise<QueryResult<RowOf<Name>>>

/** How often a statement runs whose transaction the server gives up for another's sake. */
const MAX_ATTEMPTS = 5

/**
 * Statements on a pool, each its own transaction, or on the connection of one. A role may have serializable ones by default: where the
 * server gives one up that was a statement by itself, nothing of it was written, and it runs again.
 */
export function createQuery(
  on: Pool | PoolClient,
  statements: Statements,
  instrument: Instrument = uninstrumented,
): Query {
  const maxAttempts = isPool(on) ? MAX_ATTEMPTS : 1
  return <Name extends StatementName>(name: Name, ...values: StatementTypes[Name]['parameters']) => {
    const run = () => on.query<RowOf<Name>>({ text: statements.text(name), values })
    return instrument(stepOf(name), () => again(run, maxAttempts))
  }
}

async function again<T>(run: () => Promise<T>, attempts: number): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (attempts <= 1 || sqlStateOf(error) !== SERIALIZATION_FAILURE) throw error
    return await again(run, attempts - 1)
  }
}

function isPool(on: Pool | PoolClient): on is Pool {
  return 'totalCount' in on
}
