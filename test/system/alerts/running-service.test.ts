import { expect, test, vi } from 'vitest'
import { EXIT } from '../../../src/adapters/cli/context.ts'
import { PROBE, startAlertService } from '../../alerts/alert-service.ts'
import { MINUTE_MS } from '../../alerts/builders.ts'

const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

test('a maintenance window that comes again holds back the mails of the running service, and lets out what still fires at its end', async () => {
  // 02:00 in Kolkata is 20:30 UTC: of tomorrow, so that the window is made before it begins.
  const windowMs = (Math.floor(Date.now() / DAY_MS) + 1) * DAY_MS + 20.5 * HOUR_MS
  const { service, clock, measure, cycle, notified, alerts } = await startAlertService(
    { probe: PROBE },
    windowMs - HOUR_MS,
  )
  const window = ['--every', '0 2 * * *', '--zone', 'Asia/Kolkata', '--for', '2h']
  const until = ['--until', new Date(windowMs + 9 * DAY_MS).toISOString()]
  const why = ['--author', 'Asha', '--reason', 'the carrier works every night']
  const made = await alerts('silence', 'probe', ...window, ...until, ...why)
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
  expect(notified()).toEqual(['firing: probe 3', 'resolved: Resolved: probe 0, after 2 h'])

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
}, 120_000)

test('the heartbeat stops while alerts wait for a mail server that takes none, and comes again', async () => {
  const { state, measure, cycle, notified, heartbeats, service } = await startAlertService(
    { probe: PROBE },
    Date.now(),
  )
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
    'alerts are not delivered: no heartbeat until they are',
  )
  delete state.answer
  await cycle(30 * MINUTE_MS)
  expect(notified()).toEqual(['firing: probe 3'])
  await cycle()
  expect(heartbeats()).toBeGreaterThan(3)
}, 120_000)

test('a poisoned rule, whatever it does, holds up no mail of another rule by a cycle', async () => {
  const rule = (sql: string, headers = '') => `--! severity: critical\n--! fire: value > 0\n${headers}${sql}`
  const { service, clock, state, measure, cycle, notified } = await startAlertService(
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
  expect(notified().at(-1)).toBe('resolved: Resolved: probe 0, after 1 min')
}, 120_000)

test('nobody takes it on: the running service tells the next; whoever takes it on, or not any more, is told to the others', async () => {
  const env = { ESCALATE_AFTER: '15m', ESCALATE_TO: 'head@example.org' }
  const { service, measure, cycle, notified, alerts } = await startAlertService(
    { probe: PROBE },
    Date.now(),
    env,
  )
  const [oncall, head] = ['oncall@example.org', 'head@example.org']
  const news = () => [notified(oncall).at(-1), notified(head).at(-1)]
  await measure(3)
  await cycle()
  await cycle(14 * MINUTE_MS)
  expect(news()).toEqual(['firing: probe 3', undefined])
  await cycle(2 * MINUTE_MS)
  expect(news()).toEqual(['firing: probe 3', 'escalated: Escalated: probe 3'])

  const { rows } = await service.pool.query("SELECT id FROM bluetick.alert_episodes WHERE rule = 'probe'")
  const by = async (act: string, author: string) =>
    expect(await alerts(act, rows[0].id, '--author', author)).toMatchObject({ code: EXIT.ok })
  await by('ack', 'Asha')
  await cycle()
  expect(news()).toEqual(Array(2).fill('acknowledged: Acknowledged by Asha: probe 3'))
  // Four times as bad as what Asha knows of: it is nobody's again.
  await measure(12)
  await cycle()
  expect(news()).toEqual(Array(2).fill('worse: Worse: probe 12'))
  await by('ack', 'Ben')
  await cycle()
  expect(news()).toEqual(Array(2).fill('acknowledged: Acknowledged by Ben: probe 12'))
  await by('unack', 'Ben')
  await cycle()
  expect(news()).toEqual(Array(2).fill('open again: Open again: probe 12'))
  await measure(0)
  await cycle()
  expect(news()).toEqual(Array(2).fill('resolved: Resolved: probe 0, after 21 min'))
}, 120_000)

test('a rule is changed, broken, fixed and removed while the service runs', async () => {
  const { measure, cycle, notified, rewrite } = await startAlertService({ probe: PROBE }, Date.now())
  await measure(3)
  await cycle()
  expect(notified()).toEqual(['firing: probe 3'])
  await rewrite('probe', PROBE.replace('value > 0', 'value > 5'))
  await cycle()
  expect(notified().slice(1)).toEqual(['closed: Final: probe 3'])
  await rewrite('probe', PROBE.replace('value > 0', 'sometimes'))
  await measure(6)
  await cycle()
  expect(notified().slice(2)).toEqual(['firing: probe 6'])
  await rewrite('probe', undefined)
  await cycle()
  await cycle(8 * MINUTE_MS)
  expect(notified()).toHaveLength(3)
  await cycle(3 * MINUTE_MS)
  expect(notified().slice(3)).toEqual(['closed: Final: probe 6'])
}, 120_000)
