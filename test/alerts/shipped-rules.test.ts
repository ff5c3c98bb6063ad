import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { counted } from '../../src/app/alerts/mails/subject.ts'
import { parseRule } from '../../src/domain/alerts/parse-rule.ts'
import { placeholdersOf, renderSummary } from '../../src/domain/alerts/summary.ts'
import { type AlertBench, openAlertBench, shippedRule, shippedRules } from './alert-bench.ts'
import { MINUTE_MS, notifiedBy } from './builders.ts'
import { createRuleData } from './rule-data.ts'

let bench: AlertBench
beforeAll(async () => {
  bench = await openAlertBench()
})
afterAll(() => bench.close())
beforeEach(() => bench.clear())

const { messages, campaign, minute, cohort, usually, sumUp, forget } = createRuleData(() => bench)

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
  return (await bench.store.ruleStatuses()).find(({ rule }) => rule === name)?.health
}

const notified = () => notifiedBy(bench.sent)
test('every shipped rule has a runbook that exists, and answers on an empty database without an error', async () => {
  for (const rule of shippedRules()) {
    expect(rule.runbook).toBe(`docs/runbooks/${rule.name}.md`)
    await bench.tick([rule], 3_600_000)
    expect(await health(rule.name), rule.name).not.toBe('error')
  }
  expect(bench.sent).toEqual([])
})

const MANY =
  /(?<![\d.,])1 (?:\w+ )?(?:alerts|batches|items|messages|minutes|queries|reads|recipients|rows|updates|webhooks)\b/

test('one of anything is called one of it', () => {
  for (const { name, summary, unit } of shippedRules()) {
    const ones = Object.fromEntries(placeholdersOf(summary).map((name) => [name, 1]))
    expect(renderSummary(summary, ones), name).not.toMatch(MANY)
    expect(counted(1, unit), name).not.toMatch(/[a-z]{2}s$/)
  }
})

describe('delivery-rate-low', () => {
  test('fires below 90%, resolves from 92% on after ten minutes, and notifies both', async () => {
    await cohort(20, { messages: 1000, delivered: 800, failed: 200 })
    expect(await run('delivery-rate-low', 3)).toEqual(['firing'])
    await forget()
    await cohort(10, { messages: 1000, delivered: 1000 })
    expect(await run('delivery-rate-low', 12)).toEqual(['resolved'])
    expect(notified()).toEqual([
      expect.stringMatching(/^firing: Delivery rate 80% over the last hour \(1,000 messages; 200 failed/),
      expect.stringMatching(/^resolved: Resolved: Delivery rate 100%/),
    ])
  })

  test('young messages are no part of the rate', async () => {
    await cohort(20, { messages: 1000, delivered: 1000 })
    await cohort(4, { messages: 5000, underway: 5000 })
    expect(await run('delivery-rate-low', 1)).toEqual([])
    expect(await bench.store.ruleStatuses()).toMatchObject([{ value: 100, samples: 1000 }])
  })

  test("what is the audience's or Meta's doing is no part of the rate", async () => {
    await cohort(20, { messages: 1000, delivered: 860, failed: 130, out_of_reach: 120 })
    expect(await run('delivery-rate-low', 3)).toEqual([])
    expect(await bench.store.ruleStatuses()).toMatchObject([{ value: 97.73, samples: 880 }])
  })

  test('a rate fires only where chance does not explain it in a week of evaluations', async () => {
    await cohort(20, { messages: 1000, delivered: 880, underway: 120 })
    expect(await run('delivery-rate-low', 3)).toEqual([])
    await cohort(20, { messages: 0, delivered: -40, underway: 40 })
    expect(await run('delivery-rate-low', 3)).toEqual(['firing'])
  })

  test('what was known later was not known then', async () => {
    await cohort(40, { messages: 1000, underway: 1000 }, 40)
    await cohort(40, { delivered: 1000, underway: -1000 })
    const ask = async (ago: number) => {
      const result = await bench.runner.ask(shippedRule('delivery-rate-low'), bench.nowMs - ago * MINUTE_MS)
      return result.kind === 'rows' ? result.rows[0]?.figures.value : result
    }
    expect(await ask(20)).toBe(0)
    expect(await ask(0)).toBe(100)
  })

  test('an hour with nothing to measure closes it', async () => {
    await cohort(20, { messages: 1000, delivered: 800 })
    expect(await run('delivery-rate-low', 3)).toEqual(['firing'])
    await forget()
    expect(await run('delivery-rate-low', 55)).toEqual(['firing'])
    expect(await health('delivery-rate-low')).toBe('no-data')
    expect(await run('delivery-rate-low', 6)).toEqual(['resolved'])
    expect(notified().at(-1)).toMatch(/closed: Final: Delivery rate 80%/)
  })
})

describe('messages-stuck', () => {
  test('fires on more than ten messages that are also more than a quarter', async () => {
    await cohort(30, { messages: 40, underway: 10, delivered: 30 })
    expect(await run('messages-stuck', 3)).toEqual([])
    await cohort(30, { messages: 10, underway: 10 })
    expect(await run('messages-stuck', 3)).toEqual(['firing'])
    await cohort(30, { delivered: 20, underway: -20 })
    expect(await run('messages-stuck', 7)).toEqual(['resolved'])
  })

  test('switched-off phones of a large campaign are normal', async () => {
    await cohort(30, { messages: 10_000, underway: 900, delivered: 9100 })
    expect(await run('messages-stuck', 5)).toEqual([])
  })

  test('a dead subscription is one page', async () => {
    await messages(20, 20, { sent: 20 }, '{sent}')
    await cohort(20, { messages: 20, underway: 20 })
    const rules = ['webhooks-silent', 'messages-stuck', 'delivery-rate-low', 'campaign-delivery-low'].map(
      shippedRule,
    )
    for (let ago = 40; ago >= 0; ago--) await minute(ago, { webhooks: 0 })
    for (let i = 0; i < 30; i++) {
      await bench.tick(rules)
      await minute(0, { webhooks: 0 })
    }
    expect(bench.sent.map(({ content }) => content.subject)).toEqual([
      expect.stringContaining(' webhooks-silent '),
    ])
    expect((await bench.store.alerts()).map(({ rule }) => rule)).toEqual([
      'delivery-rate-low',
      'messages-stuck',
      'webhooks-silent',
    ])
  })
})

describe('against what is usual at this hour', () => {
  test('delivery-rate-unusual fires where the rate is always 99% and now 93%', async () => {
    await usually(30, { messages: 1000, delivered: 990 })
    await cohort(30, { messages: 1000, delivered: 930 })
    expect(await run('delivery-rate-unusual', 20)).toEqual(['firing'])
    expect(notified()[0]).toContain('Delivery rate 93% over the last hour, usually 99% at this time')
  })

  test('delivery-rate-unusual says nothing in the first week, nor where the rate is always so', async () => {
    await cohort(30, { messages: 1000, delivered: 930 })
    await cohort(30 + 1440, { messages: 1000, delivered: 990 }, 1440)
    expect(await run('delivery-rate-unusual', 20)).toEqual([])
    await usually(30, { messages: 1000, delivered: 931 })
    expect(await run('delivery-rate-unusual', 20)).toEqual([])
  })

  test('reads-unusual fires where 500 people usually read at this time, and now 100', async () => {
    for (let day = 1; day <= 10; day++)
      for (let ago = 0; ago < 90; ago++) await minute(day * 1440 + ago - 40, { read_reports: 8 + (day % 2) })
    for (let ago = -40; ago < 60; ago++) await minute(ago, { read_reports: 1 })
    expect(await run('reads-unusual', 36)).toEqual(['firing'])
  }, 20_000)
})

test('webhook-errors fires on errors of ours that are at least one in a hundred, and on nothing that strangers can send', async () => {
  await minute(0, {
    webhooks: 1000,
    webhooks_unavailable: 40,
    rejects: 50,
    unauthorized: 500,
    webhook_errors: 5,
  })
  expect(await run('webhook-errors', 1)).toEqual([])
  await minute(0, { webhooks: 100, webhook_errors: 30 })
  expect(await run('webhook-errors', 1)).toEqual(['firing'])
  expect(notified()[0]).toContain(
    '35 webhooks were answered with an error in the last 5 minutes (3.18% of 1,100)',
  )
  expect(await run('webhook-errors', 12)).toEqual(['resolved'])
})

test('webhook-rejects fires on a share of rejects, as a warning', async () => {
  await minute(0, { reports: 1000, rejects: 30 })
  expect(await run('webhook-rejects', 1)).toEqual([])
  await minute(0, { rejects: 60 })
  expect(await run('webhook-rejects', 1)).toEqual(['firing'])
  expect(shippedRule('webhook-rejects').severity).toBe('warning')
})

test('read-rate-low fires below 50% of the delivered messages, gives people six hours to read, and knows what is usual', async () => {
  const rollup = (hoursAgo: number, delivered: number, read: number) =>
    bench.pool.query(
      "INSERT INTO bluetick.message_rollup (campaign_id, bucket, messages, delivered, read) VALUES ('', date_bin('15 minutes', $1, 'epoch'), $2, $2, $3)",
      [new Date(bench.nowMs - hoursAgo * 3_600_000).toISOString(), delivered, read],
    )
  for (let day = 0; day <= 3; day++) await rollup(10 + day * 24, 1000, 600)
  await rollup(3, 1000, 0)
  expect(await run('read-rate-low', 21)).toEqual([])
  await rollup(9, 1000, 300)
  expect(await run('read-rate-low', 21)).toEqual(['firing'])
  await bench.clear()
  await forget()
  for (let day = 0; day < 10; day++) await rollup(10 + day * 24, 1000, 450)
  expect(await run('read-rate-low', 21)).toEqual([])
})

test('delivery-slow fires on the median, whatever a few phones do', async () => {
  await messages(40, 10, { sent: 10, delivered: 10 })
  await messages(19, 10, { sent: 10, delivered: 2 })
  await sumUp()
  expect(await run('delivery-slow', 7)).toEqual([])
  await messages(80, 10, { sent: 10, delivered: 8 })
  await sumUp()
  expect(await run('delivery-slow', 7)).toEqual(['firing'])
  expect(notified()[0]).toMatch(/Half of the deliveries take over 1\d\d(\.\d)? s/)
})

test('slow queries are counted and named', async () => {
  await minute(0, { slow_queries: 2, slowest_query_ms: 1500 })
  expect(await run('queries-slow', 1)).toEqual([])
  await minute(0, { slow_queries: 3, slowest_query_ms: 2500 })
  await bench.pool.query(
    "INSERT INTO bluetick.slow_statements VALUES ($1, 'lock-messages', 4, 2500), ($1, 'now', 1, 1100)",
    [new Date(Math.floor(bench.nowMs / MINUTE_MS) * MINUTE_MS).toISOString()],
  )
  expect(await run('queries-slow', 1)).toEqual(['firing'])
  expect(notified()[0]).toContain(
    '5 database queries took over 1 s in the last 5 minutes, most of them lock-messages',
  )
  expect((await bench.runner.table('slow-statements', bench.nowMs)).rows[0]).toEqual([
    'lock-messages',
    4,
    2500,
  ])
  expect(await run('queries-slow', 17)).toEqual(['resolved'])
})

test('updates-slow fires on three slow updates in five minutes, and resolves after', async () => {
  await minute(0, { slow_updates: 3, slowest_update_ms: 1500 })
  expect(await run('updates-slow', 1)).toEqual(['firing'])
  expect(await run('updates-slow', 17)).toEqual(['resolved'])
})

test('campaign-delivery-low makes one alert for each campaign whatever it is called, and closes one that is measured no more', async () => {
  await messages(80, 25, { sent: 25 })
  await campaign('c1', 'Spring sale')
  await messages(60, 25, { sent: 25, delivered: 24 })
  await campaign('c2', 'Autumn sale')
  await bench.pool.query('UPDATE marketing_campaigns SET updated_at = $1', [
    new Date(bench.nowMs).toISOString(),
  ])
  await sumUp()
  expect(await run('campaign-delivery-low', 6)).toEqual(['firing'])
  await bench.pool.query("UPDATE marketing_campaigns SET name = 'Spring' WHERE id = 'c1'")
  await run('campaign-delivery-low', 1)
  expect(await bench.store.alerts()).toMatchObject([
    { labels: { campaign_id: 'c1' }, descriptions: { campaign: 'Spring' } },
  ])
  await bench.tick([shippedRule('campaign-delivery-low')], 13 * 3_600_000)
  expect(notified()).toEqual([
    expect.stringContaining('% in campaign Spring sale'),
    expect.stringContaining('closed: Final: Delivery '),
  ])
})

test('clocks-differ reports a replica whose clock is off', async () => {
  await minute(0, { clock_skew_ms: 45_000 })
  expect(await run('clocks-differ', 6)).toEqual(['firing'])
})

test('rules-failing reports a rule that has failed for ten minutes', async () => {
  const broken = parseRule('broken', '--! severity: info\n--! fire: rows\nSELECT x AS value')
  for (let i = 0; i < 31; i++) await bench.tick([broken, shippedRule('rules-failing')])
  expect(notified()).toEqual([expect.stringContaining('minutes without an evaluation of the rule broken')])
  const fixed = parseRule('broken', '--! severity: info\n--! fire: value > 1\nSELECT 1 AS value')
  for (let i = 0; i < 6; i++) await bench.tick([fixed, shippedRule('rules-failing')])
  expect(await phases('rules-failing')).toEqual(['resolved'])
})

test('webhooks-lost fires when acknowledged webhooks were lost from the spool', async () => {
  await minute(5, { lost_webhooks: 0 })
  expect(await run('webhooks-lost', 1)).toEqual([])
  await minute(3, { lost_webhooks: 134 })
  expect(await run('webhooks-lost', 1)).toEqual(['firing'])
  expect(notified()).toEqual([expect.stringContaining('134 webhooks that were answered with 200 were lost')])
})
