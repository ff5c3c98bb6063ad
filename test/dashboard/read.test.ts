import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDashboardRead } from '../../src/adapters/postgres/dashboard/read.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { TooSlowError } from '../../src/domain/dashboard/ports.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'

let database: TestDatabase
let pool: pg.Pool
beforeAll(async () => {
  database = await createTestDatabase()
  pool = new pg.Pool({ connectionString: database.url, pipeline: true })
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

test('a statement of a page that takes too long is ended in the server too, and its connection serves the next one', async () => {
  const read = createDashboardRead(pool, loadStatements(AS_WRITTEN))
  const blocker = await pool.connect()
  await blocker.query('BEGIN; LOCK TABLE bluetick.message_rollup')
  await expect(read('dashboard/life', 'c')).rejects.toBeInstanceOf(TooSlowError)
  const { rows } = await blocker.query(
    "SELECT query FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
  )
  expect(rows).toEqual([])
  const connections = pool.totalCount
  await blocker.query('ROLLBACK')
  blocker.release()
  await expect(read('dashboard/life', 'c')).resolves.toHaveLength(1)
  expect(pool.totalCount).toBe(connections)
})
