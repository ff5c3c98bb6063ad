import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { NO_DRIFT } from '../../src/adapters/cli/analytics/rollups.ts'
import { recountRollups, verifyRollups } from '../../src/adapters/postgres/analytics/rollup-repair.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { joinExternalRows } from '../../src/app/campaigns/join-external-rows.ts'
import { commitBatch } from '../../src/app/ingest/commit-batch.ts'
import { TIME_BOUNDS_MS, timeBin } from '../../src/domain/analytics/time-bins.ts'
import type { StatusReport } from '../../src/domain/messages/report.ts'
import { anyDeliveries, NOON_MS, report } from '../support/reports.ts'
import { type PostgresSubject, postgresSubject } from '../support/subject.ts'

const NEVER = new AbortController().signal
/** Hundreds of transactions: a machine with other work needs its time. */
const PROPERTY_TIMEOUT_MS = 120_000
const RUNS = 25

let subject: PostgresSubject
beforeAll(async () => {
  subject = await postgresSubject()
})
afterAll(() => subject.close())
beforeEach(() => subject.clear())

const commit = (...reports: StatusReport[]) => commitBatch(subject.store, reports, 'latest')
const verify = () => verifyRollups(subject.pool, AS_WRITTEN, NEVER)
const joinForeign = async () => (await joinExternalRows(subject.store, 'latest', NEVER)).messages

/** Everything that the rollups hold, less rows and bins that hold nothing, the expired added to the live. */
async function held(): Promise<unknown> {
  const totals = await subject.pool.query(
    `SELECT campaign_id, bucket, sum(messages) AS messages, sum(sent) AS sent, sum(delivered) AS delivered,
            sum(read) AS read, sum(failed) AS failed, sum(contradictory) AS contradictory,
            sum(sent_undelivered) AS sent_undelivered, sum(deliveries) AS deliveries,
            sum(delivery_ms) AS delivery_ms, sum(read_delay_ms) AS read_delay_ms
     FROM bluetick.message_rollup GROUP BY campaign_id, bucket HAVING sum(messages) <> 0 ORDER BY campaign_id, bucket`,
  )
  const times = await subject.pool.query(
    `SELECT campaign_id, bucket, kind, bin, sum(n) FROM bluetick.message_rollup,
       LATERAL (SELECT 'delivery', n, bin FROM unnest(delivery_times) WITH ORDINALITY AS u(n, bin)
                UNION ALL SELECT 'read', n, bin FROM unnest(read_times) WITH ORDINALITY AS u(n, bin)) AS t(kind, n, bin)
     GROUP BY 1, 2, 3, 4 HAVING sum(n) <> 0 ORDER BY 1, 2, 3, 4`,
  )
  const labels = await subject.pool.query(
    `SELECT campaign_id, bucket, dimension, label, sum(messages) FROM bluetick.message_rollup_labels
     GROUP BY 1, 2, 3, 4 HAVING sum(messages) <> 0 ORDER BY 1, 2, 3, 4`,
  )
  return [totals.rows, times.rows, labels.rows]
}

describe('the rollups', () => {
  test(
    'equal the messages after any reports, merges, late recipients, deletions and rebuilds',
    async () => {
      await fc.assert(
        fc.asyncProperty(anyDeliveries, fc.integer({ min: 0, max: 4 }), async ({ again }, kept) => {
          await subject.clear()
          await subject.addCampaign('late')
          const middle = Math.floor(again.length / 2)
          for (const batch of again.slice(0, middle)) await commit(...batch)
          await subject.addRecipient('late', 'wamid.1', 'sent')
          await joinExternalRows(subject.store, 'latest', NEVER)
          for (const batch of again.slice(middle)) await commit(...batch)
          expect(await verify()).toEqual(NO_DRIFT)
          const before = await held()

          await subject.pool.query(
            'DELETE FROM broadcasts_messages WHERE id NOT IN (SELECT id FROM broadcasts_messages ORDER BY id LIMIT $1)',
            [kept],
          )
          expect(await verify()).toEqual(NO_DRIFT)
          expect(await held()).toEqual(before)
          await recountRollups(subject.pool, AS_WRITTEN, NEVER)
          expect(await held()).toEqual(before)
        }),
        { numRuns: RUNS, endOnFailure: true },
      )
    },
    PROPERTY_TIMEOUT_MS,
  )

  test(
    'do not depend on the order, the batching or the repetition of reports',
    async () => {
      await fc.assert(
        fc.asyncProperty(anyDeliveries, async ({ once, again }) => {
          await subject.clear()
          for (const batch of once) await commit(...batch)
          const first = await held()
          await subject.clear()
          for (const batch of again) await commit(...batch)
          expect(await held()).toEqual(first)
        }),
        { numRuns: RUNS, endOnFailure: true },
      )
    },
    PROPERTY_TIMEOUT_MS,
  )

  test('are put right by a recount, and a verification says how wrong they were', async () => {
    await commit(report({ campaignName: 'diwali' }), report({ kind: 'delivered', campaignName: 'diwali' }))
    const before = await held()
    await subject.pool.query(
      "UPDATE bluetick.message_rollup SET sent = sent + 1 WHERE campaign_id = 'diwali'",
    )
    await subject.pool.query('DELETE FROM bluetick.message_rollup_labels')
    expect(await verify()).toEqual({ ...NO_DRIFT, totals: 1 })
    await recountRollups(subject.pool, AS_WRITTEN, NEVER)
    expect(await verify()).toEqual(NO_DRIFT)
    expect(await held()).toEqual(before)
  })

  test('take in messages that somebody else inserts, once, and the reports that follow', async () => {
    await subject.pool.query(
      `INSERT INTO broadcasts_messages (message_id, phone_number, status)
       VALUES ('wamid.A', '+919800000001', '{"sent": "2023-12-10T11:30:00Z", "read": "2023-12-10T11:31:00Z"}'),
              ('wamid.B', NULL, NULL)`,
    )
    expect(await joinForeign()).toBe(2)
    expect(await joinForeign()).toBe(0)
    expect(await verify()).toEqual(NO_DRIFT)
    await commit(report({ ids: ['wamid.B'], kind: 'failed', failure: { code: '131026' } }))
    expect(await verify()).toEqual(NO_DRIFT)
    const { rows } = await subject.pool.query(
      "SELECT sum(messages)::int AS messages, sum(read)::int AS read, sum(failed)::int AS failed FROM bluetick.message_rollup WHERE campaign_id = ''",
    )
    expect(rows).toEqual([{ messages: 2, read: 1, failed: 1 }])
  })

  test('start afresh when the table of messages is emptied', async () => {
    await commit(report({ kind: 'read', campaignName: 'diwali' }))
    await subject.pool.query('TRUNCATE broadcasts_messages')
    expect(await held()).toEqual([[], [], []])
  })

  test('are exact while several batches and a recount run at once', async () => {
    const batches = Array.from({ length: 30 }, (_, n) =>
      commit(
        report({ ids: [`wamid.${n % 10}`], kind: 'sent' }),
        report({
          ids: [`wamid.${n}`],
          kind: n % 2 === 0 ? 'delivered' : 'failed',
          campaignName: `c${n % 3}`,
        }),
      ),
    )
    await Promise.all([
      ...batches,
      recountRollups(subject.pool, AS_WRITTEN, NEVER),
      recountRollups(subject.pool, AS_WRITTEN, NEVER),
    ])
    expect(await verify()).toEqual(NO_DRIFT)
  })
})

describe('the bins of time histograms', () => {
  test('are the same in SQL and in TypeScript', async () => {
    const { rows } = await subject.pool.query('SELECT bluetick.time_bounds_ms() AS bounds')
    expect(rows[0].bounds.map(Number)).toEqual(TIME_BOUNDS_MS)
    const times = [-5000, 0, 1, ...TIME_BOUNDS_MS.flatMap((ms) => [ms - 1, ms, ms + 1]), NOON_MS]
    const bins = await subject.pool.query(
      'SELECT bluetick.time_bin(ms) AS bin FROM unnest($1::bigint[]) WITH ORDINALITY AS t(ms, i) ORDER BY i',
      [times],
    )
    expect(bins.rows.map(({ bin }) => bin)).toEqual(times.map(timeBin))
  })

  test('are stood for by a time that is at most 14% off any time in them', async () => {
    const { rows } = await subject.pool.query(
      'SELECT bluetick.bin_seconds(bin) AS seconds FROM generate_series(1, 60) AS bin',
    )
    for (const [index, { seconds }] of rows.entries()) {
      const low = (TIME_BOUNDS_MS[index] ?? 0) / 1000
      const high = (TIME_BOUNDS_MS[index + 1] ?? 0) / 1000
      expect(seconds / low).toBeLessThan(1.14)
      expect(high / seconds).toBeLessThan(1.14)
    }
  })
})
