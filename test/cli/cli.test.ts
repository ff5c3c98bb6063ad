import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asBluetick } from '../support/as-bluetick.ts'
import { bluetick as run } from '../support/command-line.ts'
import { createEmptyDatabase, type TestDatabase } from '../support/postgres.ts'

let database: TestDatabase
let pool: pg.Pool
let folder: string
beforeAll(async () => {
  database = await createEmptyDatabase()
  pool = new pg.Pool({ connectionString: database.url, max: 2 })
  folder = await mkdtemp(join(tmpdir(), 'bluetick-cli-'))
})
afterAll(async () => {
  await pool.end()
  await database.drop()
  await rm(folder, { recursive: true, force: true })
})

function bluetick(args: readonly string[], env: Readonly<Record<string, string>> = {}, input = '') {
  return run(args, { DATABASE_URL: database.url, DATA_DIR: folder, ...env }, input)
}

describe('the command line', () => {
  test('explains itself, and tells wrong usage from failure by its exit code', async () => {
    const help = await bluetick(['--help'])
    expect(help.code).toBe(0)
    for (const command of ['serve', 'migrate', 'campaign', 'message', 'verify', 'recount', 'reconcile']) {
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
      refused_lines: [{ line: 3 }],
    })
    const again = await bluetick(
      ['campaign', 'import', '-', '--campaign', 'c', '--format', 'ndjson'],
      {},
      '{"message_id":"m3"}\n',
    )
    expect(again).toMatchObject({ code: 0, out: expect.stringMatching(/unchanged/) })
    expect(await bluetick(['campaign', 'import', file, '--campaign', 'none'])).toMatchObject({ code: 1 })

    const list = JSON.parse((await bluetick(['campaign', 'list', '--json'])).out)
    expect(list).toMatchObject({
      campaigns: [{ id: 'c', name: 'Diwali', counters: { recipients: 2, pending: 2 } }],
    })
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
    await asBluetick(
      pool,
      "UPDATE marketing_campaigns SET messages_read = 9, counted_pending = 5 WHERE id = 'c'",
    )
    const verify = await bluetick(['verify', '--campaign', 'c'])
    expect(verify).toMatchObject({
      code: 1,
      out: expect.stringMatching(/c +pending +2 +5 +2\n.*\n?c? *read +9 +0 +0|c +pending/),
    })
    expect(await bluetick(['recount', '--dry-run'])).toMatchObject({ code: 1 })
    expect(await bluetick(['verify'])).toMatchObject({ code: 1 })
    expect(await bluetick(['recount'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('Recounted 1'),
    })
    expect(await bluetick(['verify'])).toMatchObject({ code: 0 })
    await pool.query(
      "INSERT INTO campaign_recipients (campaign_id, phone_number) VALUES ('c', '+919876500004')",
    )
    expect((await bluetick(['reconcile', '--json'])).out).toBe('{"recipients":1,"campaigns":0}\n')
  })
})
