import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AlertBench, openAlertBench } from './alert-bench.ts'
import { createRuleData } from './rule-data.ts'

let bench: AlertBench
beforeAll(async () => {
  bench = await openAlertBench()
})
afterAll(() => bench.close())

const { messages, campaign, cohort, sumUp } = createRuleData(() => bench)

test('the tables of a mail say what they show, from sums; the chart counts young messages as the rules do', async () => {
  await messages(20, 20, { sent: 20, delivered: 19 })
  await messages(5, 20, { sent: 20 })
  await campaign('c1', 'Spring sale')
  await sumUp()
  await cohort(20, { messages: 25, delivered: 20, underway: 5 })
  await cohort(1, { messages: 50, underway: 50 })
  await bench.pool.query(
    `INSERT INTO bluetick.message_rollup (campaign_id, bucket, messages, sent, delivered)
     VALUES ('large', '2026-03-01T11:30Z', 1000, 1000, 900), ('tiny', '2026-03-01T11:30Z', 2, 2, 0)`,
  )
  await bench.pool.query(
    `INSERT INTO bluetick.message_rollup_labels (campaign_id, bucket, dimension, label, messages)
     VALUES ('c1', '2026-03-01T11:30Z', 'failure', '"132015"', 3), ('c1', '2026-03-01T04:30Z', 'failure', '"131042"', 9),
            ('large', '2026-03-01T11:30Z', 'failure', '"131026"', 70), ('', '2026-03-01T11:30Z', 'failure', '"131026"', 70)`,
  )
  const table = (name: string, labels = {}) => bench.runner.table(name, bench.nowMs, labels)
  expect(await table('worst-campaigns')).toEqual({
    title: 'The five campaigns with the lowest delivery rate of the last hour',
    columns: ['campaign', 'messages', 'undelivered', 'delivered %'],
    rows: [
      ['Spring sale', 25, 5, 80],
      ['large', 1000, 100, 90],
      ['tiny', 2, 2, 0],
    ],
  })
  expect(await table('campaign-failure-codes', { campaign_id: 'c1' })).toEqual({
    title: "The campaign's five most frequent failure codes of the last six hours",
    columns: ['code', 'title', 'messages'],
    rows: [['132015', null, 3]],
  })
  expect(await table('delivery-by-five-minutes')).toMatchObject({
    title: 'The delivery rate of the last hour in steps of five minutes',
    rows: [['11:40', 80]],
  })
})
