import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRuleRunner } from '../../src/adapters/postgres/alerts/rule-runner.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { parseRule } from '../../src/domain/alerts/parse-rule.ts'
import { createTestDatabase } from '../support/postgres.ts'

// A rule is a question. Whatever its text is, it reads and leaves nothing behind.

const WRITTEN = join(tmpdir(), `bluetick-rule-${process.pid}`)
let database: Awaited<ReturnType<typeof createTestDatabase>>
let pool: pg.Pool
beforeAll(async () => {
  database = await createTestDatabase()
  // One connection: what a rule leaves behind would meet the next one.
  pool = new pg.Pool({ connectionString: database.url, max: 1 })
  pool.on('error', () => undefined)
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

const ask = (sql: string) => {
  const rule = parseRule('attack', `--! severity: info\n--! fire: rows\n${sql}`)
  return createRuleRunner(pool, loadStatements(AS_WRITTEN)).ask(rule, Date.now())
}

test.each([
  [`COPY (SELECT 1) TO PROGRAM 'touch ${WRITTEN}'`],
  [`COPY (SELECT 1) TO '${WRITTEN}'`],
  ['CREATE TABLE made (n int)'],
  ['DROP TABLE broadcasts_messages'],
  ["SET search_path = 'nowhere'"],
  ['LOCK TABLE broadcasts_messages'],
  ['VACUUM'],
  ['COMMIT'],
  ['SELECT 1 AS value; DROP TABLE broadcasts_messages'],
  ['SELECT 1 AS value) AS rule; COMMIT; DROP TABLE broadcasts_messages; --'],
  ['WITH gone AS (DELETE FROM broadcasts_messages RETURNING 1) SELECT count(*) AS value FROM gone'],
  ["INSERT INTO broadcasts_messages (message_id) VALUES ('x') RETURNING 1 AS value"],
  ['SELECT 1 AS value FROM broadcasts_messages FOR UPDATE'],
  ["SELECT nextval('broadcasts_messages_id_seq') AS value"],
  ['SELECT pg_advisory_lock(1651275109)::text AS label, 1 AS value'],
  ['SELECT pg_try_advisory_lock(1)::text AS label, 1 AS value'],
  ["SELECT set_config('search_path', 'nowhere', false) AS label, 1 AS value"],
  ["SELECT \"set_config\"('role', 'none', false) AS label, 1 AS value"],
  ["SELECT pg_read_file('/etc/passwd') AS label, 1 AS value"],
  ['SELECT U&"pg_read\\005Ffile"(\'/etc/passwd\') AS label, 1 AS value'],
  ["SELECT pg_ls_dir('.') AS label, 1 AS value"],
  ["SELECT lo_export(1, '/tmp/x')::text AS label, 1 AS value"],
  ['SELECT pg_terminate_backend(pid)::text AS label, 1 AS value FROM pg_stat_activity'],
  ["SELECT query_to_xml('SELECT 1', true, true, '')::text AS label, 1 AS value"],
  ['SELECT rolpassword AS label, 1 AS value FROM pg_authid'],
])('%s is refused, and the next rule is evaluated as ever', async (sql) => {
  expect(await ask(sql)).toMatchObject({ kind: 'error' })
  expect(existsSync(WRITTEN)).toBe(false)
  expect(await ask('SELECT count(*) AS value FROM broadcasts_messages')).toMatchObject({
    kind: 'rows',
    rows: [{ figures: { value: 0 } }],
  })
  const locks = await pool.query(
    "SELECT count(*)::int AS n FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
  )
  expect(locks.rows).toEqual([{ n: 0 }])
})

test('a rule may be any query: with its own WITH, order, semicolon and comments', async () => {
  const sql = `-- A comment.
    WITH n AS (SELECT generate_series(1, 3) AS n)
    SELECT n AS value, 'x;--' AS label FROM n ORDER BY n DESC LIMIT 2; -- none behind it
  `.replace(' -- none behind it', '')
  expect(await ask(sql)).toMatchObject({ rows: [{ figures: { value: 3 } }, { figures: { value: 2 } }] })
  expect(await ask('VALUES (1)')).toMatchObject({ kind: 'rows' })
})

test('rules run in a role that can only read, where the database has one', async () => {
  const answer = await ask('SELECT current_user::text AS label, 1 AS value')
  expect(JSON.stringify(answer)).toContain('bluetick_rules')
})
