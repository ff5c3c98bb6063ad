import type { Pool } from 'pg'
import { TooSlowError } from '../../../domain/dashboard/ports.ts'
import { rethrow, sqlStateOf } from '../connection/errors.ts'
import { type Instrument, uninstrumented } from '../connection/instrument.ts'
import { createQuery, type RowOf } from '../connection/query.ts'
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
  const opening = statements.text('transactions/begin-page')
  return async (name, ...parameters) => {
    const client = await pool.connect().catch(rethrow)
    // All three at once: where the pool pipelines, the transaction costs no trip of its own.
    const steps = await Promise.allSettled([
      client.query(opening),
      createQuery(client, statements, instrument)(name, ...parameters),
      client.query('COMMIT'),
    ])
    const errors = steps.flatMap((step) => (step.status === 'rejected' ? [step.reason] : []))
    // A server's error leaves the connection whole; any other may have left an answer on its way.
    client.release(errors.some((error) => sqlStateOf(error) === undefined))
    if (errors.some(ranOutOfTime)) throw new TooSlowError(`sql/${name}.sql`, { cause: errors[0] })
    const [, asked] = steps
    if (errors.length > 0 || asked.status === 'rejected') return rethrow(errors[0])
    return asked.value.rows
  }
}

function ranOutOfTime(error: unknown): boolean {
  return sqlStateOf(error) === CANCELED || (error instanceof Error && error.message === READ_TIMEOUT)
}
