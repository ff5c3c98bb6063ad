import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { NO_DRIFT } from '../../src/adapters/cli/analytics/rollups.ts'
import { recountRollups, verifyRollups } from '../../src/adapters/postgres/analytics/rollup-repair.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { joinExternalRows } from '../../src/app/campaigns/join-external-rows.ts'
import { commitBatch } from '../../src/app/ingest/commit-batch.ts'
import type { StatusReport } from '../../src/domain/messages/report.ts'
import { bluetick } from '../support/command-line.ts'
import { anyDeliveries, report } from '../support/reports.ts'
import { type PostgresSubject, postgresSubject } from '../support/subject.ts'

// Sums that no campaign's recount reaches: the alert rules' cohorts, rollups of any day, breakdowns of nobody.

const NEVER = new AbortController().signal
const MINUTE_MS = 60_000
const PROPERTY_TIMEOUT_MS = 120_000

let subject: PostgresSubject
beforeAll(async () => {
  subject = await postgresSubject()
})
afterAll(() => subject.close())
beforeEach(() => subject.clear())

const commit = (...reports: StatusReport[]) => commitBatch(subject.store, reports, 'latest')
const cli = (...args: string[]) => bluetick(args, { DATABASE_URL: subject.url })
const rows = async (sql: string) => (await subject.pool.query(sql)).rows
const join = () => joinExternalRows(subject.store, 'latest', NEVER)
const drift = () => verifyRollups(subject.pool, AS_WRITTEN, NEVER)
const recount = () => recountRollups(subject.pool, AS_WRITTEN, NEVER)

/** What the rules see of all five minutes together. */
const cohorts = async () =>
  (
    await rows(`SELECT sum(messages)::int AS messages, sum(delivered)::int AS delivered, sum(failed)::int AS failed,
                       sum(out_of_reach)::int AS out_of_reach, sum(underway)::int AS underway FROM bluetick.delivery_cohorts`)
  )[0]

/** A delivered message, one that is under way, one that nobody can reach, and one that failed otherwise: of a quarter of an hour ago. */
async function past(): Promise<void> {
  await subject.addCampaign('holi')
  const of = (id: string) => ({
    ids: [id],
    campaignName: 'holi',
    receivedAtMs: Date.now() - 15 * MINUTE_MS,
  })
  await commit(
    report({ ...of('wamid.A'), kind: 'delivered', pricing: { category: 'marketing' } }),
    report({ ...of('wamid.B'), kind: 'sent' }),
    report({ ...of('wamid.C'), kind: 'failed', failure: { code: '131026' } }),
    report({ ...of('wamid.D'), kind: 'failed', failure: { code: '131053' } }),
  )
}
const PAST = { messages: 4, delivered: 1, failed: 2, out_of_reach: 1, underway: 1 }

test.each([
  ['a figure of the cohorts', 'UPDATE bluetick.delivery_cohorts SET delivered = 0', { cohorts: 1 }],
  ['what is out of reach', 'UPDATE bluetick.delivery_cohorts SET out_of_reach = 2', { cohorts: 1 }],
  ['cohorts that are gone', 'DELETE FROM bluetick.delivery_cohorts', { cohorts: 1 }],
  [
    'cohorts without messages',
    "INSERT INTO bluetick.delivery_cohorts (bucket, known, messages) VALUES (date_bin('5 minutes', now() - interval '1 hour', 'epoch'), now(), 7)",
    { cohorts: 1 },
  ],
  [
    'cohorts that no rule sees yet',
    "UPDATE bluetick.delivery_cohorts SET known = known + interval '1 day'",
    { cohorts: 1 },
  ],
  [
    "a rollup of a campaign's on a day without messages",
    "INSERT INTO bluetick.message_rollup (campaign_id, bucket, messages) VALUES ('holi', '2026-01-01T00:15Z', 3)",
    { totals: 1 },
  ],
  [
    'a label on such a day',
    `INSERT INTO bluetick.message_rollup_labels (campaign_id, bucket, dimension, label, messages)
     VALUES ('holi', '2026-01-01T00:15Z', 'failure', '"131026"', 3)`,
    { labels: 1 },
  ],
  [
    'such a day',
    "INSERT INTO bluetick.message_rollup_days (campaign_id, bucket, messages) VALUES ('', '2026-01-01T00:00Z', 3)",
    { totals: 1 },
  ],
  [
    'a breakdown of a campaign that is not there',
    "INSERT INTO bluetick.campaign_tallies (campaign_id, key, recipients) VALUES ('nobody', 'w', 3)",
    { orphans: 1 },
  ],
])('verify sees, and recount mends, %s', async (_, damage, found) => {
  await past()
  expect(await cli('verify')).toMatchObject({ code: 0 })
  await subject.pool.query(damage)
  const { code, out } = await cli('verify', '--json')
  expect({ code, rollups: JSON.parse(out).rollups }).toEqual({ code: 1, rollups: { ...NO_DRIFT, ...found } })
  expect(await cli('recount', '--dry-run')).toMatchObject({ code: 1 })
  expect(await cli('recount')).toMatchObject({
    code: 0,
    out: expect.stringContaining('Recounted the rollups'),
  })
  expect(await cli('verify')).toMatchObject({ code: 0 })
})

describe('the cohorts', () => {
  test(
    'equal the messages after any reports, in any five minutes, and deletions',
    async () => {
      const anyMinutes = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 30, maxLength: 30 })
      await fc.assert(
        fc.asyncProperty(
          anyDeliveries,
          anyMinutes,
          fc.integer({ min: 0, max: 4 }),
          async ({ again }, minutes, kept) => {
            await subject.clear()
            const nowMs = Date.now()
            let n = 0
            for (const batch of again) {
              const heard = batch.map((one) => ({
                ...one,
                receivedAtMs: nowMs - (minutes[n++ % minutes.length] ?? 0) * MINUTE_MS,
              }))
              await commit(...heard)
            }
            expect(await drift()).toEqual(NO_DRIFT)
            const before = await cohorts()
            await subject.pool.query(
              'DELETE FROM broadcasts_messages WHERE id NOT IN (SELECT id FROM broadcasts_messages ORDER BY id LIMIT $1)',
              [kept],
            )
            expect(await drift()).toEqual(NO_DRIFT)
            await recount()
            expect(await cohorts()).toEqual(before)
          },
        ),
        { numRuns: 25, endOnFailure: true },
      )
    },
    PROPERTY_TIMEOUT_MS,
  )

  test('follow a message that turns out to have been heard of some minutes earlier, within a quarter of an hour', async () => {
    const beginMs = Math.floor((Date.now() - 60 * MINUTE_MS) / (15 * MINUTE_MS)) * 15 * MINUTE_MS
    await commit(report({ receivedAtMs: beginMs + 12 * MINUTE_MS }))
    await commit(report({ receivedAtMs: beginMs + 2 * MINUTE_MS }))
    const held = await rows(
      'SELECT bucket, sum(messages)::int AS messages FROM bluetick.delivery_cohorts GROUP BY 1 HAVING sum(messages) <> 0',
    )
    expect(held).toEqual([{ bucket: new Date(beginMs), messages: 1 }])
    expect(await drift()).toEqual(NO_DRIFT)
  })

  test('hold a message that is replaced once', async () => {
    await past()
    await subject.pool.query(`BEGIN; CREATE TEMP TABLE z ON COMMIT DROP AS SELECT * FROM broadcasts_messages;
      DELETE FROM broadcasts_messages; INSERT INTO broadcasts_messages SELECT * FROM z; COMMIT`)
    expect((await drift()).cohorts).toBe(0)
    await join()
    expect(await drift()).toEqual(NO_DRIFT)
    expect(await cohorts()).toEqual(PAST)
  })

  test('are as they were when recounted twice at once', async () => {
    await past()
    await subject.pool.query('DELETE FROM bluetick.delivery_cohorts')
    const first = await subject.pool.connect()
    const text = (name: 'lock-cohorts' | 'recount-cohorts') =>
      loadStatements(AS_WRITTEN).text(`analytics/rollups/${name}`)
    await first.query(`BEGIN; ${text('lock-cohorts')}`)
    await first.query(text('recount-cohorts'), [['131026']])
    const second = recount()
    await vi.waitFor(async () =>
      expect(
        await rows(
          'SELECT FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE NOT l.granted AND a.datname = current_database()',
        ),
      ).not.toEqual([]),
    )
    await first.query('COMMIT')
    first.release()
    await second
    expect(await cohorts()).toEqual(PAST)
  })

  test('hold nothing of messages that were truncated', async () => {
    await past()
    await subject.pool.query('TRUNCATE broadcasts_messages')
    expect((await cohorts()).messages).toBeNull()
    expect(await drift()).toEqual(NO_DRIFT)
  })
})

test('what others changed and waits to be joined in is only early, and a recount before that takes nothing out twice', async () => {
  await past()
  await subject.pool.query(
    `UPDATE broadcasts_messages SET status = status || '{"read": "2026-01-01T00:00:00Z"}' WHERE message_id = 'wamid.A'`,
  )
  expect(await drift()).toEqual(NO_DRIFT)
  await recount()
  await join()
  expect(await drift()).toEqual(NO_DRIFT)
})
