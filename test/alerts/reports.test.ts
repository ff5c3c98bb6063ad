import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { makeReports } from '../../src/app/alerts/reports.ts'
import { type AlertBench, openAlertBench } from './alert-bench.ts'

let bench: AlertBench
beforeAll(async () => {
  bench = await openAlertBench()
})
afterAll(() => bench.close())
beforeEach(() => bench.clear())

async function make(time: string, zone = 'UTC') {
  bench.nowMs = Date.parse(time)
  const { runner, outbox } = bench
  const parts = { runner, outbox, recipients: ['boss@example.org'], zone, domain: 'example.org' }
  await Promise.all([makeReports(parts, bench.nowMs), makeReports(parts, bench.nowMs)])
  await bench.deliver()
}
const subjects = () => bench.sent.map(({ content }) => content.subject)

test('each period is reported once on all replicas, and the first start reports nothing that ended before it', async () => {
  await make('2026-03-03T12:00:00Z')
  expect(subjects()).toEqual([])
  await make('2026-03-04T07:00:10Z')
  await make('2026-03-04T07:01:10Z')
  expect(subjects()).toEqual(['[Bluetick] report daily 2026-03-03: nothing happened'])
  expect(bench.sent[0]?.content.text).toContain('Nothing happened')
})

test('a report that was missed is sent once, marked late; the days before it are not', async () => {
  await make('2026-03-03T12:00:00Z')
  await make('2026-03-06T15:00:00Z')
  await make('2026-03-06T15:01:00Z')
  expect(subjects()).toEqual(['[Bluetick] report daily 2026-03-05 (late): nothing happened'])
})

test('where the clock is set back, no report is made of a period before one that was', async () => {
  await make('2026-03-10T12:00:00Z')
  await make('2026-03-11T07:00:10Z')
  await make('2026-03-09T12:00:00Z')
  await make('2026-03-12T07:00:10Z')
  expect(subjects()).toEqual([
    '[Bluetick] report daily 2026-03-10: nothing happened',
    '[Bluetick] report daily 2026-03-11: nothing happened',
  ])
})

test('totals stand against the period before, with rates, a chart and the best hour', async () => {
  await make('2026-03-03T12:00:00Z')
  await bench.pool.query(
    `INSERT INTO message_rollup (campaign_id, bucket, messages, sent, delivered, read, failed) VALUES
     ('', '2026-03-02T10:00Z', 100, 100, 80, 20, 5), ('', '2026-03-03T09:00Z', 200, 200, 190, 100, 10)`,
  )
  await make('2026-03-04T07:00:10Z')
  expect(subjects()).toEqual(['[Bluetick] report daily 2026-03-03: 200 messages, 95% delivered (+15 points)'])
  const text = bench.sent[0]?.content.text ?? ''
  expect(text).toMatch(/Messages +200 +100 +\+100/)
  expect(text).toMatch(/09:00 +#{30} +200/)
  expect(text).toMatch(/09:00 +190 +52.6/)
})
