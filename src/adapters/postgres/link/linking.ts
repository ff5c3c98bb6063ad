import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool, PoolClient } from 'pg'
import { identityOf, isNoted, type Shape, type TableName, whyPolled } from '../../../domain/link/shape.ts'
import { StoreUnavailableError } from '../../../domain/messages/ports.ts'
import { rethrow, sqlStateOf } from '../connection/errors.ts'
import type { Instrument } from '../connection/instrument.ts'
import { createQuery, type Query } from '../connection/query.ts'
import { inTransaction } from '../connection/transaction.ts'
import type { Statements } from '../schema/statements.ts'
import { statementFor } from './template.ts'

/** A lock of others, or a deadlock with them: another moment will do. Appendix A. */
const LOCKED: ReadonlySet<string | undefined> = new Set(['55P03', '40P01'])
/** Each waits a second at most, and pauses as long: whoever works on those tables goes first. */
const MAX_ATTEMPTS = 30
const PAUSE_MS = 1_000

/**
 * Links tables, all or none; what is linked already stays so.
 *
 * @returns the tables that have no trigger
 * @throws StoreUnavailableError where a table stays locked
 */
export function linkTables(
  pool: Pool,
  statements: Statements,
  instrument: Instrument,
  shapes: readonly Shape[],
): Promise<readonly TableName[]> {
  return act(pool, statements, instrument, async (client, run) => {
    const without: TableName[] = []
    for (const shape of shapes)
      if (!(await hasMadeTrigger(client, run, statements.qualify, shape))) without.push(shape.name)
    await run('link/insert-link', shapes[0]?.schema ?? '')
    for (const shape of shapes)
      await run('link/insert-linked-table', shape.name, !without.includes(shape.name), identityOf(shape))
    await run('link/follow-own-changes', true)
    return without
  })
}

/**
 * Notes what a linked table is now: see `LinkStore.follow`. Whoever locks it meanwhile goes first.
 *
 * @throws StoreUnavailableError where it is locked
 */
export function followTable(
  pool: Pool,
  statements: Statements,
  instrument: Instrument,
  shape: Shape,
  wantsTrigger: boolean,
  readsAnew: boolean,
): Promise<boolean> {
  const work = async (client: PoolClient, run: Query) => {
    const hasTrigger = wantsTrigger
      ? await hasMadeTrigger(client, run, statements.qualify, shape)
      : isNoted(shape) && whyPolled(shape) === undefined
    await run('link/follow-table', shape.name, identityOf(shape), hasTrigger, readsAnew)
    return hasTrigger
  }
  return inTransaction(
    pool,
    (client) => work(client, createQuery(client, statements, instrument)).catch(rethrow),
    instrument,
    statements.text('transactions/begin-linking'),
  )
}

/**
 * Ends the link; takes the triggers away wherever they are.
 *
 * @returns statements by which the owners of tables that are not the role's take theirs away
 */
export function unlinkTables(
  pool: Pool,
  statements: Statements,
  instrument: Instrument,
): Promise<readonly string[]> {
  return act(pool, statements, instrument, async (_, run) => {
    const { rows } = await run('link/leave-external-tables')
    await run('link/follow-own-changes', false)
    await run('link/forget-link')
    return rows.flatMap((row) => row.left_over)
  })
}

/** One such transaction at a time: whoever comes second waits, and finds what the first has done. */
async function act<T>(
  pool: Pool,
  statements: Statements,
  instrument: Instrument,
  work: (client: PoolClient, run: Query) => Promise<T>,
): Promise<T> {
  const opening = statements.text('transactions/begin-linking')
  for (let attempt = 1; ; attempt++) {
    try {
      return await inTransaction(
        pool,
        (client) => work(client, createQuery(client, statements, instrument)).catch(rethrow),
        instrument,
        opening,
      )
    } catch (error) {
      const cause = error instanceof StoreUnavailableError ? error.cause : error
      if (!LOCKED.has(sqlStateOf(cause))) throw error
      if (attempt === MAX_ATTEMPTS)
        throw new StoreUnavailableError('Somebody keeps one of the tables locked: try again later.', {
          cause,
        })
      await sleep(PAUSE_MS)
    }
  }
}

/** False where the server says no: rows are polled then. */
async function hasMadeTrigger(
  client: PoolClient,
  run: Query,
  qualify: (sql: string) => string,
  shape: Shape,
): Promise<boolean> {
  if (whyPolled(shape) !== undefined) return false
  await run('transactions/savepoint')
  try {
    await client.query(qualify(statementFor('create-trigger', shape)))
    return true
  } catch (error) {
    if (sqlStateOf(error) === undefined || LOCKED.has(sqlStateOf(error))) throw error
    await run('transactions/back-to-savepoint')
    return false
  }
}
