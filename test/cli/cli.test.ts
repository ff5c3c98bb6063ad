import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runBluetick } from '../support/command-line.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'

const TEST_TIMEOUT_MS = 120_000

let database: TestDatabase
let pool: pg.Pool
let folder: string
beforeAll(async () => {
  database = await createTestDatabase()
  pool = new pg.Pool({ connectionString: database.url, max: 2 })
  folder = await mkdtemp(join(tmpdir(), 'bluetick-cli-'))
  await bluetick(['--help'])
}, TEST_TIMEOUT_MS)
afterAll(async () => {
  await pool.end()
  await database.drop()
  await rm(folder, { recursive: true, force: true })
})

function bluetick(args: readonly string[], env: Readonly<Record<string, string>> = {}, input = '') {
  return runBluetick(args, {
    cwd: folder,
    env: { DATABASE_URL: database.url, DATA_DIR: folder, ...env },
    input,
  })
}

describe('the command line', { timeout: TEST_TIMEOUT_MS }, () => {
  test('explains itself, and tells wrong usage from failure by its exit code', async () => {
    const help = await bluetick(['--help'])
    expect(help.code).toBe(0)
    for (const command of [
      'serve',
      'migrate',
      'campaign',
      'message',
      'verify',
      'recount',
      'reconcile',
      'adopt',
    ]) {
      expect(help.out).toContain(`  ${command}`)
    }
    expect(await bluetick(['campaign', 'import', '--help'])).toMatchObject({ code: 0 })
    expect(await bluetick(['verfy'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('Did you mean verify?'),
    })
    expect(await bluetick(['verify'], { DATABASE_URL: 'mysql://x' })).toMatchObject({ code: 2 })
    expect(await bluetick(['verify'], { DATABASE_URL: 'postgres://127.0.0.1:1/x' })).toMatchObject({
      code: 3,
    })
    const early = await bluetick(['verify'])
    expect(early).toMatchObject({ code: 3, err: expect.stringContaining('run "bluetick migrate" first') })
  })

  test('imports, shows, exports, verifies and repairs a campaign', async () => {
    expect(await bluetick(['migrate'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('applied 0001'),
    })
    const file = join(folder, 'list.csv')
    await writeFile(file, 'phone,message_id,reference\n919876500001,m1,=1+1\n12,m2,\n919876500003,m3,\n')
    const imported = await bluetick([
      'campaign',
      'import',
      file,
      '--campaign',
      'c',
      '--name',
      'Diwali',
      '--json',
    ])
    expect(imported.code).toBe(1)
    expect(JSON.parse(imported.out)).toMatchObject({
      lines: 3,
      inserted: 2,
      refused: 1,
      refusedLines: [{ line: 3 }],
    })
    const again = await bluetick(
      ['campaign', 'import', '-', '--campaign', 'c', '--format', 'ndjson'],
      {},
      '{"message_id":"m3"}\n',
    )
    expect(again).toMatchObject({ code: 0, out: expect.stringMatching(/unchanged/) })
    expect(await bluetick(['campaign', 'import', file, '--campaign', 'none'])).toMatchObject({ code: 1 })

    const list = JSON.parse((await bluetick(['campaign', 'list', '--json'])).out)
    expect(list).toMatchObject([{ id: 'c', name: 'Diwali', counters: { recipients: 2, pending: 2 } }])
    expect((await bluetick(['campaign', 'show', 'c'])).out).toContain('Diwali (running)')
    expect((await bluetick(['message', 'show', 'm1'])).out).toContain('Status: pending')
    expect(await bluetick(['message', 'show', 'm9'])).toMatchObject({ code: 1, out: '' })
    const output = join(folder, 'out.csv')
    await bluetick(['campaign', 'export', 'c', '--output', output])
    const csv = await readFile(output, 'utf8')
    expect(csv).toBe((await bluetick(['campaign', 'export', 'c'])).out)
    expect(csv).toContain("+919876500001,'=1+1,m1,pending")

    expect(await bluetick(['verify'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('all counters are right'),
    })
    await pool.query("UPDATE marketing_campaigns SET messages_read = 9, counted_pending = 5 WHERE id = 'c'")
    const verify = await bluetick(['verify', '--campaign', 'c'])
    expect(verify).toMatchObject({
      code: 1,
      out: expect.stringMatching(/c +pending +2 +5 +2\n.*\n?c? *read +9 +0 +0|c +pending/),
    })
    expect(await bluetick(['recount', '--dry-run'])).toMatchObject({ code: 1 })
    expect(await bluetick(['verify'])).toMatchObject({ code: 1 })
    expect(await bluetick(['recount'])).toMatchObject({ code: 0, out: expect.stringContaining('Repaired 1') })
    expect(await bluetick(['verify'])).toMatchObject({ code: 0 })
    await pool.query(
      "INSERT INTO campaign_recipients (campaign_id, phone_number) VALUES ('c', '+919876500004')",
    )
    expect((await bluetick(['reconcile', '--json'])).out).toBe('{"recipients":1,"campaigns":0}\n')
  })
})

const OTHER_SERVICE = `
  CREATE TABLE broadcasts_messages (
    id BIGSERIAL PRIMARY KEY, message_id VARCHAR(200) UNIQUE NOT NULL, phone_number VARCHAR(20) NOT NULL, status TEXT,
    created_at TIMESTAMP NOT NULL, updated_at TIMESTAMP);
  CREATE TABLE marketing_campaigns (
    id VARCHAR(36) PRIMARY KEY, name VARCHAR NOT NULL, owner VARCHAR NOT NULL, status VARCHAR,
    messages_sent INTEGER NOT NULL, messages_delivered INTEGER NOT NULL, messages_read INTEGER NOT NULL,
    messages_failed INTEGER NOT NULL, messages_pending INTEGER NOT NULL, total_target_customers INTEGER NOT NULL,
    created_at TIMESTAMP NOT NULL);
  CREATE TABLE campaign_recipients (
    id VARCHAR(36) PRIMARY KEY, campaign_id VARCHAR(36) NOT NULL REFERENCES marketing_campaigns (id),
    phone_number VARCHAR NOT NULL, status VARCHAR NOT NULL, sent_at TIMESTAMP, delivered_at TIMESTAMP,
    read_at TIMESTAMP, failed_at TIMESTAMP, whatsapp_message_id VARCHAR, created_at TIMESTAMP NOT NULL);
  INSERT INTO broadcasts_messages (message_id, phone_number, status, created_at) VALUES
    ('wamid.A', '+919800000001', '{"sent": "2023-12-10T11:30:00Z", "read": "2023-12-10T11:31:00Z"}', '2023-12-10 11:30:00'),
    ('wamid.B', '+919800000002', 'not json', '2023-12-10 11:30:00');
  INSERT INTO marketing_campaigns VALUES ('c1', 'Diwali', 'me', 'RUNNING', 1, 0, 7, 0, 99, 3, '2023-12-10 11:00:00');
  INSERT INTO campaign_recipients VALUES
    ('r-1', 'c1', '+919800000001', 'READ', '2023-12-10 11:30:00', NULL, '2023-12-10 11:31:00', NULL, 'wamid.A', '2023-12-10'),
    ('r-2', 'c1', '+919800000002', 'failed', NULL, NULL, NULL, '2023-12-10 11:31:00', 'wamid.B', '2023-12-10'),
    ('r-3', 'c1', '+919800000003', 'queued', NULL, NULL, NULL, NULL, NULL, '2023-12-10');
`

describe("another service's tables", { timeout: TEST_TIMEOUT_MS }, () => {
  test('are reported on first, then adopted and recounted, and take what Bluetick writes', async () => {
    const theirs = await createTestDatabase()
    const their = new pg.Pool({ connectionString: theirs.url, max: 1 })
    const env = { DATABASE_URL: theirs.url }
    await their.query(OTHER_SERVICE)
    const report = await bluetick(['adopt'], env)
    expect(report.code).toBe(0)
    expect(report.out).toContain(
      'marketing_campaigns.owner must be filled and has no default: it may be NULL',
    )
    expect(report.out).toContain('1 of 1 campaigns have wrong counters')
    expect(report.out).toContain('Nothing was changed')
    const untouched = await their.query("SELECT to_regclass('message_ids') AS made")
    expect(untouched.rows[0].made).toBeNull()

    const adopted = await bluetick(['adopt', '--yes', '--json'], env)
    expect([adopted.code, adopted.err]).toEqual([0, ''])
    expect(JSON.parse(adopted.out).adopted).toMatchObject({ recipients: 3, differing: 0 })
    const { rows } = await their.query(
      'SELECT messages_pending, messages_sent, messages_delivered, messages_read, messages_failed FROM marketing_campaigns',
    )
    expect(Object.values(rows[0])).toEqual([1, 1, 1, 1, 1])
    expect((await bluetick(['verify'], env)).code).toBe(0)
    const more = await bluetick(
      ['campaign', 'import', '-', '--campaign', 'c2', '--name', 'Holi', '--format', 'ndjson'],
      env,
      '{"message_id":"wamid.C"}\n{"message_id":"wamid.A"}\n',
    )
    expect([more.code, more.err]).toEqual([0, ''])
    expect((await bluetick(['campaign', 'show', 'c2'], env)).out).toContain('read')
    expect((await bluetick(['adopt', '--yes'], env)).out).toContain('All counters are right')
    await their.end()
    await theirs.drop()
  })

  test('stop the adoption where something must be mended first', async () => {
    const theirs = await createTestDatabase()
    const their = new pg.Pool({ connectionString: theirs.url, max: 1 })
    await their.query(`CREATE TABLE broadcasts_messages (id UUID, message_id TEXT, status TEXT);
      INSERT INTO broadcasts_messages (message_id) VALUES ('a'), ('a'), (NULL)`)
    const { code, out } = await bluetick(['adopt', '--yes'], { DATABASE_URL: theirs.url })
    expect(code).toBe(1)
    expect(out).toContain('broadcasts_messages.id is uuid')
    expect(out).toContain('1 message ids are there twice')
    expect(out).toContain('1 messages have no message_id')
    await their.end()
    await theirs.drop()
  })
})
