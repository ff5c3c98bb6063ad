import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { joinExternalRows } from '../../src/app/campaigns/join-external-rows.ts'
import { commitBatch } from '../../src/app/ingest/commit-batch.ts'
import { planChange } from '../../src/domain/messages/plan.ts'
import { report } from '../support/reports.ts'
import { type PostgresSubject, postgresSubject } from '../support/subject.ts'

// Whoever holds rows that the worker wants does not wait for it by a trigger of ours: the server would give up one of the two.

let subject: PostgresSubject
beforeAll(async () => {
  subject = await postgresSubject()
})
afterAll(() => subject.close())

const rows = async (sql: string) => (await subject.pool.query(sql)).rows
const join = () => joinExternalRows(subject.store, 'latest', new AbortController().signal)

beforeEach(async () => {
  await subject.clear()
  await subject.addCampaign('c1')
  const of = (n: number) => ({ campaignName: 'c1', phone: `+91980000000${n}` })
  await commitBatch(
    subject.store,
    [1, 2].map((n) => report({ ids: [`wamid.${n}`], ...of(n) })),
    'latest',
  )
  await join()
})

const CAMPAIGN = "SELECT FROM marketing_campaigns WHERE id = 'c1' FOR UPDATE"
const ONE_LEAVES = "DELETE FROM campaign_recipients WHERE whatsapp_message_id = 'wamid.1'"

test.each([
  [
    'writes over counters once more',
    "UPDATE marketing_campaigns SET messages_sent = 77 WHERE id = 'c1'",
    CAMPAIGN,
    "UPDATE marketing_campaigns SET messages_sent = messages_sent + 1 WHERE id = 'c1'",
    { campaigns: 1, sent: 2, recipients: 2 },
  ],
  [
    'gives a campaign another name',
    "UPDATE marketing_campaigns SET messages_sent = 77, name = 'Holi' WHERE id = 'c1'",
    CAMPAIGN,
    "UPDATE marketing_campaigns SET name = 'Diwali' WHERE id = 'c1'",
    { campaigns: 1, sent: 2, recipients: 2 },
  ],
  [
    'deletes a campaign whose recipient left',
    ONE_LEAVES,
    CAMPAIGN,
    "DELETE FROM marketing_campaigns WHERE id = 'c1'",
    { campaigns: 0, sent: 0, recipients: 0 },
  ],
  [
    'deletes a campaign whose recipient left, and inserts it again',
    ONE_LEAVES,
    CAMPAIGN,
    `CREATE TEMP TABLE c ON COMMIT DROP AS SELECT * FROM marketing_campaigns;
     CREATE TEMP TABLE r ON COMMIT DROP AS SELECT * FROM campaign_recipients; DELETE FROM marketing_campaigns;
     INSERT INTO marketing_campaigns SELECT * FROM c; INSERT INTO campaign_recipients SELECT * FROM r`,
    { campaigns: 1, sent: 1, recipients: 1 },
  ],
  [
    'truncates recipients of which one left',
    ONE_LEAVES,
    'LOCK TABLE campaign_recipients IN ACCESS EXCLUSIVE MODE',
    'TRUNCATE campaign_recipients',
    { campaigns: 1, sent: 0, recipients: 0 },
  ],
  [
    'truncates messages of which one was changed',
    `UPDATE broadcasts_messages SET status = '{"sent": "2023-12-10T12:00:00Z"}' WHERE message_id = 'wamid.1'`,
    'LOCK TABLE broadcasts_messages IN ACCESS EXCLUSIVE MODE',
    'TRUNCATE broadcasts_messages',
    { campaigns: 1, sent: 2, recipients: 2 },
  ],
  [
    'deletes messages beside one that was replaced',
    `BEGIN; CREATE TEMP TABLE m ON COMMIT DROP AS SELECT * FROM broadcasts_messages WHERE message_id = 'wamid.1';
     DELETE FROM broadcasts_messages WHERE message_id = 'wamid.1'; INSERT INTO broadcasts_messages SELECT * FROM m; COMMIT`,
    "SELECT FROM broadcasts_messages WHERE message_id = 'wamid.1' FOR UPDATE",
    "DELETE FROM broadcasts_messages WHERE message_id = 'wamid.2'",
    { campaigns: 1, sent: 2, recipients: 2 },
  ],
])('somebody %s while the worker joins', async (_, before, holds, then, after) => {
  await rows(before)
  const changes = await subject.store.externalChanges(500)
  const theirs = await subject.pool.connect()
  await theirs.query('BEGIN')
  await theirs.query(holds)
  const joining = subject.store
    .joinExternal(changes, (loaded) => planChange(loaded, [], 'latest'))
    .then(
      () => 'joined',
      (error: unknown) => error,
    )
  const waiting =
    "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
  await expect.poll(() => rows(waiting)).toHaveLength(1)
  await theirs.query(then)
  await theirs.query('COMMIT')
  theirs.release()
  expect(await joining).toBe('joined')
  expect(await join()).toMatchObject({ refused: 0 })
  expect(
    await rows(`SELECT (SELECT count(*)::int FROM marketing_campaigns) AS campaigns,
                       (SELECT coalesce(sum(messages_sent), 0)::int FROM marketing_campaigns) AS sent,
                       (SELECT count(*)::int FROM campaign_recipients) AS recipients`),
  ).toEqual([after])
})

test('a campaign that is written over again and again waits once', async () => {
  for (let n = 0; n < 3; n++) await rows(`UPDATE marketing_campaigns SET messages_sent = ${70 + n}`)
  expect(await subject.store.externalChanges(500)).toEqual([{ kind: 'campaign', key: 'c1' }])
  await join()
  expect(await rows('SELECT FROM bluetick.disturbed_campaigns')).toEqual([])
})
