import type { Pool } from 'pg'
import { TooSlowError } from '../../../domain/dashboard/ports.ts'
import { rethrow, sqlStateOf } from '../connection/errors.ts'
import { type Instrument, uninstrumented } from '../connection/instrument.ts'
import { createQuery, type RowOf } from '../connection/query.ts'
import { inOneTrip } from '../connection/transaction.ts'
import type { StatementName, Statements } from '../schema/statements.ts'
import type { StatementTypes } from '../sql.ts'

/** SQLSTATE query_canceled: the statement ran into its time limit. PostgreSQL manual, appendix A. */
const CANCELED = '57014'

/** What `pg` says where its own limit ends first: a server that does not answer at all. */
const READ_TIMEOUT = 'Query read timeout'

/** Statements of `sql/dashboard`; the rows are typed as the server describes them. */
type DashboardName = Extract<StatementName, `dashboard/${string}`>

/** Sends one of them. Rejects with `TooSlowError` where it ran into the time limit of pages, and leaves nothing running. */
export type ReadDashboard = <Name extends DashboardName>(
  name: Name,
  ...parameters: StatementTypes[Name]['parameters']
) => Promise<RowOf<Name>[]>

export function createDashboardRead(
  pool: Pool,
  statements: Statements,
  instrument: Instrument = uninstrumented,
): ReadDashboard {
  return async (name, ...parameters) => {
    // Not before: schemas are known once the database was reached.
    const opening = statements.text('transactions/begin-page')
    const { rows } = await inOneTrip(pool, opening, (client) =>
      createQuery(client, statements, instrument)(name, ...parameters),
    ).catch((error: unknown) => {
      if (ranOutOfTime(error)) throw new TooSlowError(`sql/${name}.sql`, { cause: error })
      return rethrow(error)
    })
    return rows
  }
}

function ranOutOfTime(error: unknown): boolean {
  return sqlStateOf(error) === CANCELED || (error instanceof Error && error.message === READ_TIMEOUT)
}
