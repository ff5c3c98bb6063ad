import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { joinExternalRows } from '../../src/app/campaigns/join-external-rows.ts'
import { commitBatch } from '../../src/app/ingest/commit-batch.ts'
import { NOON_MS, report } from '../support/reports.ts'
import { type PostgresSubject, postgresSubject } from '../support/subject.ts'

// Messages that others delete and insert again in one transaction: analytics has each of them once.

let subject: PostgresSubject
beforeAll(async () => {
  subject = await postgresSubject()
})
afterAll(() => subject.close())
const of = (n: number) => ({ ids: [`wamid.${n}`], phone: `+91980000000${n}`, campaignName: 'holi' })
beforeEach(async () => {
  await subject.clear()
  const reports = [
    report({ ...of(1), kind: 'sent' }),
    report({ ...of(1), kind: 'delivered', occurrence: { atMs: NOON_MS + 5_000, estimated: false } }),
    report({ ...of(2), kind: 'read' }),
    report({ ...of(3), kind: 'failed' }),
  ]
  await commitBatch(subject.store, reports, 'latest')
})

const rows = async (sql: string) => (await subject.pool.query(sql)).rows
async function sender(sql: string): Promise<void> {
  await rows(sql)
  await joinExternalRows(subject.store, 'latest', new AbortController().signal)
}
/**
 * All that the rollups hold, but for rows in which everything cancelled out, and for histograms: they have what was reported, and
 * a row that somebody inserts is an assertion.
 */
const SUMS = "to_jsonb(r) - '{delivery_times,read_times,reply_times}'::text[] AS sums"
const rollups = async () => ({
  totals: await rows(
    `SELECT ${SUMS} FROM bluetick.message_rollup r WHERE messages <> 0 OR sent <> 0 ORDER BY campaign_id, bucket, expired`,
  ),
  labels: await rows(
    'SELECT * FROM bluetick.message_rollup_labels WHERE messages <> 0 ORDER BY 1, 2, 3, 4, 5',
  ),
  days: await rows(`SELECT ${SUMS} FROM bluetick.message_rollup_days r WHERE messages <> 0`),
  cohorts: await rows('SELECT * FROM bluetick.delivery_cohorts ORDER BY 1'),
})

test.each([
  ['all of them', 'true'],
  ['one', "message_id = 'wamid.1'"],
])('%s', async (_, which) => {
  const before = await rollups()
  await sender(`BEGIN; CREATE TEMP TABLE z ON COMMIT DROP AS SELECT * FROM broadcasts_messages WHERE ${which};
    DELETE FROM broadcasts_messages WHERE ${which}; INSERT INTO broadcasts_messages SELECT * FROM z; COMMIT`)
  expect(await rollups()).toEqual(before)
  expect(await rows('SELECT FROM bluetick.left_messages')).toEqual([])
})

test('those that are not there again stay in the totals', async () => {
  await sender(`BEGIN; CREATE TEMP TABLE z ON COMMIT DROP AS SELECT * FROM broadcasts_messages WHERE message_id = 'wamid.1';
    DELETE FROM broadcasts_messages; INSERT INTO broadcasts_messages SELECT * FROM z; COMMIT`)
  const sums = await rows(
    "SELECT expired, sum(messages)::int AS messages FROM bluetick.message_rollup WHERE campaign_id = '' GROUP BY 1 ORDER BY 1",
  )
  expect(sums).toEqual([
    { expired: false, messages: 1 },
    { expired: true, messages: 2 },
  ])
})
