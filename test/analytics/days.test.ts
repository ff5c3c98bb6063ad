import request from 'supertest'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestService, TEST_API_TOKEN, type TestService } from '../support/service.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService()
})
afterAll(() => service.stop())

/** One failed message in each quarter-hour of three days. */
async function fill(from: string): Promise<void> {
  await service.pool.query(
    `TRUNCATE bluetick.message_rollup, bluetick.message_rollup_labels;
     INSERT INTO bluetick.message_rollup (campaign_id, bucket, expired, messages, failed)
     SELECT '', b, false, 1, 1 FROM generate_series('${from}'::timestamptz, '${from}'::timestamptz + interval '3 days', '15 minutes') AS b;
     INSERT INTO bluetick.message_rollup_labels (campaign_id, bucket, expired, dimension, label, messages)
     SELECT '', bucket, false, 'failure', '"131026"', 1 FROM bluetick.message_rollup`,
  )
}

async function ask(question: string, parameters: string): Promise<Record<string, unknown>[]> {
  const { body } = await request(service.url)
    .get(`/api/analytics/${question}?${parameters}`)
    .set({ authorization: `Bearer ${TEST_API_TOKEN}` })
    .expect(200)
  return body.rows
}

test.each([
  // Clocks go from 01:00 back to 00:00: midnight comes twice.
  ['Atlantic/Azores', '2026-10-25', '2026-10-25T00:00:00.000Z', 25],
  ['America/Havana', '2026-11-01', '2026-11-01T04:00:00.000Z', 25],
  // Clocks go from 00:00 to 01:00: there is no midnight.
  ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00:00.000Z', 23],
  // Midnight is once, and the hour before it twice.
  ['Africa/Cairo', '2026-10-29', '2026-10-28T21:00:00.000Z', 25],
  ['Asia/Kolkata', '2026-10-25', '2026-10-24T18:30:00.000Z', 24],
])('in %s the %s has all its hours', async (zone, date, begin, hours) => {
  await fill(new Date(Date.parse(begin) - 24 * 3_600_000).toISOString())
  // From within its first hour: the window begins with the day.
  const from = encodeURIComponent(new Date(Date.parse(begin) + 30 * 60_000).toISOString())
  const to = encodeURIComponent(new Date(Date.parse(begin) + 36 * 3_600_000).toISOString())
  const [day, next] = (
    await ask('failures-over-time', `from=${from}&to=${to}&zone=${zone}&step=day`)
  ).toReversed()
  expect(day).toMatchObject({ time: begin, failed: hours * 4 })
  expect(next).toMatchObject({ time: new Date(Date.parse(begin) + hours * 3_600_000).toISOString() })
  const days = await ask('daily-dashboard', `from=${from}&to=${to}&zone=${zone}`)
  expect(days.at(-1)).toMatchObject({ date, total_messages: hours * 4 })
})
