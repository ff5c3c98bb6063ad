import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createAnalyticsStore } from '../../src/adapters/postgres/analytics/analytics-store.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { sendCampaignSummaries } from '../../src/app/alerts/campaign-summaries.ts'
import { sendDueSummaries } from '../../src/app/alerts/summaries.ts'
import { type AlertBench, openAlertBench } from './alert-bench.ts'

let bench: AlertBench
beforeAll(async () => {
  bench = await openAlertBench()
})
afterAll(() => bench.close())
beforeEach(() => bench.clear())

async function make(time: string, zone = 'UTC') {
  bench.nowMs = Date.parse(time)
  const { runner, outbox, pool } = bench
  const parts = {
    sources: { runner, analytics: createAnalyticsStore(pool, loadStatements(AS_WRITTEN)) },
    outbox,
    recipients: ['boss@example.org'],
    zone,
    domain: 'example.org',
    installation: 'Bluetick',
  }
  await Promise.all([sendDueSummaries(parts, bench.nowMs), sendDueSummaries(parts, bench.nowMs)])
  await bench.deliver()
}
const subjects = () => bench.sent.map(({ content }) => content.subject)

test('each period is reported once on all replicas, and the first start reports nothing that ended before it', async () => {
  await make('2026-03-03T12:00:00Z')
  expect(subjects()).toEqual([])
  await make('2026-03-04T07:00:10Z')
  await make('2026-03-04T07:01:10Z')
  expect(subjects()).toEqual(['Nothing happened [daily report 2026-03-03, Bluetick]'])
  expect(bench.sent[0]?.content.text).toContain('Nothing happened')
})

test('a report that was missed is sent once, marked late; the days before it are not', async () => {
  await make('2026-03-03T12:00:00Z')
  await make('2026-03-06T15:00:00Z')
  await make('2026-03-06T15:01:00Z')
  expect(subjects()).toEqual(['Nothing happened [daily report 2026-03-05, late, Bluetick]'])
})

test('where the clock is set back, no report is made of a period before one that was', async () => {
  await make('2026-03-10T12:00:00Z')
  await make('2026-03-11T07:00:10Z')
  await make('2026-03-09T12:00:00Z')
  await make('2026-03-12T07:00:10Z')
  expect(subjects()).toEqual([
    'Nothing happened [daily report 2026-03-10, Bluetick]',
    'Nothing happened [daily report 2026-03-11, Bluetick]',
  ])
})

test('totals stand against the period before, with rates, percentiles, every hour and the best', async () => {
  await make('2026-03-03T12:00:00Z')
  // Bin 10 of the histograms stands for 5.4 s (4.8 to 6 s), bin 20 for 53.7 s.
  const times = (slow: number) => `{0,0,0,0,0,0,0,0,0,0,90,0,0,0,0,0,0,0,0,0,${slow}}`
  await bench.pool.query(
    `INSERT INTO bluetick.message_rollup (campaign_id, bucket, messages, sent, delivered, read, failed, deliveries, delivery_ms, delivery_times, read_times)
     VALUES ('', '2026-03-02T10:00Z', 100, 100, 80, 20, 5, 80, 800000, $1, NULL),
            ('', '2026-03-03T09:00Z', 200, 200, 190, 100, 10, 190, 3800000, $2, $1)`,
    [times(1), times(10)],
  )
  await make('2026-03-04T07:00:10Z')
  expect(subjects()).toEqual(['200 messages, 95% delivered (+15 points) [daily report 2026-03-03, Bluetick]'])
  const { text = '', html = '' } = bench.sent[0]?.content ?? {}
  expect(text).toMatch(/Messages +200 +100 +\+100 \(\+100%\)/)
  expect(text).toMatch(/Read, of the delivered +52.6% +25% +\+27.6 points/)
  expect(text).toMatch(/Delivered after, on average +20 s +10 s +\+10 s/)
  expect(text).toMatch(/Half delivered within +5.4 s +5.4 s +±0 s/)
  expect(text).toMatch(/95% delivered within +53.7 s +5.4 s +\+48.3 s/)
  expect(text).toMatch(/Half read within +5.4 s +– +–/)
  expect(text).toMatch(/08:00 +0\n09:00 +#{30} +200\n10:00 +0\n/)
  expect(text).toMatch(/09:00 +190 +52.6/)
  expect(html).toMatch(/95% delivered within/)
})

test('replies, half of their times and people who opted out stand there too, where there are any', async () => {
  await make('2026-03-03T12:00:00Z')
  await bench.pool.query(
    `INSERT INTO bluetick.message_rollup (campaign_id, bucket, messages, sent, delivered, read, replied, reply_times)
     VALUES ('', '2026-03-02T10:00Z', 100, 100, 80, 20, 0, NULL),
            ('', '2026-03-03T09:00Z', 200, 200, 200, 100, 50, '{0,0,0,0,0,0,0,0,0,0,90}')`,
  )
  await make('2026-03-04T07:00:10Z')
  expect(bench.sent[0]?.content.text).toMatch(/Replied +50 +0 +\+50/)
  expect(bench.sent[0]?.content.text).not.toContain('opted out')
  await bench.pool.query(
    `INSERT INTO bluetick.suppression_changes (phone, reason, suppressed_at, suppressed_by)
     VALUES ('+911', 'opt-out', '2026-03-04T10:00Z', '131050'), ('+911', 'block', '2026-03-04T10:00Z', '130403'),
            ('+912', 'opt-out', '2026-03-04T23:59Z', 'user_preferences'), ('+913', 'manual', '2026-03-04T10:00Z', 'cli'),
            ('+914', 'opt-out', '2026-03-05T00:00Z', '131050')`,
  )
  await bench.pool.query(
    "INSERT INTO bluetick.message_rollup (campaign_id, bucket, messages, delivered) VALUES ('', '2026-03-04T09:00Z', 10, 10)",
  )
  await make('2026-03-05T07:00:10Z')
  const { text = '', html = '' } = bench.sent[1]?.content ?? {}
  expect(text).toMatch(/Replied, of the delivered +0% +25% +−25 points/)
  expect(text).toMatch(/Half of the replies within +– +5.4 s +–/)
  expect(text).toMatch(/People who opted out +2 +0 +\+2/)
  expect(html).toMatch(/People who opted out/)
})

test('failures stand with the words that came with them, or ours where none came', async () => {
  await make('2026-03-03T12:00:00Z')
  await bench.pool.query(
    `INSERT INTO bluetick.message_rollup (campaign_id, bucket, messages, failed) VALUES ('', '2026-03-03T09:00Z', 10, 10)`,
  )
  await bench.pool.query(
    `INSERT INTO bluetick.message_rollup_labels (campaign_id, bucket, dimension, label, messages)
     VALUES ('', '2026-03-03T09:00Z', 'failure', '"4711"', 7), ('', '2026-03-03T09:00Z', 'failure', '"131026"', 3)`,
  )
  await bench.pool.query(
    `INSERT INTO broadcasts_messages (message_id, aliases, status, created_at, failure_code, failures)
     VALUES ('m1', '{}', '{}', '2026-03-03T09:05Z', '4711', '{"4711": {"title": "Köln is closed"}}')`,
  )
  await make('2026-03-04T07:00:10Z')
  const text = bench.sent[0]?.content.text ?? ''
  expect(text).toMatch(/4711 +Köln is closed +7 +70\n131026 +It cannot be delivered: .* +3 +30/)
})

test('a week shows each of its days, a month is about its read rate', async () => {
  await make('2026-03-01T12:00:00Z')
  await bench.pool.query(
    `INSERT INTO bluetick.message_rollup (campaign_id, bucket, messages, sent, delivered, read)
     VALUES ('', '2026-02-10T09:00Z', 10, 10, 10, 5), ('', '2026-03-04T09:00Z', 20, 20, 20, 15)`,
  )
  await make('2026-03-09T07:00:10Z', 'UTC')
  await make('2026-04-01T07:00:10Z', 'UTC')
  const find = (what: string) => bench.sent.find(({ content }) => content.subject.includes(what))?.content
  expect(find('weekly')?.subject).toBe('20 messages, 75% read [weekly report 2026-03-02, Bluetick]')
  expect(find('weekly')?.text).toMatch(/Mon 02 Mar +0\nTue 03 Mar +0\nWed 04 Mar +#{30} +20\n/)
  expect(find('monthly')?.subject).toBe(
    '20 messages, 75% read (+25 points) [monthly report 2026-03, Bluetick]',
  )
  expect(find('monthly')?.text).toMatch(/Sat 28 Mar +0\nSun 29 Mar +0\n/)
})

test('the weekly report says what the alert rules did, the noisiest first, also when nothing else happened', async () => {
  await make('2026-03-03T12:00:00Z')
  await bench.pool.query(
    `INSERT INTO bluetick.alert_episodes (id, rule, severity, labels, condition_since, fired_at, ended_at, first_acknowledged_at)
     SELECT 'e' || n, CASE WHEN n < 3 THEN 'noisy' ELSE 'quiet' END, 'warning', '{}', t, t, t + interval '30 minutes', t + interval '4 minutes'
     FROM generate_series(1, 3) n, LATERAL (SELECT timestamptz '2026-03-03T10:00:00Z' + n * interval '2 hours' AS t) x`,
  )
  await make('2026-03-09T07:00:10Z')
  const weekly = bench.sent.find(({ content }) => content.subject.includes('weekly'))?.content.text ?? ''
  expect(weekly).toMatch(/noisy +2 +60 +4\n.*quiet +1 +30 +4/)
})

test('a campaign that came to rest is notified of once, a day after its last message, several in one mail', async () => {
  bench.nowMs = Date.parse('2026-03-10T12:00:00Z')
  const campaign = async (id: string, lastAt: string, messages: number) => {
    await bench.pool.query('INSERT INTO marketing_campaigns (id, name, updated_at) VALUES ($1, $2, $3)', [
      id,
      `Sale ${id}`,
      '2026-03-10T00:00:00Z',
    ])
    await bench.pool.query(
      `INSERT INTO bluetick.message_rollup (campaign_id, bucket, messages, delivered, read, replied, failed)
       VALUES ($1, $2, $3::int, $3::int * 0.96, $3::int * 0.48, $3::int * 0.048, 2)`,
      [id, lastAt, messages],
    )
    await bench.pool.query(
      `INSERT INTO bluetick.message_rollup_labels (campaign_id, bucket, dimension, label, messages)
       VALUES ($1, $2, 'failure', CASE WHEN $1 = 'c2' THEN '"131049"' ELSE '"131026"' END::jsonb, 2)`,
      [id, lastAt],
    )
  }
  const send = async () => {
    const parts = {
      sources: {
        runner: bench.runner,
        analytics: createAnalyticsStore(bench.pool, loadStatements(AS_WRITTEN)),
      },
      outbox: bench.outbox,
      recipients: ['boss@example.org'],
      zone: 'UTC',
      domain: 'example.org',
      installation: 'Bluetick',
    }
    await Promise.all([sendCampaignSummaries(parts, bench.nowMs), sendCampaignSummaries(parts, bench.nowMs)])
    await bench.deliver()
  }
  await campaign('c1', '2026-03-09T11:00:00Z', 1000)
  await campaign('moving', '2026-03-09T14:00:00Z', 1000)
  await campaign('small', '2026-03-09T11:00:00Z', 20)
  await campaign('old', '2026-03-01T11:00:00Z', 1000)
  await send()
  await send()
  expect(subjects()).toEqual(['96% delivered, 50% read of 1,000: Sale c1 [campaign at rest, Bluetick]'])
  await campaign('c2', '2026-03-09T12:15:00Z', 500)
  bench.nowMs += 3 * 3_600_000
  await send()
  expect(subjects()).toHaveLength(2)
  expect(subjects()[1]).toBe('2 campaigns came to rest [Bluetick]')
  const [c2 = '', moving = ''] = (bench.sent[1]?.content.text ?? '').split(/^(?=Sale )/m).slice(1)
  expect(c2).toMatch(/^Sale c2\n500 messages, the first at 2026-03-09 12:15 UTC\n/)
  expect(c2).toMatch(
    /Delivered +480 +96%\nRead, of the delivered +240 +50%\nReplied, of the delivered +24 +5%\nFailed +2 +0.4%/,
  )
  expect(c2).toMatch(/131049 +WhatsApp holds .* 2 +100/)
  expect(moving).toMatch(/^Sale moving/)
  expect(moving).toContain('131026')
  expect(moving).not.toContain('131049')
})
