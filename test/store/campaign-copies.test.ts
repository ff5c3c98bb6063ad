import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { joinExternalRows } from '../../src/app/campaigns/join-external-rows.ts'
import { commitBatch } from '../../src/app/ingest/commit-batch.ts'
import type { StatusReport } from '../../src/domain/messages/report.ts'
import { report } from '../support/reports.ts'
import { type PostgresSubject, postgresSubject } from '../support/subject.ts'

// Campaigns that others copy, put back, rename or publish: counters are those of the recipients that are there.

const NEVER = new AbortController().signal
let subject: PostgresSubject
beforeAll(async () => {
  subject = await postgresSubject()
})
afterAll(() => subject.close())
const commit = (...reports: StatusReport[]) => commitBatch(subject.store, reports, 'latest')
beforeEach(async () => {
  await subject.clear()
  await commit(
    report({ ids: ['wamid.A'], kind: 'delivered', campaignName: 'holi', phone: '+919800000001' }),
    report({ ids: ['wamid.B'], kind: 'read', campaignName: 'holi', phone: '+919800000002' }),
    report({ ids: ['wamid.C'], kind: 'failed', campaignName: 'holi', phone: '+919800000003' }),
  )
})

async function sender(sql: string): Promise<void> {
  const client = await subject.pool.connect()
  await client.query(sql).finally(() => client.release())
  await joinExternalRows(subject.store, 'latest', NEVER)
}

const rows = async (sql: string) => (await subject.pool.query(sql)).rows
const counted = () =>
  rows(`SELECT id, recipients_counted AS recipients, messages_delivered AS delivered, messages_read AS read,
               messages_failed AS failed FROM marketing_campaigns ORDER BY id`)
/** Breakdowns that are not those of the recipients that are there. */
const wrongBreakdowns = () =>
  rows(`
    SELECT coalesce(t.campaign_id, a.campaign_id) AS campaign, coalesce(t.key, a.key) AS key, t.recipients AS kept, a.n AS due
    FROM (SELECT * FROM bluetick.campaign_tallies WHERE recipients <> 0) t
    FULL JOIN (SELECT campaign_id, key, count(*)::int AS n FROM campaign_recipients, unnest(tally) AS key GROUP BY 1, 2) a
      ON a.campaign_id = t.campaign_id AND a.key = t.key WHERE t.recipients IS DISTINCT FROM a.n`)
/** Ranges in which a status occurs and is not noted: lists of one status would leave them out. */
const lostRanges = () =>
  rows(`SELECT DISTINCT r.campaign_id, r.status FROM campaign_recipients r WHERE NOT EXISTS (
          SELECT FROM bluetick.recipient_ranges g WHERE g.campaign_id = r.campaign_id AND g.status = r.status AND g.range = r.id / 256)`)
const THREE = { recipients: 3, delivered: 2, read: 1, failed: 1 }

test.each([
  [
    'put back from a copy, with their recipients',
    `CREATE TEMP TABLE c AS TABLE marketing_campaigns; CREATE TEMP TABLE r AS TABLE campaign_recipients;
     DELETE FROM marketing_campaigns; INSERT INTO marketing_campaigns TABLE c; INSERT INTO campaign_recipients TABLE r;
     DROP TABLE c, r`,
  ],
  [
    'truncated and put back',
    `CREATE TEMP TABLE c AS TABLE marketing_campaigns; CREATE TEMP TABLE r AS TABLE campaign_recipients;
     TRUNCATE marketing_campaigns CASCADE; INSERT INTO marketing_campaigns TABLE c; INSERT INTO campaign_recipients TABLE r;
     DROP TABLE c, r`,
  ],
  [
    'renamed there and back',
    `BEGIN; UPDATE marketing_campaigns SET id = 'other' WHERE id = 'holi'; UPDATE marketing_campaigns SET id = 'holi' WHERE id = 'other'; COMMIT`,
  ],
  [
    'written back whole, as they were before',
    `UPDATE marketing_campaigns SET counted_read = 0, recipients_counted = 1, counted_delivered = 9, messages_read = 0`,
  ],
])('campaigns that are %s', async (_, sql) => {
  await sender(sql)
  expect(await counted()).toEqual([{ id: 'holi', ...THREE }])
  expect(await wrongBreakdowns()).toEqual([])
  expect(await lostRanges()).toEqual([])
  await commit(report({ ids: ['wamid.A'], kind: 'read' }))
  expect(await counted()).toEqual([{ id: 'holi', ...THREE, read: 2 }])
})

test('a copied row has no recipients', async () => {
  await sender(`CREATE TEMP TABLE c AS TABLE marketing_campaigns; UPDATE c SET id = 'copy', name = 'Holi again';
                INSERT INTO marketing_campaigns TABLE c; DROP TABLE c`)
  expect(await rows('SELECT id, recipients_counted FROM marketing_campaigns ORDER BY id')).toEqual([
    { id: 'copy', recipients_counted: 0 },
    { id: 'holi', recipients_counted: 3 },
  ])
})

const RENAME = "UPDATE marketing_campaigns SET id = 'gulal' WHERE id = 'holi'"
const MOVE = "UPDATE campaign_recipients SET campaign_id = 'gulal' WHERE campaign_id = 'holi'"
test.each([
  ['the campaign first', `${RENAME}; ${MOVE}`],
  ['the recipients first', `${MOVE}; ${RENAME}`],
])('an id that changes takes settings along, and recipients as they follow: %s', async (_, sql) => {
  await rows("INSERT INTO bluetick.campaign_settings (campaign_id, template) VALUES ('holi', 'sale')")
  await sender(`BEGIN; ${sql}; COMMIT`)
  expect(await counted()).toEqual([{ id: 'gulal', ...THREE }])
  expect(await wrongBreakdowns()).toEqual([])
  expect(await lostRanges()).toEqual([])
  expect(await rows('SELECT campaign_id, template FROM bluetick.campaign_settings')).toEqual([
    { campaign_id: 'gulal', template: 'sale' },
  ])
})

test('settings do not outlive a truncation', async () => {
  await rows("INSERT INTO bluetick.campaign_settings (campaign_id, template) VALUES ('holi', 'sale')")
  await sender('TRUNCATE marketing_campaigns CASCADE')
  expect(await rows('SELECT FROM bluetick.campaign_settings')).toEqual([])
})

test('a publication of all tables forbids nobody anything', async () => {
  await rows("UPDATE marketing_campaigns SET name = 'Holi!'")
  await rows('CREATE PUBLICATION everything FOR ALL TABLES')
  try {
    await rows("UPDATE marketing_campaigns SET name = 'Holi'")
    await rows("UPDATE marketing_campaigns SET name = 'Holi!'")
    await sender('DELETE FROM campaign_recipients; DELETE FROM marketing_campaigns')
  } finally {
    await rows('DROP PUBLICATION everything')
  }
  expect(await counted()).toEqual([])
})

test('every table has a key, by which its rows may be published', async () => {
  const without = await rows(`
    SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('public', 'bluetick') AND c.relkind = 'r'
      AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary)`)
  expect(without).toEqual([])
})
