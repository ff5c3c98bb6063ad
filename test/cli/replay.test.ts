import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bluetick } from '../support/command-line.ts'
import { startTestService, type TestService } from '../support/service.ts'

let service: TestService
let env: Readonly<Record<string, string>>
let startedAt: string
let cwd: string
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'bluetick-replay-'))
  startedAt = new Date().toISOString()
  service = await startTestService({ WEBHOOK_RATE_LIMIT: 'off' }, async (url) => {
    env = { DATABASE_URL: url.href, DATA_DIR: cwd }
  })
})
afterAll(async () => {
  await service.stop()
  await rm(cwd, { recursive: true, force: true })
})

const replay = (...args: string[]) => bluetick(['replay', ...args], env)
const query = async (text: string, ...values: unknown[]) => (await service.pool.query(text, values)).rows
const messages = () => query('SELECT message_id, status FROM broadcasts_messages ORDER BY message_id')
const rejects = async () => (await query('SELECT count(*)::integer AS n FROM bluetick.webhook_rejects'))[0].n
const addRejects = (raw: string, count: number) =>
  query(
    `INSERT INTO bluetick.webhook_rejects (received_at, source, reason, explanation, raw)
     SELECT now(), 'flat', 'unknown-status', '', $1 FROM generate_series(1, $2::integer)`,
    raw,
    count,
  )

describe('bluetick replay', () => {
  test('--from and --to bring back what was received then, as it was, and again without a change', async () => {
    await service.post({ statuses: [{ id: 'kept-1', status: 'sent', timestamp: '1702207800' }, {}] })
    await service.post({ statuses: [{ id: 'kept-2', status: 'read', timestamp: '1702207800' }] })
    const before = await messages()
    expect(before).toHaveLength(2)
    await query('DELETE FROM broadcasts_messages')

    expect(await replay('--from', startedAt, '--dry-run')).toEqual({
      code: 1,
      out: '2 kept bodies read again: 2 reports would be joined, 1 item still not understood.\n',
      err: '',
    })
    expect(await messages()).toEqual([])
    expect(await replay('--from', startedAt, '--to', '2099-01-01', '--json')).toMatchObject({
      code: 1,
      out: '{"read":2,"reports":2,"rejected":1}\n',
    })
    expect(await messages()).toEqual(before)
    await replay('--from', startedAt)
    expect(await messages()).toEqual(before)
    expect(await rejects(), 'what was rejected then is not rejected once more').toBe(1)

    expect(await replay('--from', '2020-01-01', '--to', startedAt)).toMatchObject({
      code: 0,
      out: '0 kept bodies read again: 0 reports joined, 0 items still not understood.\n',
      err: expect.stringContaining('RAW_RETENTION_DAYS'),
    })
  })

  test('--rejected takes from the rejects what is understood by now, and leaves the rest', async () => {
    await query('TRUNCATE bluetick.webhook_rejects')
    await addRejects(JSON.stringify({ id: 'once-unknown', status: 'played', timestamp: '1702207800' }), 1)
    await addRejects('{}', 2)
    expect(await replay('--rejected', '--dry-run')).toMatchObject({
      code: 1,
      out: '3 rejects read again: 1 report would be joined, 2 items still not understood.\n',
    })
    expect(await rejects()).toBe(3)
    expect(await replay('--rejected')).toMatchObject({ code: 1, err: '' })
    expect(await rejects()).toBe(2)
    expect(await messages()).toContainEqual({
      message_id: 'once-unknown',
      status: expect.objectContaining({ read: '2023-12-10T11:30:00Z' }),
    })
    expect(await replay('--rejected')).toMatchObject({
      out: '2 rejects read again: 0 reports joined, 2 items still not understood.\n',
    })
    await query('TRUNCATE bluetick.webhook_rejects')
    expect((await replay('--rejected')).code, 'nothing is left to fix').toBe(0)
  })

  test.each([
    [[], 'Say what to replay'],
    [['--rejected', '--from', '2026-11-21'], 'Say what to replay'],
    [['--from', 'yesterday'], '--from yesterday is not a valid time: write it as 2026-11-21T08:00:00Z'],
    [['--from', '2026-11-21T08:00'], '--from 2026-11-21T08:00 is not a valid time'],
    [['--from', '2026-11-21', '--to', '2026-11-31'], '--to 2026-11-31 is not a valid time'],
    [['--from', '2026-11-21', '--to', '2026-11-21'], '--from must be before --to'],
    [['--from', '2099-01-01'], '--from must be before now'],
    [['--rejectd'], 'Did you mean --rejected?'],
    [['--rejected', 'all'], 'too many arguments'],
  ])('%j is refused in words, with exit code 2', async (args, words) => {
    expect(await replay(...args)).toEqual({ code: 2, out: '', err: expect.stringContaining(words) })
  })
})
