import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createStateStore } from '../../../src/adapters/postgres/messages/state-store.ts'
import { findInstallation } from '../../../src/adapters/postgres/schema/installation.ts'
import { migrate } from '../../../src/adapters/postgres/schema/migrate.ts'
import { createSchemaNames } from '../../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../../src/adapters/postgres/schema/statements.ts'
import { bluetick } from '../../support/command-line.ts'
import { seedCampaigns, someCampaigns } from '../../support/dashboard-data.ts'
import { pgDump } from '../../support/pg-dump.ts'
import { createEmptyDatabase, type TestDatabase } from '../../support/postgres.ts'

// docs/operations.md: "Back up" and "Restore" of a server of one's own.

const NOW_MS = Date.parse('2026-11-28T09:00:00Z')

let [from, to]: TestDatabase[] = []
beforeEach(async () => {
  from = await createEmptyDatabase()
  to = await createEmptyDatabase()
})
afterEach(async () => {
  await from?.drop()
  await to?.drop()
})

async function withPool<T>(url: string, work: (pool: pg.Pool) => Promise<T>): Promise<T> {
  const pool = new pg.Pool({ connectionString: url, max: 4 })
  return work(pool).finally(() => pool.end())
}

/** All rows, whatever order they lie in. */
async function rowsOf(url: string): Promise<readonly string[]> {
  return (await pgDump(url, ['--data-only'])).split('\n').toSorted()
}

test.each([
  ['schemas as they are by default', undefined],
  ['DATABASE_SCHEMA', 'messaging'],
])(
  'what pg_dump wrote is restored as it was, and verify finds it right: %s',
  { timeout: 120_000 },
  async (_, schema) => {
    const urls = { from: from?.url ?? '', to: to?.url ?? '' }
    await withPool(urls.from, async (pool) => {
      await migrate(pool, schema === undefined ? {} : { schema })
      const names = createSchemaNames(await findInstallation(pool, schema))
      await seedCampaigns(createStateStore(pool, loadStatements(names)), someCampaigns(NOW_MS, 50), NOW_MS)
    })
    const dump = await pgDump(urls.from, ['--no-owner'])
    await withPool(urls.to, (pool) => pool.query(dump))
    const [before, after] = await Promise.all([rowsOf(urls.from), rowsOf(urls.to)])
    expect(after).toEqual(before)

    const env = { DATABASE_URL: urls.to, ...(schema !== undefined && { DATABASE_SCHEMA: schema }) }
    expect(await bluetick(['verify'], env)).toMatchObject({ code: 0, err: '' })
  },
)
