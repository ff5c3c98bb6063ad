import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { attend } from '../../src/app/alerts/attend.ts'
import { type Routes, recipientsOf } from '../../src/domain/alerts/route.ts'
import { type AlertBench, openAlertBench } from './alert-bench.ts'
import { MINUTE_MS, notifiedBy, ruleOf } from './builders.ts'
import { channelOf } from './test-channel.ts'

let bench: AlertBench
beforeAll(async () => {
  bench = await openAlertBench()
})
afterAll(() => bench.close())

const MAIL = 'oncall@example.org'
let chat: ReturnType<typeof channelOf>
let pager: ReturnType<typeof channelOf>
let routes: Routes
beforeEach(async () => {
  await bench.clear()
  chat = channelOf()
  pager = channelOf({ holds: 'alert', deduplicates: true })
  routes = { bySeverity: () => [MAIL, 'chat', 'pager'], escalation: [] }
  bench.channels = new Map([
    ['chat', chat.channel],
    ['pager', pager.channel],
  ])
  bench.audience = (signal) => recipientsOf(routes, signal)
})

const both = "SELECT value, which FROM (VALUES (1, 'a'), (1, 'b')) AS two (value, which)"
const rule = (headers: Record<string, string> = {}, sql = both) =>
  ruleOf({ fire: 'value > 0', for: '0m', summary: '{{which}} is wrong ({{value}})', ...headers }, sql)
const firing = rule()
const WELL = { ...rule({}, both.replaceAll('1', '0')), fingerprint: firing.fingerprint }

describe('escalation', () => {
  const policy = { afterMs: 15 * MINUTE_MS, lists: 2 }
  const one = rule({}, "SELECT 1 AS value, 'a' AS which")
  const wellOne = { ...rule({}, "SELECT 0 AS value, 'a' AS which"), fingerprint: one.fingerprint }
  const minutes = async (count: number, evaluated = one) => {
    for (let n = 0; n < count; n++) {
      bench.nowMs += MINUTE_MS
      await bench.evaluate([evaluated])
      await attend(bench.store, policy)
      await bench.deliver()
    }
  }
  const episode = async () => (await bench.store.alerts())[0]?.episode ?? ''
  beforeEach(() => {
    routes = { bySeverity: () => [MAIL], escalation: [['chat'], ['pager']] }
  })

  test('reaches one list after the other while nobody acknowledges, and each hears of the end', async () => {
    await minutes(15)
    expect(chat.state.taken).toEqual([])
    await minutes(1)
    expect(chat.state.taken).toEqual(['escalation a'])
    await minutes(15)
    expect(pager.state.taken).toEqual(['escalation a'])
    await minutes(20)
    await minutes(1, wellOne)
    expect(chat.state.taken).toEqual(['escalation a', 'resolved a'])
    expect(pager.state.taken).toEqual(['escalation a', 'resolved a'])
    expect(notifiedBy(bench.sent)).toEqual([
      'firing: a is wrong (1)',
      'resolved: Resolved: a is wrong (0), after 51 min',
    ])
  })

  test('ends with an acknowledgement, and begins anew when that is taken back or wears off', async () => {
    await minutes(5)
    await bench.actions.acknowledge({
      episode: await episode(),
      author: 'Asha',
      atMs: bench.nowMs,
      untilMs: bench.nowMs + 60 * MINUTE_MS,
    })
    await minutes(59)
    expect(chat.state.taken).toEqual([])
    await minutes(2)
    expect(notifiedBy(bench.sent)).toEqual([
      'firing: a is wrong (1)',
      'acknowledged: Acknowledged by Asha: a is wrong (1)',
      'open again: Open again: a is wrong (1)',
    ])
    await minutes(16)
    expect(chat.state.taken).toEqual(['escalation a'])
    await bench.actions.acknowledge({ episode: await episode(), author: 'Ravi', atMs: bench.nowMs })
    expect(
      await bench.actions.unacknowledge({ episode: await episode(), author: 'Asha', atMs: bench.nowMs + 1 }),
    ).toBe('Ravi')
    expect(
      await bench.actions.unacknowledge({ episode: await episode(), author: 'Asha', atMs: bench.nowMs }),
    ).toBeUndefined()
    await minutes(1)
    expect(chat.state.taken).toEqual(['escalation a', 'unacknowledged a'])
    expect(pager.state.taken).toEqual([])
    await minutes(16)
    expect(pager.state.taken).toEqual(['escalation a'])
  })

  test('goes on while the rule errs, and rests while it is silenced; warnings have none', async () => {
    await minutes(1)
    const errs = { ...one, sql: 'SELECT 1 / 0' }
    await bench.actions.silence({
      rule: '*',
      labels: {},
      startsAtMs: bench.nowMs,
      endsAtMs: bench.nowMs + 30 * MINUTE_MS,
      author: 'Asha',
      reason: 'work',
    })
    await minutes(29, errs)
    expect(chat.state.taken).toEqual([])
    await minutes(1, errs)
    expect(chat.state.taken).toEqual(['escalation a'])
    await bench.clear()
    bench.channels = new Map([['chat', chat.channel]])
    bench.audience = (signal) => recipientsOf(routes, signal)
    await minutes(40, rule({ severity: 'warning' }))
    expect(chat.state.taken).toEqual(['escalation a'])
  })

  test('is one signal, whatever the number of replicas', async () => {
    await minutes(1)
    bench.nowMs += 20 * MINUTE_MS
    await Promise.all(Array.from({ length: 5 }, () => attend(bench.store, policy)))
    const { rows } = await bench.pool.query(
      "SELECT count(*)::integer AS n FROM bluetick.alert_signals WHERE kind = 'escalation'",
    )
    expect(rows).toEqual([{ n: 1 }])
  })
})

describe('quiet hours', () => {
  const warning = rule({ severity: 'warning' })
  const wellWarning = { ...WELL, severity: 'warning' as const, fingerprint: warning.fingerprint }
  beforeEach(() => {
    // START_MS is 12:00 UTC.
    bench.quietHours = { fromMinute: 11 * 60, toMinute: 14 * 60, zone: 'UTC' }
  })

  test('hold back warnings and not what is critical, and are one digest at their end', async () => {
    const other = ruleOf({ severity: 'warning', fire: 'value > 0', for: '0m', summary: 'other ({{value}})' })
    await bench.tick([warning])
    await bench.tick([{ ...other, name: 'other' }])
    expect(bench.sent).toEqual([])
    const critical = ruleOf({ fire: 'value > 0', for: '0m', summary: 'bad ({{value}})' })
    await bench.tick([{ ...critical, name: 'critical' }])
    expect(notifiedBy(bench.sent)).toEqual(['firing: bad (1)'])
    expect(await bench.outbox.unnotified(bench.nowMs)).toEqual([])
    expect((await bench.outbox.age(bench.nowMs)).oldestMs).toBeUndefined()
    bench.nowMs += 2 * 60 * MINUTE_MS
    await bench.deliver()
    expect(notifiedBy(bench.sent)).toEqual([
      'firing: bad (1)',
      'other digest: 3 alerts, worst: a is wrong (1)',
    ])
    expect(chat.state.taken).toEqual(['firing critical', 'firing a, firing b, firing other'])
  })

  test('notify of what began and ended in them in one mail', async () => {
    await bench.tick([warning])
    await bench.tick([wellWarning])
    bench.nowMs += 2 * 60 * MINUTE_MS
    await bench.deliver()
    expect(bench.sent).toHaveLength(1)
    expect(bench.sent[0]?.content.text).toContain('FIRED AND RESOLVED')
  })
})
