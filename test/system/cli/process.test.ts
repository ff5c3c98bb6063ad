import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasTerminal, runBluetick, runOnTerminal } from '../../support/command-process.ts'
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts'

const MANY = 60_000
const BAR = /[█░]{24} [\d,]+ \S+ · \d+% · [\d,]+\/s/
const NO_TERMINAL = hasTerminal() ? '' : ' (skipped: there is no "script" of util-linux)'

let database: TestDatabase
let env: Readonly<Record<string, string>>
let cwd: string
beforeAll(async () => {
  database = await createTestDatabase()
  cwd = await mkdtemp(join(tmpdir(), 'bluetick-cli-'))
  env = { DATABASE_URL: database.url, DATA_DIR: cwd }
  await runBluetick(['--help'], { cwd, env })
})
afterAll(async () => {
  await database.drop()
  await rm(cwd, { recursive: true, force: true })
})

describe('npx bluetick', () => {
  test("takes arguments, environment and standard input, and ends with the command's exit code", async () => {
    const list = [
      'campaign',
      'import',
      '-',
      '--campaign',
      'c',
      '--name',
      'Holi',
      '--format',
      'ndjson',
      '--json',
    ]
    const imported = await runBluetick(list, { cwd, env, input: '{"message_id":"m1"}\n{}\n' })
    expect(imported).toMatchObject({ code: 1, err: '' })
    expect(JSON.parse(imported.out)).toMatchObject({ lines: 2, inserted: 1, refused: 1 })
    expect(await runBluetick(['verfy'], { cwd, env })).toMatchObject({ code: 2, out: '' })
    expect(
      await runBluetick(['verify'], { cwd, env: { DATABASE_URL: 'postgres://127.0.0.1:1/x' } }),
    ).toMatchObject({
      code: 3,
    })
  })
})

describe('progress', () => {
  beforeAll(async () => {
    const client = new pg.Client({ connectionString: database.url })
    await client.connect()
    await client.query(
      `INSERT INTO bluetick.webhook_rejects (received_at, source, reason, explanation, raw)
       SELECT now(), 'flat', 'unknown-status', '', '{}' FROM generate_series(1, $1::integer)`,
      [MANY],
    )
    await client.end()
    await writeFile(
      join(cwd, 'list.ndjson'),
      Array.from({ length: MANY }, (_, i) => `{"message_id":"m${i}"}\n`).join(''),
    )
  })
  const commands = [
    ['replay', ['replay', '--rejected', '--dry-run']],
    ['campaign import', ['campaign', 'import', 'list.ndjson', '--campaign', 'bar', '--name', 'bar']],
  ] as const

  test.each(commands)('of %s is no bar where nobody looks: in a pipe', async (_name, args) => {
    const { out, err } = await runBluetick(args, { cwd, env })
    expect(out).toContain(`${MANY.toLocaleString('en-US')}`)
    expect(out + err).not.toMatch(/[\r█░]/)
  })

  test.skipIf(NO_TERMINAL !== '').each(commands)(
    `of %s is a bar on a terminal, gone at the end${NO_TERMINAL}`,
    async (_name, args) => {
      const { out } = await runOnTerminal(args, { cwd, env })
      expect(out).toMatch(BAR)
      const afterBar = out.slice(out.lastIndexOf('\r\u001b[K'))
      expect(afterBar).not.toMatch(/[█░]/)
      expect(afterBar).toContain(`${MANY.toLocaleString('en-US')}`)
    },
  )
})
