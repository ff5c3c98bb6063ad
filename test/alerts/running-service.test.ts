import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { expect, onTestFinished, test, vi } from 'vitest'
import { EXIT } from '../../src/adapters/cli/context.ts'
import { bluetick } from '../support/command-line.ts'
import { type DatabaseClock, stopDatabaseClock } from '../support/database-clock.ts'
import { startMailServer } from '../support/mail-server.ts'
import { startTestService } from '../support/service.ts'
import { MINUTE_MS, notifiedBy } from './builders.ts'

const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const PROBE =
  '--! severity: critical\n--! fire: value > 0\n--! summary: probe {{value}}\nSELECT value FROM probe'

interface RefusingServer {
  /** What the mail server says of a recipient; takes mail where it is not set. */
  answer?: (address: string) => string | undefined
}

/** The service as it is, with rules of somebody's own, a real mail server, a dead-man's switch, and a clock that the test turns. */
async function start(rules: Readonly<Record<string, string>>, startMs: number) {
  const state: RefusingServer = {}
  const mailServer = await startMailServer({
    onRcptTo({ address }, _session, callback) {
      const says = state.answer?.(address)
      if (says === undefined) return callback()
      callback(Object.assign(new Error(says.slice(4)), { responseCode: Number(says.slice(0, 3)) }))
    },
  })
  let heartbeats = 0
  const listener = createServer((_request, response) => {
    heartbeats++
    response.end()
  }).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const folder = await mkdtemp(`${tmpdir()}/bluetick-rules-`)
  for (const [name, text] of Object.entries(rules)) await writeFile(`${folder}/${name}.sql`, text)
  let clock: DatabaseClock | undefined
  const service = await startTestService(
    {
      ALERTS_DIR: folder,
      SMTP_URL: mailServer.url,
      ALERT_TO: 'oncall@example.org',
      HEARTBEAT_URL: `http://127.0.0.1:${(listener.address() as AddressInfo).port}/`,
      LOG_LEVEL: 'warn',
    },
    async (url) => {
      clock = await stopDatabaseClock(url.href, startMs)
    },
  )
  onTestFinished(async () => {
    await clock?.close()
    await service.stop()
    await mailServer.close()
    listener.close()
    await rm(folder, { recursive: true, force: true })
  })
  if (clock === undefined) throw new Error('The service did not ask for its database.')
  const { pass, set } = clock
  await service.pool.query('CREATE TABLE public.probe (value INTEGER); INSERT INTO public.probe VALUES (0)')
  return {
    service,
    clock: { pass, set },
    state,
    folder,
    heartbeats: () => heartbeats,
    measure: (value: number) => service.pool.query('UPDATE public.probe SET value = $1', [value]),
    /** One cycle, this much later: what it finds has left when it resolves. */
    async cycle(laterMs = MINUTE_MS) {
      await pass(laterMs)
      await service.tick('everyMinute')
    },
    /** What arrived of the rules of the test. */
    notified: () =>
      notifiedBy(
        mailServer.mails
          .map(({ mail }) => ({ content: { subject: mail.subject ?? '' } }))
          .filter(({ content }) => Object.keys(rules).some((name) => content.subject.includes(` ${name} `))),
      ),
  }
}

test('a maintenance window that comes again holds back the mails of the running service, and lets out what still fires at its end', async () => {
  // 02:00 in Kolkata is 20:30 UTC: of tomorrow, so that the window is made before it begins.
  const windowMs = (Math.floor(Date.now() / DAY_MS) + 1) * DAY_MS + 20.5 * HOUR_MS
  const { service, clock, measure, cycle, notified, folder } = await start(
    { probe: PROBE },
    windowMs - HOUR_MS,
  )
  const made = await bluetick(
    [
      'alerts',
      'silence',
      'probe',
      '--every',
      '0 2 * * *',
      '--zone',
      'Asia/Kolkata',
      '--for',
      '2h',
      '--author',
      'Asha',
    ].concat([
      '--reason',
      'the carrier works every night',
      '--until',
      new Date(windowMs + 9 * DAY_MS).toISOString(),
    ]),
    { DATABASE_URL: service.databaseUrl, ALERTS_DIR: folder, DATA_DIR: folder },
  )
  expect(made).toMatchObject({ code: EXIT.ok, err: '' })
  await cycle()
  await clock.set(windowMs)
  await measure(3)
  await cycle()
  await cycle(HOUR_MS)
  expect(notified()).toEqual([])
  const { rows } = await service.pool.query("SELECT phase FROM bluetick.alerts WHERE rule = 'probe'")
  expect(rows).toEqual([{ phase: 'firing' }])
  await clock.set(windowMs + 2 * HOUR_MS - MINUTE_MS)
  await service.tick('everyMinute')
  expect(notified()).toEqual([])
  await cycle()
  expect(notified()).toEqual(['firing: probe 3'])
  await measure(0)
  await cycle()
  expect(notified()).toEqual(['firing: probe 3', 'resolved: Well again: probe 0, after 2 h'])

  // The next night: what is over before the window is, nobody hears of.
  await clock.set(windowMs + DAY_MS)
  await measure(4)
  await cycle()
  await measure(0)
  await cycle(HOUR_MS)
  await cycle(2 * HOUR_MS)
  expect(notified()).toHaveLength(2)
  // And by day it holds nothing back.
  await measure(5)
  await cycle(5 * HOUR_MS)
  expect(notified().at(-1)).toBe('firing: probe 5')
}, 60_000)

test('the heartbeat stops while alerts wait for a mail server that takes none, and comes again', async () => {
  const { state, measure, cycle, notified, heartbeats, service } = await start({ probe: PROBE }, Date.now())
  await cycle()
  expect(heartbeats()).toBe(1)
  state.answer = () => '451 try again later'
  await measure(3)
  await cycle()
  await cycle(14 * MINUTE_MS)
  expect(heartbeats()).toBe(3)
  await cycle(2 * MINUTE_MS)
  await cycle()
  expect(heartbeats()).toBe(3)
  expect(service.logged().map(({ msg }) => msg)).toContain(
    'alerts do not reach anybody: there is no heartbeat until they do',
  )
  delete state.answer
  await cycle(30 * MINUTE_MS)
  expect(notified()).toEqual(['firing: probe 3'])
  await cycle()
  expect(heartbeats()).toBeGreaterThan(3)
}, 60_000)

test('a poisoned rule, whatever it does, holds up no mail of another rule by a cycle', async () => {
  const rule = (sql: string, headers = '') => `--! severity: critical\n--! fire: value > 0\n${headers}${sql}`
  const { service, clock, state, measure, cycle, notified } = await start(
    {
      'a-broken': rule('SELECT value FROM nowhere'),
      'a-endless': rule("SELECT 'Infinity'::float8 AS value"),
      'a-flood': rule("SELECT 1 AS value, repeat('x', 2000) || n AS name FROM generate_series(1, 500) AS n"),
      'a-hangs': rule('SELECT value FROM public.locked'),
      'a-headless': 'SELECT 1 AS value',
      'a-lost': rule('SELECT 1 AS value', '--! to: nobody@example.org\n'),
      'a-nan': rule("SELECT 'NaN'::float8 AS value"),
      'a-text': rule("SELECT '1'::text AS value"),
      // Of a severity of its own, so that its mail is too.
      probe: PROBE.replace('critical', 'warning'),
    },
    Date.now(),
  )
  await service.pool.query('CREATE TABLE public.locked (value INTEGER)')
  state.answer = (address) => (address.startsWith('nobody') ? '550 no such mailbox' : undefined)
  const holder = await service.pool.connect()
  await holder.query('BEGIN; LOCK TABLE public.locked')
  await measure(3)
  await clock.pass(MINUTE_MS)
  const hanging = service.tick('everyMinute')
  // Every ten seconds mails leave, also while rules are still asked.
  await vi.waitFor(
    async () => {
      await service.tick('everyTenSeconds')
      expect(notified().join()).toContain('probe 3')
    },
    { timeout: 20_000, interval: 50 },
  )
  await holder.query('ROLLBACK')
  holder.release()
  await hanging
  await measure(0)
  await cycle()
  expect(notified().at(-1)).toBe('resolved: Well again: probe 0, after 1 min')
}, 60_000)
