import pg from 'pg'
import { expect, test } from 'vitest'
import { createEmptyDatabase, createTestDatabase } from '../support/postgres.ts'

test('a connection that a test leaves open fails it, with what was asked last', async () => {
  const database = await createEmptyDatabase()
  const forgotten = new pg.Client({ connectionString: database.url })
  forgotten.on('error', () => undefined)
  await forgotten.connect()
  await forgotten.query('SELECT 42')
  await expect(database.drop(50)).rejects.toThrow(/Connections were left open: .*SELECT 42/)
})

test('a test database is migrated, and no test sees what another wrote', async () => {
  const write = async () => {
    const database = await createTestDatabase()
    const pool = new pg.Pool({ connectionString: database.url, max: 1 })
    await pool.query("INSERT INTO public.marketing_campaigns (id, name) VALUES ('c', 'c')")
    const { rows } = await pool.query('SELECT count(*)::int AS campaigns FROM public.marketing_campaigns')
    await pool.end()
    await database.drop()
    return rows
  }
  expect(await write()).toEqual([{ campaigns: 1 }])
  expect(await write()).toEqual([{ campaigns: 1 }])
})
