import { expect, test } from 'vitest'
import { createPool } from '../../src/adapters/postgres/connection/pool.ts'
import { createTestDatabase } from '../support/postgres.ts'

test('a connection that breaks in the moment of its hand-over does not end the process', async () => {
  const database = await createTestDatabase()
  const pool = createPool({
    connectionString: database.url,
    size: 1,
    connectTimeoutMs: 5_000,
    statementTimeoutMs: 5_000,
    onError: () => undefined,
  })
  const client = await pool.connect()
  // An emitter without a handler for "error" throws, which nobody could catch where PostgreSQL's answer is read.
  expect(() => client.emit('error', new Error('terminating connection'))).not.toThrow()
  client.release(true)
  expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
  await pool.end()
  await database.drop()
})
