import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Routes, recipientsOf } from '../../src/domain/alerts/route.ts'
import { type AlertBench, openAlertBench } from './alert-bench.ts'
import { MINUTE_MS, ruleOf } from './builders.ts'
import { channelOf, DEFERRED, UNKNOWN } from './test-channel.ts'

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

test('a moment is one message in a chat and one for each alert on a pager; all of them hear of the end', async () => {
  await bench.tick([firing])
  await bench.tick([WELL])
  expect(chat.state.taken).toEqual(['firing a, firing b', 'resolved a, resolved b'])
  expect(pager.state.taken).toEqual(['firing a', 'firing b', 'resolved a', 'resolved b'])
  expect(bench.sent).toHaveLength(2)
})

test('a channel that takes nothing holds up neither mail nor another channel, and gets everything later, in order', async () => {
  chat.state.answer = DEFERRED
  await bench.tick([firing])
  await bench.tick([WELL])
  expect(chat.state.taken).toEqual([])
  expect(bench.sent).toHaveLength(2)
  expect(pager.state.taken).toHaveLength(4)
  chat.state.answer = { kind: 'sent' }
  await bench.tick([WELL], 2 * MINUTE_MS)
  expect(chat.state.taken).toEqual(['firing a, firing b', 'resolved a, resolved b'])
})

test('mail that does not leave holds up no channel', async () => {
  bench.answer = () => DEFERRED
  await bench.tick([firing])
  expect(chat.state.taken).toEqual(['firing a, firing b'])
})

describe('what may have arrived', () => {
  test('is not sent again where nobody would know it again, and is given up', async () => {
    chat.state.answer = UNKNOWN
    await bench.tick([firing])
    chat.state.answer = { kind: 'sent' }
    await bench.tick([firing], 30 * MINUTE_MS)
    expect(chat.state).toMatchObject({ tried: 1, taken: [] })
    const { rows } = await bench.pool.query(
      "SELECT given_up_at IS NOT NULL AS given_up, last_error FROM bluetick.alert_mails WHERE recipient = 'chat'",
    )
    expect(rows).toEqual([{ given_up: true, last_error: 'no answer in time' }])
  })

  test('is sent again where it is known again', async () => {
    pager.state.answer = UNKNOWN
    await bench.tick([firing])
    pager.state.answer = { kind: 'sent' }
    await bench.tick([firing], 2 * MINUTE_MS)
    expect(pager.state.taken).toEqual(['firing a', 'firing b'])
  })

  test('is not sent again after a replica died over it', async () => {
    routes = { bySeverity: () => ['chat'], escalation: [] }
    await bench.evaluate([firing])
    bench.channels = new Map([['chat', { ...chat.channel, send: () => Promise.reject(new Error('died')) }]])
    await expect(bench.deliver()).rejects.toThrow('died')
    bench.channels = new Map([['chat', chat.channel]])
    bench.nowMs += 5 * MINUTE_MS
    await bench.deliver()
    expect(chat.state.taken).toEqual([])
  })
})

test('what no channel took for a day is given up; a channel that is gone gives up what waited for it', async () => {
  chat.state.answer = DEFERRED
  pager.state.answer = DEFERRED
  await bench.tick([firing])
  bench.channels = new Map([['chat', chat.channel]])
  const open = async () =>
    (
      await bench.pool.query(
        'SELECT recipient FROM bluetick.alert_mails WHERE sent_at IS NULL AND given_up_at IS NULL',
      )
    ).rows
  await bench.deliver()
  expect(await open()).toEqual([{ recipient: 'chat' }])
  bench.nowMs += 25 * 60 * MINUTE_MS
  await bench.deliver()
  expect(await open()).toEqual([])
})

describe('who hears of it', () => {
  test('is whom the rule names, for the whole episode, and by label first', async () => {
    const routed = rule({ to: 'pager', 'to.which': 'a* = chat' })
    await bench.tick([routed])
    // Whom it names now counts for the next episode.
    await bench.tick([{ ...WELL, routes: { byLabel: [] } }])
    expect(chat.state.taken).toEqual(['firing a', 'resolved a'])
    expect(pager.state.taken).toEqual(['firing b', 'resolved b'])
    expect(bench.sent).toEqual([])
  })

  test('is nobody else where the rule is gone', async () => {
    await bench.tick([rule({ to: 'chat' })])
    await bench.tick([], 15 * MINUTE_MS)
    expect(chat.state.taken).toEqual(['firing a, firing b', 'closed a, closed b'])
    expect(bench.sent).toEqual([])
  })
})

test('a second channel that refuses fifty alerts for ever is notified of the others', async () => {
  routes = { bySeverity: () => [MAIL], escalation: [] }
  bench.answer = () => DEFERRED
  const notified: string[] = []
  bench.secondChannel = {
    async notify(_id, signal) {
      if (signal.rule === 'test-rule') throw new Error('no')
      notified.push(signal.rule)
    },
  }
  const many = rule({}, 'SELECT 1 AS value, n::text AS which FROM generate_series(1, 60) AS n')
  await bench.tick([many])
  const late = { ...ruleOf({ fire: 'value > 0', for: '0m' }), name: 'late' }
  for (let n = 0; n < 9; n++) await bench.tick([many, late])
  expect(notified).toEqual(['late'])
})

test('a rule that errs for ever costs mails of other rules no cycle', async () => {
  const poisoned = {
    ...ruleOf({ fire: 'value > 0' }, "SELECT 'Infinity'::float8 AS value, pg_sleep(0.01) IS NULL AS x"),
    name: 'aaa',
  }
  const broken = { ...ruleOf({ fire: 'value > 0' }, 'SELECT nothing FROM nowhere'), name: 'aab' }
  await bench.tick([poisoned, broken, firing])
  expect(bench.sent.map(({ content }) => content.text).join()).toContain('a is wrong (1)')
})
