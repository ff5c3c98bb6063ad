import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { parseRule } from '../../src/domain/alerts/parse-rule.ts'
import { type AlertBench, openAlertBench, shippedRule, shippedRules } from './alert-bench.ts'
import { MINUTE_MS } from './builders.ts'

let bench: AlertBench
beforeAll(async () => {
  bench = await openAlertBench()
})
afterAll(() => bench.close())
beforeEach(() => bench.clear())

let made = 0

/** Messages first heard of so many minutes ago; `status` gives the minutes ago of each kind. */
async function messages(
  count: number,
  heardAgo: number,
  status: Readonly<Record<string, number>>,
  more = '',
) {
  const iso = (ago: number) => new Date(bench.nowMs - ago * MINUTE_MS).toISOString()
  const json = JSON.stringify(Object.fromEntries(Object.entries(status).map(([k, ago]) => [k, iso(ago)])))
  await bench.pool.query(
    `INSERT INTO broadcasts_messages (message_id, aliases, counted_in, status, created_at${more && ', stand_in_kinds'})
     SELECT 'm' || $1::int + n, '{}', '', $2::jsonb, $3::timestamptz${more && `, '${more}'`} FROM generate_series(1, $4::int) n`,
    [made, json, iso(heardAgo), count],
  )
  made += count
}

async function campaign(id: string, name: string) {
  await bench.pool.query('INSERT INTO marketing_campaigns (id, name) VALUES ($1, $2)', [id, name])
  await bench.pool.query(
    `INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id)
     SELECT $1, message_id FROM broadcasts_messages
     WHERE counted_in = ''`,
    [id],
  )
  await bench.pool.query(`UPDATE broadcasts_messages SET counted_in = $1 WHERE counted_in = ''`, [id])
}

async function minute(ago: number, figures: Readonly<Record<string, number>>) {
  const names = Object.keys(figures)
  const at = new Date(Math.floor(bench.nowMs / MINUTE_MS - ago) * MINUTE_MS).toISOString()
  await bench.pool.query(
    `INSERT INTO bluetick.service_minutes (minute, ${names.join(', ')}) VALUES ($1, ${names.map((_, i) => `$${i + 2}`).join(', ')})`,
    [at, ...Object.values(figures)],
  )
}

async function phases(name: string): Promise<readonly string[]> {
  return (await bench.store.alerts()).filter(({ rule }) => rule === name).map(({ phase }) => phase)
}

/** Evaluates one rule at each slot for so many minutes. */
async function run(name: string, minutes: number): Promise<readonly string[]> {
  const rule = shippedRule(name)
  for (let i = 0; i < minutes; i++) await bench.tick([rule])
  return phases(name)
}

async function health(name: string) {
  return (await bench.store.standings()).find(({ rule }) => rule === name)?.health
}

/** Brings the sums by quarter-hour in step with the messages. */
async function sumUp() {
  await bench.pool.query('DELETE FROM bluetick.message_rollup')
  await bench.pool.query(
    "INSERT INTO bluetick.message_rollup SELECT * FROM bluetick.rollup_of('2026-01-01', '2027-01-01')",
  )
}

const forget = () => bench.pool.query('TRUNCATE broadcasts_messages, bluetick.service_minutes')
const notified = () => bench.sent.map(({ content }) => content.subject)

test('every shipped rule has a runbook that exists, and answers on an empty database without an error', async () => {
  for (const rule of shippedRules()) {
    expect(rule.runbook).toBe(`docs/runbooks/${rule.name}.md`)
    await bench.tick([rule], 3_600_000)
    expect(await health(rule.name), rule.name).not.toBe('error')
  }
  expect(bench.sent).toEqual([])
})

test('the tables of a mail tell what they show, and count young messages as the rules do', async () => {
  await messages(20, 20, { sent: 20, delivered: 19 })
  await messages(5, 20, { sent: 20 })
  await messages(50, 1, { sent: 1 })
  await campaign('c1', 'Spring sale')
  const table = (name: string) => bench.runner.table(name, bench.nowMs)
  expect(await table('worst-campaigns')).toEqual({
    title: 'The five campaigns with the most undelivered messages of the last hour',
    columns: ['campaign', 'messages', 'undelivered', 'delivered %'],
    rows: [['Spring sale', 25, 5, 80]],
  })
  expect(await table('delivery-by-five-minutes')).toMatchObject({
    title: 'The delivery rate of the last hour in steps of five minutes',
    rows: [['11:40', 80]],
  })
})

describe('delivery-rate-low', () => {
  test('fires below 90%, resolves from 92% on after ten minutes, and tells both', async () => {
    await messages(80, 10, { sent: 10, delivered: 9 })
    await messages(20, 10, { sent: 10, failed: 9 })
    expect(await run('delivery-rate-low', 3)).toEqual(['firing'])
    await forget()
    await messages(100, 6, { sent: 6, delivered: 5 })
    expect(await run('delivery-rate-low', 12)).toEqual(['resolved'])
    expect(notified()).toEqual([
      expect.stringMatching(
        /^\[Bluetick\] critical delivery-rate-low .* firing: Delivery rate 80% over the last hour \(100 messages\)$/,
      ),
      expect.stringMatching(/ resolved: Delivery rate 100%/),
    ])
  })

  test('young messages without an outcome are no part of the rate', async () => {
    await messages(60, 20, { sent: 20, delivered: 19 })
    await messages(500, 1, { sent: 1 })
    expect(await run('delivery-rate-low', 3)).toEqual([])
    const [standing] = await bench.store.standings()
    expect(standing).toMatchObject({ value: 100, samples: 60 })
  })

  test('a small sample stays silent where chance may be the cause, and fires where it is not', async () => {
    await messages(1, 20, { sent: 20 })
    expect(await run('delivery-rate-low', 5)).toEqual([])
    await messages(7, 20, { sent: 20 })
    expect(await run('delivery-rate-low', 5)).toEqual(['firing'])
  })

  test('no messages at all neither fire nor resolve', async () => {
    await messages(80, 10, { sent: 10 })
    expect(await run('delivery-rate-low', 3)).toEqual(['firing'])
    await forget()
    expect(await run('delivery-rate-low', 60)).toEqual(['firing'])
    expect(await health('delivery-rate-low')).toBe('no-data')
  })
})

test('messages-stuck fires on more than ten messages that are sent and undelivered for over ten minutes', async () => {
  await messages(10, 20, { sent: 20 })
  await messages(50, 5, { sent: 5 })
  expect(await run('messages-stuck', 3)).toEqual([])
  await messages(1, 20, { sent: 20 })
  expect(await run('messages-stuck', 1)).toEqual(['pending'])
  expect(await run('messages-stuck', 2)).toEqual(['firing'])
  await bench.pool.query(
    `UPDATE broadcasts_messages SET status = status || '{"delivered": "2026-03-01T12:00:00Z"}'`,
  )
  expect(await run('messages-stuck', 7)).toEqual(['resolved'])
})

test('webhook-errors fires on errors and on rejects, not on webhooks that only an absent database refused', async () => {
  await minute(0, { webhooks: 100, webhooks_unavailable: 40 })
  expect(await run('webhook-errors', 1)).toEqual([])
  await minute(0, { webhooks: 10, webhook_errors: 1, rejects: 2 })
  expect(await run('webhook-errors', 1)).toEqual(['firing'])
  expect(notified()[0]).toContain('1 webhooks were answered with an error and 2 items rejected')
  expect(await run('webhook-errors', 12)).toEqual(['resolved'])
})

test('read-rate-low fires below 50% of the delivered messages, and gives people an hour to read', async () => {
  // Four of which none was read: chance is not ruled out.
  await messages(4, 100, { sent: 100, delivered: 99 })
  await sumUp()
  expect(await run('read-rate-low', 21)).toEqual([])
  await messages(60, 100, { sent: 100, delivered: 99, read: 98 })
  await messages(400, 20, { sent: 20, delivered: 19 })
  await sumUp()
  expect(await run('read-rate-low', 6)).toEqual([])
  await messages(70, 100, { sent: 100, delivered: 99 })
  await sumUp()
  expect(await run('read-rate-low', 21)).toEqual(['firing'])
  await forget()
  await messages(100, 100, { sent: 100, delivered: 99, read: 98 })
  await sumUp()
  expect(await run('read-rate-low', 40)).toEqual(['resolved'])
})

test('delivery-slow fires on the mean, and its mail carries the percentiles', async () => {
  await messages(19, 10, { sent: 10, delivered: 8 })
  expect(await run('delivery-slow', 7)).toEqual([])
  await messages(1, 10, { sent: 10, delivered: 8 })
  expect(await run('delivery-slow', 7)).toEqual(['firing'])
  expect(bench.sent[0]?.content.text).toMatch(/p50: +120 s\n.*p95: +120 s/s)
  await forget()
  await messages(40, 3, { sent: 3, delivered: 3 })
  expect(await run('delivery-slow', 17)).toEqual(['resolved'])
})

test.each([
  ['updates-slow', { slow_updates: 1, slowest_update_ms: 1500 }],
  ['queries-slow', { slow_queries: 3, slowest_query_ms: 2500 }],
])('%s fires when it happened in the last five minutes, and resolves after', async (name, figures) => {
  await minute(0, { webhooks: 5 })
  expect(await run(name, 1)).toEqual([])
  await minute(0, figures)
  expect(await run(name, 1)).toEqual(['firing'])
  expect(await run(name, 17)).toEqual(['resolved'])
})

test('campaign-delivery-low makes one alert for each campaign, and closes one that is measured no more', async () => {
  await messages(80, 10, { sent: 10 })
  await campaign('c1', 'Spring sale')
  await messages(60, 10, { sent: 10, delivered: 9 })
  await campaign('c2', 'Autumn sale')
  await run('campaign-delivery-low', 6)
  expect((await bench.store.alerts()).map(({ labels, phase }) => [labels.campaign, phase])).toEqual([
    ['Spring sale', 'firing'],
  ])
  await bench.tick([shippedRule('campaign-delivery-low')], 3_600_000)
  expect(await phases('campaign-delivery-low')).toEqual(['firing'])
  await bench.tick([shippedRule('campaign-delivery-low')], 25 * 3_600_000)
  expect(notified()).toEqual([
    expect.stringContaining('firing: Campaign Spring sale'),
    expect.stringContaining(' closed: '),
  ])
})

test('campaign-delivery-low leaves out young messages and small samples, and resolves', async () => {
  await messages(60, 20, { sent: 20, delivered: 19 })
  await messages(90, 1, { sent: 1 })
  await campaign('c1', 'Spring sale')
  await messages(4, 20, { sent: 20 })
  await campaign('c2', 'Four friends')
  expect(await run('campaign-delivery-low', 3)).toEqual([])
  await forget()
  await messages(60, 20, { sent: 20 })
  await campaign('c3', 'Summer sale')
  expect(await run('campaign-delivery-low', 6)).toEqual(['firing'])
  await bench.pool.query(
    `UPDATE broadcasts_messages SET status = status || '{"delivered": "2026-03-01T12:00:00Z"}'`,
  )
  expect(await run('campaign-delivery-low', 16)).toEqual(['resolved'])
})

test('webhooks-silent fires when messages went out and nothing at all came back', async () => {
  await messages(4, 20, { sent: 20 }, '{sent}')
  expect(await run('webhooks-silent', 1)).toEqual([])
  await messages(1, 20, { sent: 20 }, '{sent}')
  await minute(5, { webhooks: 1 })
  expect(await run('webhooks-silent', 1)).toEqual([])
  await bench.pool.query('TRUNCATE bluetick.service_minutes')
  expect(await run('webhooks-silent', 1)).toEqual(['firing'])
  await minute(0, { webhooks: 1 })
  expect(await run('webhooks-silent', 4)).toEqual(['resolved'])
})

test('webhooks-silent does not mind a quiet time after a campaign whose reports came', async () => {
  await messages(500, 20, { sent: 20, delivered: 19 })
  await messages(20, 20, { sent: 20 })
  expect(await run('webhooks-silent', 3)).toEqual([])
})

test('rules-failing tells of a rule that has erred for ten minutes', async () => {
  const broken = parseRule('broken', '--! severity: info\n--! fire: rows\nSELECT x AS value')
  for (let i = 0; i < 31; i++) await bench.tick([broken, shippedRule('rules-failing')])
  expect(notified()).toEqual([expect.stringContaining('The rule broken cannot be evaluated')])
  const mended = parseRule('broken', '--! severity: info\n--! fire: value > 1\nSELECT 1 AS value')
  for (let i = 0; i < 6; i++) await bench.tick([mended, shippedRule('rules-failing')])
  expect(await phases('rules-failing')).toEqual(['resolved'])
})

test('webhooks-lost fires when acknowledged webhooks were lost from the spool', async () => {
  await minute(5, { lost_webhooks: 0 })
  expect(await run('webhooks-lost', 1)).toEqual([])
  await minute(3, { lost_webhooks: 134 })
  expect(await run('webhooks-lost', 1)).toEqual(['firing'])
  expect(notified()).toEqual([expect.stringContaining('134 webhooks that were answered with 200 were lost')])
})
