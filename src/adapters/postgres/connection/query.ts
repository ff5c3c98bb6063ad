import type { Pool, PoolClient, QueryResult } from 'pg'
import type { Sql, StatementName } from '../schema/sql-files.ts'
import type { Statements } from '../sql.ts'
import { type Instrument, uninstrumented } from './instrument.ts'

type Row<Name extends StatementName> = Statements[Name]['row']
export type Parameters<Name extends StatementName> = Statements[Name]['parameters']

/** Runs a statement by its name in `sql`; parameters and rows are typed as the server describes them. */
export type Query = <Name extends StatementName>(
  name: Name,
  ...parameters: Parameters<Name>
) => Promise<QueryResult<Row<Name>>>

/** Statements on a pool, or on the connection of a transaction. */
export function createQuery(
  on: Pool | PoolClient,
  sql: Sql,
  instrument: Instrument = uninstrumented,
): Query {
  return (name, ...parameters) => instrument(stepOf(name), () => on.query(sql.text(name), parameters))
}

/** How a statement is called in metrics and traces: by its file. */
export function stepOf(name: StatementName): string {
  return name.slice(name.lastIndexOf('/') + 1)
}
