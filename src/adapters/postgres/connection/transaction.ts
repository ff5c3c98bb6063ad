import type { Pool, PoolClient } from 'pg'
import { StoreUnavailableError } from '../../../domain/messages/ports.ts'
import { rethrow, sqlStateOf } from './errors.ts'
import { type Instrument, uninstrumented } from './instrument.ts'

/** Whatever the server's default is, because the locking relies on it. */
const BEGIN = 'BEGIN ISOLATION LEVEL READ COMMITTED'

/**
 * Runs `work` in one READ COMMITTED transaction. Commits when it resolves; rolls back and rethrows when it
 * rejects. A connection that failed is not given back to the pool. `opening` is a text of `sql/transactions`
 * that begins it otherwise.
 *
 * @throws StoreUnavailableError where the database cannot be reached, begin or commit; what `work` throws
 */
export async function inTransaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
  instrument: Instrument = uninstrumented,
  opening = BEGIN,
): Promise<T> {
  const client = await instrument('connect', () => pool.connect()).catch(rethrow)
  let broken: Error | undefined
  // A connection that is cut while checked out emits here as well as failing its query.
  const onError = (error: Error) => {
    broken = error
  }
  client.on('error', onError)
  try {
    await instrument('begin', () => client.query(opening)).catch(rethrow)
    const result = await work(client)
    await instrument('commit', () => client.query('COMMIT')).catch(rethrow)
    return result
  } catch (error) {
    broken ??= connectionErrorOf(error)
    // Asked of a connection that does not answer, a rollback would only wait for its own time-out.
    if (broken === undefined) {
      await client.query('ROLLBACK').catch((rollbackError: Error) => {
        broken = rollbackError
      })
    }
    throw error
  } finally {
    client.off('error', onError)
    client.release(broken)
  }
}

/**
 * One statement in a transaction of its own. Where the pool pipelines, all leaves at once, and the transaction costs no trip.
 *
 * @throws the first error, as the driver has it
 */
export async function inOneTrip<T>(
  pool: Pool,
  opening: string,
  send: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  const sent = [client.query(opening), send(client), client.query('COMMIT')] as const
  const ended = await Promise.allSettled(sent)
  const errors = ended.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
  // A server's error leaves the connection whole; after any other an answer may still be on its way.
  client.release(errors.some((error) => sqlStateOf(error) === undefined))
  if (errors.length > 0) throw errors[0]
  return sent[1]
}

/** The error of the connection itself, if it is one; a connection that brought a server's error has survived it. */
function connectionErrorOf(error: unknown): Error | undefined {
  return error instanceof StoreUnavailableError && sqlStateOf(error.cause) === undefined ? error : undefined
}
