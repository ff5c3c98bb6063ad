import { afterAll, beforeAll, expect, test } from 'vitest'
import { createQuery } from '../../src/adapters/postgres/connection/query.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { openPool, type PostgresSubject, postgresSubject } from '../support/subject.ts'

let subject: PostgresSubject
let pool: ReturnType<typeof openPool>
beforeAll(async () => {
  subject = await postgresSubject()
  const url = new URL(subject.url)
  url.searchParams.set('options', '-c default_transaction_isolation=serializable')
  pool = openPool(url.href)
})
afterAll(async () => {
  await pool.end()
  await subject.close()
})

test('where transactions are serializable by default, a statement that the server gives up runs again', async () => {
  await subject.pool.query("INSERT INTO marketing_campaigns (id, name) VALUES ('c1', 'Holi')")
  const somebody = await subject.pool.connect()
  await somebody.query("BEGIN; UPDATE marketing_campaigns SET status = 'theirs'")
  const editing = createQuery(pool, loadStatements(AS_WRITTEN))(
    'campaigns/edit-campaign',
    'c1',
    'Diwali',
    null,
  )
  await expect
    .poll(async () => {
      const { rows } = await subject.pool.query(
        "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
      )
      return rows.length
    })
    .toBe(1)
  await somebody.query('COMMIT')
  somebody.release()
  expect((await editing).rows).toEqual([{ id: 'c1' }])
})
