import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bluetick } from '../support/command-line.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'

let database: TestDatabase
let folder: string
beforeAll(async () => {
  database = await createTestDatabase()
  folder = await mkdtemp(join(tmpdir(), 'bluetick-usage-'))
  await run(['campaign', 'create', 'c', '--name', 'Diwali'])
  await writeFile(join(folder, 'fixture.json'), '{"rule": 5, "evaluations": []}')
  await writeFile(join(folder, 'list.csv'), 'phone\n919876543211\n')
})
afterAll(async () => {
  await database.drop()
  await rm(folder, { recursive: true, force: true })
})

function run(args: readonly string[]) {
  return bluetick(args, { DATABASE_URL: database.url, DATA_DIR: folder })
}

describe('what is not there is an answer of its own: exit code 1, one sentence, and nothing on standard output', () => {
  test.each([
    [['campaign', 'show', 'none'], /no campaign of this id/],
    [['campaign', 'export', 'none'], /no campaign of this id/],
    [['campaign', 'edit', 'none', '--status', 'closed'], /no campaign of this id/],
    [['campaign', 'delete', 'none', '--yes'], /no campaign of this id/],
    [['campaign', 'remove', 'none', '1'], /no campaign of this id/],
    [['campaign', 'remove', 'c', '1'], /no recipient of this id/],
    [['campaign', 'import', 'list.csv', '--campaign', 'none'], /no campaign of this id/],
    [['campaign', 'list', '--status', 'runing'], /No campaign is in this state: there are running/],
    [['message', 'show', 'none'], /No message with this id/],
    [['verify', '--campaign', 'none'], /no campaign of this id/],
    [['recount', '--campaign', 'none'], /no campaign of this id/],
    [['analytics', 'delivery-rate', '--campaign', 'none'], /no campaign of this id/],
    [['failure-codes', '99'], /not known/],
    [['suppressions', 'remove', '+919876543211'], /is not suppressed/],
    [['unlink'], /Nothing is linked/],
    [['stuck', 'retry', '7'], /No report of this id is set apart/],
    [['stuck', 'drop', '7', '8', '--json'], /No report of one of these ids is set apart/],
    [['alerts', 'ack', 'none', '--author', 'a'], /no such alert/],
    [['alerts', 'unack', 'none', '--author', 'a', '--json'], /No such acknowledged alert/],
    [['alerts', 'unsilence', '7', '--author', 'a'], /no such silence/],
  ])('%j', async (args, sentence) => {
    const { code, out, err } = await run(args)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(sentence)
    expect(err.trim().split('\n')).toHaveLength(1)
  })
})

describe('a file that is not there, or cannot be written, is one sentence and exit code 3', () => {
  test.each([
    [['campaign', 'import', '/none.csv', '--campaign', 'c']],
    [['campaign', 'import', '/tmp', '--campaign', 'c', '--format', 'csv']],
    [['campaign', 'export', 'c', '--output', '/none/out.csv']],
    [['suppressions', 'import', '/none.csv']],
    [['suppressions', 'export', '--output', '/none/out.csv']],
    [['alerts', 'test', '/none.json']],
  ])('%j', async (args) => {
    const { code, out, err } = await run(args)
    expect({ code, out }).toEqual({ code: 3, out: '' })
    expect(err).toMatch(/^\/(none|tmp)[^\n]*\.\n$/)
  })
})

describe('what cannot be meant is exit code 2, and says what would be right', () => {
  test.each([
    [['campaign', 'list', '--limit', '0'], /whole number from 1/],
    [['campaign', 'edit', 'c'], /--name, --status/],
    [['campaign', 'edit', 'c', '--name', ' '], /--name must be printable/],
    [['campaign', 'delete', 'c'], /Diwali \[c\] \(running\) with 0 recipients, for good: say --yes/],
    [['campaign', 'import', 'list', '--campaign', 'c'], /--format csv or ndjson or xlsx/],
    [['campaign', 'export', 'c', '--status', 'seen'], /pending, sent, delivered, read, failed/],
    [['campaign', 'create', 'x'], /--name/],
    [['events', '--kind', 'x'], /Allowed choices/],
    [['events', '--from', 'yesterday'], /2026-11-21/],
    [['suppressions', 'add', '12'], /phone number/],
    [['alerts', 'history', '--rule', 'none'], /There is no rule "none"/],
    [
      ['alerts', 'silence', 'none', '--for', '1h', '--author', 'a', '--reason', 'b'],
      /There is no rule "none"/,
    ],
    [['analytics', 'none'], /There is no question "none"/],
    [['analytics', 'delivery-rate', '--zone', 'UTC'], /--zone is not an option of this question/],
    [['analytics', 'best-hour', '--zone', 'IST'], /Asia\/Kolkata/],
    [['stuck', 'retry'], /ids, or --all/],
    [['replay'], /--rejected, or --from/],
    [['simulate', '--url', 'x'], /address/],
    [['nothing'], /unknown command/],
  ])('%j', async (args, sentence) => {
    const { code, out, err } = await run(args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(sentence)
    expect(err).not.toMatch(/expected \w+, received|Invalid (input|option)|Unrecognized|Too (small|big)/)
  })

  test('a fixture of alerts, in our own words', async () => {
    const { code, err } = await run(['alerts', 'test', join(folder, 'fixture.json')])
    expect(code).toBe(2)
    expect(err).toContain('rule must be text')
    expect(err).toContain('evaluations must have at least 1 entry')
  })

  test('a taken name', async () => {
    expect(await run(['campaign', 'create', 'd', '--name', 'DIWALI'])).toMatchObject({
      code: 3,
      err: expect.stringContaining('Another campaign has this name'),
    })
  })
})

test('no command that reads makes a database', async () => {
  const empty = await mkdtemp(join(tmpdir(), 'bluetick-nothing-'))
  for (const args of [
    ['campaign', 'list'],
    ['verify'],
    ['analytics'],
    ['stuck', 'list'],
    ['alerts', 'list'],
    ['events'],
    ['link'],
    ['backup', join(empty, 'b')],
  ]) {
    const { code, err } = await bluetick(args, { DATA_DIR: empty })
    expect({ args, code }).toEqual({ args, code: 3 })
    expect(err).toContain('DATABASE_URL')
  }
  expect(await readdir(empty)).toEqual([])
  await rm(empty, { recursive: true, force: true })
})
