import { readFileSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sqlTypes } from '../../scripts/sql-types.ts'
import { checkSql, readCheckedFiles } from '../../src/adapters/postgres/schema/check.ts'
import { describeStatement } from '../../src/adapters/postgres/schema/describe.ts'
import { migrate } from '../../src/adapters/postgres/schema/migrate.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { readStatements } from '../../src/adapters/postgres/schema/sql-files.ts'
import { splitStatements } from '../../src/domain/text/sql-text.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'

let database: TestDatabase
let pool: pg.Pool
let client: pg.PoolClient
beforeAll(async () => {
  database = await createTestDatabase()
  pool = new pg.Pool({ connectionString: database.url, max: 2, query_timeout: 60_000 })
  await migrate(pool)
  client = await pool.connect()
})
afterAll(async () => {
  client.release()
  await pool.end()
  await database.drop()
})

const typesOf = (name: string, text: string) => sqlTypes(client, [{ name, text }])

describe('the types of statements', () => {
  test('are what `npm run sql` makes of the files in sql/', async () => {
    const source = new URL('../../src/adapters/postgres/sql.ts', import.meta.url)
    expect(readFileSync(source, 'utf8')).toBe(await sqlTypes(client, readStatements()))
  })

  test('take parameters and give columns as the server describes them', async () => {
    const types = await typesOf('x', '-- x\nSELECT $1::bigint[] AS a, $2::jsonb AS b, $3::timestamptz AS c')
    expect(types).toContain(
      'parameters: [readonly (number | string | bigint | null)[] | null, string | null, Date | string | null]',
    )
    expect(types).toContain(
      'row: { readonly a: string[] | null; readonly b: unknown; readonly c: Date | null }',
    )
  })

  test('say NULL but where the table, or the header, rules it out', async () => {
    const query = (join: string) =>
      typesOf(
        'x',
        `-- x\n--! not-null: one\nSELECT 1 AS one, c.id, c.name FROM public.marketing_campaigns c${join}`,
      )
    expect(await query('')).toContain(
      '{ readonly one: number; readonly id: string; readonly name: string | null }',
    )
    const joined = await query(' RIGHT JOIN (VALUES (1)) AS v(n) ON true')
    expect(joined).toContain('readonly id: string | null')
    await expect(typesOf('x', '-- x\n--! not-null: two\nSELECT 1 AS one')).rejects.toThrow(
      'sql/x.sql: "not-null" names two, which is no column.',
    )
  })
})

describe('at the start', () => {
  test('every file fits the database', async () => {
    await checkSql(pool, AS_WRITTEN)
  })

  test('a question whose header describes other columns than it gives is named', async () => {
    const files = readCheckedFiles()
    const spoiled = files.map((file) =>
      file.name === 'analytics/questions/read-rate'
        ? { ...file, text: file.text.replace(/--! column: \w+/, '--! column: other') }
        : file,
    )
    await expect(checkSql(pool, AS_WRITTEN, spoiled)).rejects.toThrow(
      /^sql\/analytics\/questions\/read-rate\.sql gives \w+, .*; its header describes other, /,
    )
  })

  test.each([
    'alerts/rules/delivery-rate-low',
    'alerts/summaries/alerts',
    'alerts/tables/failure-codes',
    'analytics/questions/read-rate',
    'analytics/rollups/days',
    'archive/keep-days',
    'messages/lock-messages',
    'transactions/begin-batch',
  ])('a broken %s is named', async (broken) => {
    const files = readCheckedFiles()
    expect(files.map(({ name }) => name)).toContain(broken)
    const spoiled = files.map((file) =>
      file.name === broken ? { ...file, text: `${file.text}; SELECT no_such_column` } : file,
    )
    await expect(checkSql(pool, AS_WRITTEN, spoiled)).rejects.toThrow(
      `sql/${broken}.sql does not fit the database: error: column "no_such_column" does not exist`,
    )
    const missing = files.filter(({ name }) => name !== 'messages/lock-messages')
    await expect(checkSql(pool, AS_WRITTEN, missing)).rejects.toThrow(
      'sql/messages/lock-messages.sql is missing.',
    )
  })
})

describe('a description', () => {
  test('runs nothing, and leaves the connection as it was, after an error too', async () => {
    await describeStatement(client, 'CREATE TABLE public.never_made (id integer)')
    await expect(describeStatement(client, 'SELEC 1')).rejects.toThrow('syntax error at or near "SELEC"')
    const { rows } = await client.query("SELECT to_regclass('public.never_made') AS made")
    expect(rows).toEqual([{ made: null }])
    expect(await describeStatement(client, 'SELECT $1::integer AS one')).toMatchObject({
      parameters: [23],
      columns: [{ name: 'one', type: 23 }],
    })
  })
})

test('a text is split where statements end, and nowhere else', () => {
  const text =
    '-- a; b\nBEGIN;\nSELECT \';\', ";", $x$ ; $x$; /* ; */\nDO $$ BEGIN PERFORM 1; END $$; -- the end;'
  expect(splitStatements(text)).toEqual([
    '-- a; b\nBEGIN',
    'SELECT \';\', ";", $x$ ; $x$',
    '/* ; */\nDO $$ BEGIN PERFORM 1; END $$',
  ])
})
