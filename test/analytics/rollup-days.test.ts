import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { NO_DRIFT } from '../../src/adapters/cli/analytics/rollups.ts'
import { recountRollups, verifyRollups } from '../../src/adapters/postgres/analytics/rollup-repair.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { asBluetick } from '../support/as-bluetick.ts'
import { type PostgresSubject, postgresSubject } from '../support/subject.ts'

// That days equal their quarter-hours whatever becomes of messages: rollups.test.ts, which verifies both.

const NEVER = new AbortController().signal
const QUARTER_MS = 900_000
const DAY_QUARTERS = 96
const DAYS = 4
const START_MS = Date.UTC(2026, 2, 1)

let subject: PostgresSubject
beforeAll(async () => {
  subject = await postgresSubject()
})
afterAll(() => subject.close())
beforeEach(() => subject.clear())

const at = (quarter: number) => new Date(START_MS + quarter * QUARTER_MS).toISOString()

/** A row of the rollups at each of some quarter-hours, with figures that tell them apart. */
async function fill(campaign: string, quarters: readonly number[]): Promise<void> {
  await subject.pool.query(
    `INSERT INTO bluetick.message_rollup (campaign_id, bucket, expired, messages, sent, delivered, read, delivery_ms, replied, reply_ms,
                                          delivery_times, read_times)
     SELECT $1, $2::timestamptz + n * interval '15 minutes', n % 7 = 0, n + 1, n * n, 3, 5 + n, n * 10000000000, 2, n,
            array_fill(n + 1, ARRAY[1 + n % 61]), CASE WHEN n % 3 > 0 THEN array_fill(2, ARRAY[1 + n % 5]) END
     FROM unnest($3::integer[]) AS n`,
    [campaign, at(0), quarters],
  )
}

/** Thirty messages, an hour apart: 23 of the first day, 7 of the second. */
async function insertMessages(): Promise<void> {
  await asBluetick(
    subject.pool,
    `INSERT INTO public.broadcasts_messages (message_id, status, aliases, counted_in, created_at)
     SELECT 'wamid.' || n, '{"sent": "2026-03-01T11:30:00Z", "delivered": "2026-03-01T11:31:00Z"}', '{}', '',
            timestamptz '2026-03-01T00:00Z' + n * interval '1 hour'
     FROM generate_series(1, 30) n`,
  )
  await recountRollups(subject.pool, AS_WRITTEN, NEVER)
}

const SUMS = `coalesce(sum(messages), 0)::float8 AS messages, coalesce(sum(sent), 0)::float8 AS sent, coalesce(sum(delivered), 0)::float8 AS delivered,
  coalesce(sum(read), 0)::float8 AS read, coalesce(sum(delivery_ms), 0)::float8 AS delivery_ms, coalesce(sum(replied), 0)::float8 AS replied,
  coalesce(sum(reply_ms), 0)::float8 AS reply_ms, bluetick.trimmed(bluetick.sum_histograms(delivery_times)) AS delivery_times,
  bluetick.trimmed(bluetick.sum_histograms(read_times)) AS read_times, bluetick.trimmed(bluetick.sum_histograms(reply_times)) AS reply_times`

/** What a span holds, as readers read it, and as the quarter-hours have it. */
async function bothOf(campaign: string, from: number, to: number) {
  const values = [campaign, at(from), at(to)]
  const read = await subject.pool.query(`SELECT ${SUMS} FROM bluetick.rollup_within($1, $2, $3)`, values)
  const held = await subject.pool.query(
    `SELECT ${SUMS} FROM bluetick.message_rollup WHERE campaign_id = $1 AND bucket >= $2 AND bucket < $3`,
    values,
  )
  return [read.rows, held.rows]
}

const anyQuarter = fc.integer({ min: 0, max: DAYS * DAY_QUARTERS })

test('a span is the sum of its quarter-hours, wherever it begins and ends', async () => {
  const all = Array.from({ length: DAYS * DAY_QUARTERS }, (_, n) => n).filter((n) => n % 5 > 0)
  for (const campaign of ['', 'diwali']) await fill(campaign, all)
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('', 'diwali'), anyQuarter, anyQuarter, async (campaign, a, b) => {
      const [read, held] = await bothOf(campaign, Math.min(a, b), Math.max(a, b))
      expect(read).toEqual(held)
    }),
    {
      numRuns: 60,
      examples: [
        ['', 0, 96],
        ['', 96, 288],
        ['', 95, 97],
        ['', 97, 191],
        ['', 10, 10],
        ['diwali', 10, 300],
      ],
    },
  )
})

test('whole days are not read by the quarter-hour', async () => {
  await fill('', [3, 100, 101, 250])
  await subject.pool.query('UPDATE bluetick.message_rollup_days SET messages = 1000 WHERE bucket = $1', [
    at(96),
  ])
  const { rows } = await subject.pool.query(
    "SELECT sum(messages)::integer AS messages FROM bluetick.rollup_within('', $1, $2)",
    [at(2), at(260)],
  )
  expect(rows).toEqual([{ messages: 4 + 1000 + 251 }])
})

test('days follow the quarter-hours that are changed, moved and taken away', async () => {
  await fill('', [1, 2, 97])
  await fill('diwali', [2])
  await subject.pool.query(
    `UPDATE bluetick.message_rollup SET read = 50, read_times = '{0,0,9}', delivery_times = NULL WHERE bucket = $1`,
    [at(2)],
  )
  await subject.pool.query('DELETE FROM bluetick.message_rollup WHERE bucket = $1', [at(97)])
  const { rows } = await subject.pool.query(
    `SELECT messages, read, bluetick.trimmed(delivery_times) AS delivery_times, bluetick.trimmed(read_times) AS read_times
     FROM bluetick.message_rollup_days ORDER BY bucket`,
  )
  expect(rows).toEqual([
    { messages: 5, read: 6 + 50, delivery_times: [2, 2], read_times: [2, 2, 9] },
    { messages: 0, read: 0, delivery_times: null, read_times: null },
  ])
  await subject.clear()
  expect((await subject.pool.query('SELECT FROM bluetick.message_rollup_days')).rowCount).toBe(0)
})

test('a deletion of messages waits for no day, and no day for it: what they contributed stays', async () => {
  await insertMessages()
  const rows = async () =>
    (await subject.pool.query('SELECT xmin, d.* FROM bluetick.message_rollup_days d ORDER BY bucket')).rows
  const before = await rows()
  await subject.pool.query("DELETE FROM broadcasts_messages WHERE message_id IN ('wamid.3', 'wamid.4')")
  await subject.pool.query("DELETE FROM broadcasts_messages WHERE message_id = 'wamid.5'")
  expect(await rows()).toEqual(before)
  expect(await verifyRollups(subject.pool, AS_WRITTEN, NEVER)).toEqual(NO_DRIFT)
})

test('a day that is wrong is found, and put right by a recount', async () => {
  await insertMessages()
  const held = () => subject.pool.query('SELECT * FROM bluetick.message_rollup_days ORDER BY bucket')
  const { rows: right } = await held()
  expect(right.map(({ messages }) => messages)).toEqual([23, 7])
  await subject.pool.query(
    'UPDATE bluetick.message_rollup_days SET delivery_times[1] = 5 WHERE bucket = $1',
    [at(0)],
  )
  await subject.pool.query('DELETE FROM bluetick.message_rollup_days WHERE bucket = $1', [at(96)])
  expect(await verifyRollups(subject.pool, AS_WRITTEN, NEVER)).toEqual({ ...NO_DRIFT, totals: 2 })
  await recountRollups(subject.pool, AS_WRITTEN, NEVER)
  expect(await verifyRollups(subject.pool, AS_WRITTEN, NEVER)).toEqual(NO_DRIFT)
  expect((await held()).rows).toEqual(right)
})
