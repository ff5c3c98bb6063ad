import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bluetick } from '../support/command-line.ts'
import { freePort } from '../support/free-port.ts'
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '../support/postgres.ts'

interface Finding {
  readonly check: string
  readonly state: string
  readonly message: string
}

let database: TestDatabase
let folder: string
beforeAll(async () => {
  database = await createTestDatabase()
  folder = await mkdtemp(join(tmpdir(), 'bluetick-doctor-'))
})
afterAll(async () => {
  await database.drop()
  await rm(folder, { recursive: true, force: true })
})

async function examine(environment: Readonly<Record<string, string>>) {
  const port = String(await freePort())
  const { code, out } = await bluetick(['doctor', '--json'], { DATA_DIR: folder, PORT: port, ...environment })
  const { findings }: { findings: readonly Finding[] } = JSON.parse(out)
  const of = (check: string) => findings.filter((finding) => finding.check === check)
  return { code, of, problems: findings.filter(({ state }) => state === 'problem') }
}

describe('doctor', () => {
  test('finds nothing wrong with a database that is up to date, and says what is not set', async () => {
    const { code, of, problems } = await examine({ DATABASE_URL: database.url })
    expect(problems).toEqual([])
    expect(code).toBe(0)
    expect(of('schema')).toMatchObject([{ state: 'ok' }])
    expect(of('clock')).toMatchObject([{ state: 'ok' }])
    expect(of('service')).toMatchObject([
      { state: 'warning', message: expect.stringContaining('nothing answers') },
    ])
    expect(of('mail')).toMatchObject([{ state: 'warning' }])
  })

  test('says which tables the role may not use, and which migrations are missing', async () => {
    const role = `doctor_${folder.slice(-6).toLowerCase()}`
    const pool = new pg.Pool({ connectionString: database.url, max: 1 })
    try {
      await pool.query(`CREATE ROLE ${role} LOGIN PASSWORD 'p'; GRANT USAGE ON SCHEMA bluetick TO ${role}`)
      await pool.query(`GRANT SELECT ON ALL TABLES IN SCHEMA bluetick TO ${role}`)
      const url = new URL(database.url)
      url.username = role
      url.password = 'p'
      const { code, problems } = await examine({ DATABASE_URL: url.href })
      expect(problems).toMatchObject([
        { check: 'database', message: expect.stringContaining('bluetick.message_ids') },
      ])
      expect(code).toBe(1)
    } finally {
      await pool.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`)
      await pool.end()
    }
    const empty = await createEmptyDatabase()
    const { of } = await examine({ DATABASE_URL: empty.url })
    expect(of('schema')).toMatchObject([{ state: 'warning', message: expect.stringContaining('from 0001') }])
    await empty.drop()
  })

  test('names what is wrong with the configuration, the password and the mail server', async () => {
    expect((await examine({ PORT: 'x' })).problems).toMatchObject([{ check: 'configuration' }])
    const url = new URL(database.url)
    url.password = 'wrong'
    const { problems } = await examine({
      DATABASE_URL: url.href,
      SMTP_URL: `smtp://127.0.0.1:${await freePort()}`,
      ALERT_TO: 'oncall@example.org',
    })
    expect(problems).toMatchObject([
      { check: 'database', message: expect.stringContaining('password authentication failed') },
      { check: 'mail', message: expect.stringContaining('ECONNREFUSED') },
    ])
  })
})

test('a command that reads makes no database, and says what to set', async () => {
  const empty = await mkdtemp(join(tmpdir(), 'bluetick-empty-'))
  try {
    for (const args of [
      ['campaign', 'list'],
      ['verify'],
      ['doctor'],
      ['alerts', 'list'],
      ['replay', '--rejected'],
    ]) {
      const { code, out, err } = await bluetick(args, { DATA_DIR: join(empty, 'data') })
      expect(code, args.join(' ')).toBe(args[0] === 'doctor' ? 1 : 3)
      expect(`${out}${err}`).toContain('There is no database: DATABASE_URL is not set')
    }
    expect(await readdir(empty)).toEqual([])
  } finally {
    await rm(empty, { recursive: true, force: true })
  }
})

test('--version prints the version, and a wrong password is said in the words of the server', async () => {
  expect(await bluetick(['--version'], {})).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  })
  const url = new URL(database.url)
  url.password = 'wrong'
  expect(await bluetick(['campaign', 'list'], { DATABASE_URL: url.href })).toMatchObject({
    code: 3,
    err: 'The database cannot be used: password authentication failed for user "bluetick": see DATABASE_URL.\n',
  })
})
