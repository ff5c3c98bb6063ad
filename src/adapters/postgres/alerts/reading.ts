import type { Pool, PoolClient, QueryArrayConfig } from 'pg'
import { createQuery } from '../connection/query.ts'
import type { Statements } from '../schema/statements.ts'
import type { Ask } from './ask-together.ts'
import { forbiddenIn } from './forbidden-functions.ts'

/** A text that rules may not send; the message says why. */
class ForbiddenError extends Error {
  override readonly name = 'ForbiddenError'
}

export type Reading = <Result>(work: (ask: Ask) => Promise<Result>) => Promise<Result>

/**
 * Asks in a read-only transaction, in the role that can only read where there is one, and in which names without a schema
 * are the documents' and ours before all others. Nothing of it outlives the transaction: settings and locks are taken back,
 * and a connection on which anything failed is not used again.
 */
export function createReading(
  pool: Pool,
  statements: Statements,
  opening: 'begin-rule' | 'begin-summary',
): Reading {
  return async (work) => {
    const client = await pool.connect()
    let clean = false
    try {
      const run = createQuery(client, statements)
      await client.query(statements.text(`transactions/${opening}`))
      await run('transactions/search-path')
      await run('connection/rule-role')
      const result = await work((text, values) => ask(client, statements.qualify(text), values))
      await client.query(statements.text('transactions/end-rule'))
      await client.query('COMMIT')
      clean = true
      return result
    } finally {
      client.release(!clean)
    }
  }
}

/**
 * A cursor is declared for queries only: nothing that writes, copies or sets can be its text, and the extended protocol takes
 * one statement only.
 */
async function ask(client: PoolClient, text: string, values: readonly unknown[]) {
  const forbidden = forbiddenIn(text)
  if (forbidden !== undefined) throw new ForbiddenError(forbidden)
  await send(client, `DECLARE asked NO SCROLL CURSOR FOR ${text}`, values)
  const result = await send(client, 'FETCH ALL FROM asked', [])
  await send(client, 'CLOSE asked', [])
  return result
}

function send(client: PoolClient, text: string, values: readonly unknown[]) {
  const config: QueryArrayConfig & { readonly queryMode: 'extended' } = {
    text,
    values: [...values],
    rowMode: 'array',
    queryMode: 'extended',
  }
  return client.query<unknown[]>(config)
}
