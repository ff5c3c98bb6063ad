import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type AlertBench, openAlertBench, shippedRule } from './alert-bench.ts'
import { MINUTE_MS, notifiedBy } from './builders.ts'

let bench: AlertBench
beforeAll(async () => {
  bench = await openAlertBench()
})
afterAll(() => bench.close())
beforeEach(async () => {
  await bench.clear()
  await bench.pool.query('TRUNCATE bluetick.message_rollup')
})

/** What quarter-hours of a day had, so many days ago: from three hours before the bench's time to an hour after. */
async function day(ago: number, delivered: number, replied: number) {
  await bench.pool.query(
    `INSERT INTO bluetick.message_rollup (campaign_id, bucket, messages, sent, delivered, replied, replied_within_hour)
     SELECT '', at, $2::int + 10, $2::int + 10, $2, $3, $3
     FROM generate_series($1::timestamptz - interval '3 hours', $1::timestamptz + interval '1 hour', interval '15 minutes') AS at`,
    [new Date(bench.nowMs - ago * 1440 * MINUTE_MS), delivered, replied],
  )
}

async function usually(days: number, replied: number) {
  for (let ago = 1; ago <= days; ago++) await day(ago, 250, replied + (ago % 3))
}

async function phases() {
  for (let minute = 0; minute < 40; minute++) await bench.tick([shippedRule('replies-unusual')])
  return (await bench.store.alerts()).map(({ phase }) => phase)
}

test('fires where one in ten usually replies within an hour, and now one in fifty', async () => {
  await usually(8, 25)
  await day(0, 250, 5)
  expect(await phases()).toEqual(['firing'])
  expect(notifiedBy(bench.sent)).toEqual([
    'firing: 2% of 1,000 people replied within an hour, usually 10.45% at this time',
  ])
})

test.each([
  ['fewer messages with the usual share', 8, 25, 125, 13],
  ['what chance explains', 8, 25, 125, 9],
  ['a few people of whom nobody replies', 8, 25, 20, 0],
  ['people who hardly ever reply', 8, 0, 250, 0],
  ['the first week', 6, 25, 250, 5],
])('says nothing of %s', async (_what, days, usual, delivered, replied) => {
  await usually(days, usual)
  await day(0, delivered, replied)
  expect(await phases()).toEqual([])
})
