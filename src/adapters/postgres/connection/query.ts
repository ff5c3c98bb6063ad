import type { Pool, PoolClient, QueryResult } from 'pg'
import { type StatementName, type Statements, stepOf } from '../schema/statements.ts'
import type { StatementTypes } from '../sql.ts'
import { type Instrument, uninstrumented } from './instrument.ts'

export type RowOf<Name extends StatementName> = StatementTypes[Name]['row']

/** Runs a statement by its name in `sql`; parameters and rows are typed as the server describes them. */
export type Query = <Name extends StatementName>(
  name: Name,
  ...parameters: StatementTypes[Name]['parameters']
) => Promise<QueryResult<RowOf<Name>>>

/** Statements on a pool, or on the connection of a transaction. */
export function createQuery(
  on: Pool | PoolClient,
  statements: Statements,
  instrument: Instrument = uninstrumented,
): Query {
  return <Name extends StatementName>(name: Name, ...values: StatementTypes[Name]['parameters']) =>
    instrument(stepOf(name), () => on.query<RowOf<Name>>({ text: statements.text(name), values }))
}
