import type { Pool, PoolClient } from 'pg'
import { StoreRefusedError } from '../../../domain/messages/ports.ts'
import type { TracePoint } from '../../../domain/messages/trace-point.ts'
import { rethrow, SERIALIZATION_FAILURE, sqlStateOf } from '../connection/errors.ts'
import { type Instrument, instrumentUnder } from '../connection/instrument.ts'
import { createPreparation, type Preparation } from '../connection/preparation.ts'
import type { RowOf } from '../connection/query.ts'
import { inTransaction } from '../connection/transaction.ts'
import { type StatementName, type Statements, stepOf } from '../schema/statements.ts'
import type { StatementTypes } from '../sql.ts'

/** How often a batch starts again because another claimed one of its ids first. */
const MAX_CLAIM_ATTEMPTS = 20
/** After this many attempts a batch takes the lock alone: a large one could lose to small ones again and again. */
const ATTEMPTS_BESIDE_OTHERS = 3

/** Appendix A. */
const UNIQUE_VIOLATION = '23505'

/** Another transaction claimed an id between our look and our write: look again. */
class ClaimLostError extends Error {}

/** A pooler refused a prepared statement: once more without. */
class NotPreparedError extends Error {}

/**
 * Runs a statement by its name on the transaction's connection, and gives back its rows. The next may be sent before its
 * answer is there: they run one after another, and where one fails, all later ones do.
 */
export type Run = <Name extends StatementName>(
  name: Name,
  ...parameters: StatementTypes[Name]['parameters']
) => Promise<RowOf<Name>[]>

type Opening = 'begin-batch' | 'begin-join' | 'begin-copying' | 'begin-copying-alone'

/** The opening that takes the lock alone. */
const ALONE: Readonly<Record<Opening, StatementName>> = {
  'begin-batch': 'transactions/begin-batch-alone',
  'begin-join': 'transactions/begin-join',
  'begin-copying': 'transactions/begin-copying-alone',
  'begin-copying-alone': 'transactions/begin-copying-alone',
}

/** Runs work in one transaction, begun by a file of `sql/transactions`. `work` may be run again: see `again`. */
export type Transact = <T>(opening: Opening, work: (run: Run) => Promise<T>, trace?: TracePoint) => Promise<T>

export function createTransact(pool: Pool, statements: Statements, instrument: Instrument): Transact {
  const preparation = createPreparation()
  return (opening, work, trace) => {
    const instrumented = instrumentUnder(instrument, trace)
    // Batches run the same few statements all day; what joins or imports is planned for what it is given.
    const prepared = opening === 'begin-batch' ? preparation : undefined
    const attempt = (attempts: number) =>
      inTransaction(
        pool,
        (client) => work(runOn(client, statements, instrumented, prepared)),
        instrumented,
        statements.text(attempts > ATTEMPTS_BESIDE_OTHERS ? ALONE[opening] : `transactions/${opening}`),
      )
    return again(attempt)
  }
}

/** Runs statements by name on one connection. */
export function runOn(
  client: PoolClient,
  statements: Statements,
  instrument: Instrument,
  preparation?: Preparation,
): Run {
  const inTurn = client.pipeline ? <T>(send: () => Promise<T>) => send() : createTurns()
  return async <Name extends StatementName>(name: Name, ...values: StatementTypes[Name]['parameters']) => {
    const text = statements.text(name)
    const step = stepOf(name)
    const prepared = preparation?.nameOf(step, text)
    const query = { text, values, ...(prepared !== undefined && { name: prepared }) }
    try {
      const { rows } = await instrument(step, () => inTurn(() => client.query<RowOf<Name>>(query)))
      return rows
    } catch (error) {
      if (prepared !== undefined && preparation?.refused(error) === true)
        throw new NotPreparedError('The pooler refused a prepared statement.')
      if (isLostClaim(error)) throw new ClaimLostError('Another replica claimed a message id first.')
      return rethrow(error)
    }
  }
}

/**
 * For connections that do not pipeline: each statement is sent when the one before has its answer. After a failure none is
 * sent: the transaction is over, and it would run outside of it.
 */
function createTurns(): <T>(send: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (send) => {
    const turn = last.then(send)
    last = turn
    return turn
  }
}

/** What a transaction claims by inserting it: ids of messages, and rows of theirs that it takes in. */
const CLAIMED: readonly unknown[] = ['message_ids', 'linked_rows']

function isLostClaim(error: unknown): boolean {
  return (
    sqlStateOf(error) === UNIQUE_VIOLATION && CLAIMED.includes((error as { readonly table?: string }).table)
  )
}

/**
 * Starts again while another batch is faster in claiming an id: the next look will see it.
 *
 * @throws StoreRefusedError where that goes on for too long
 */
async function again<T>(attempt: (attempts: number) => Promise<T>): Promise<T> {
  for (let attempts = 1; attempts <= MAX_CLAIM_ATTEMPTS; attempts++) {
    try {
      return await attempt(attempts)
    } catch (error) {
      if (!(error instanceof ClaimLostError || error instanceof NotPreparedError)) throw error
    }
  }
  // Or somebody's trigger keeps the row from being written, and says nothing.
  throw new StoreRefusedError(
    `A new message could not be written ${MAX_CLAIM_ATTEMPTS} times in a row: others were faster, or a trigger keeps it out.`,
    SERIALIZATION_FAILURE,
    false,
  )
}
