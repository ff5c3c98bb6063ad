import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { NO_DRIFT } from '../../src/adapters/cli/analytics/rollups.ts'
import { verifyRollups } from '../../src/adapters/postgres/analytics/rollup-repair.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { joinExternalRows } from '../../src/app/campaigns/join-external-rows.ts'
import { commitBatch } from '../../src/app/ingest/commit-batch.ts'
import { NOON_MS, report } from '../support/reports.ts'
import { type PostgresSubject, postgresSubject } from '../support/subject.ts'

// When a message was first heard of does not move where others write down once more what was concluded of it.

const HEARD_MS = NOON_MS + 20 * 60_000
const READ_MS = NOON_MS + 5_000

let subject: PostgresSubject
beforeAll(async () => {
  subject = await postgresSubject()
})
afterAll(() => subject.close())
beforeEach(() => subject.clear())

async function sender(sql: string): Promise<void> {
  await subject.pool.query(sql)
  await joinExternalRows(subject.store, 'latest', new AbortController().signal)
}
const createdAt = async () =>
  (await subject.pool.query('SELECT created_at FROM broadcasts_messages')).rows[0]?.created_at.getTime()

/** A message that was read, of which the webhooks came twenty minutes late; its recipient from a webhook, or the sender's own. */
async function past(whose: string): Promise<void> {
  for (const id of ['holi', 'diwali']) await subject.addCampaign(id)
  if (whose === "the sender's own") await subject.addRecipient('holi', 'wamid.A')
  const of = (kind: 'sent' | 'delivered' | 'read', atMs: number) =>
    report({
      kind,
      occurrence: { atMs, estimated: false },
      receivedAtMs: HEARD_MS,
      phone: '+919800000001',
      campaignName: 'holi',
    })
  await commitBatch(
    subject.store,
    [of('sent', NOON_MS), of('delivered', NOON_MS + 2_000), of('read', READ_MS)],
    'latest',
  )
  await joinExternalRows(subject.store, 'latest', new AbortController().signal)
}

const COLUMNS = 'campaign_id, phone_number, whatsapp_message_id, status, sent_at, delivered_at, read_at'
const COPY = 'CREATE TEMP TABLE z ON COMMIT DROP AS SELECT * FROM campaign_recipients'
const writes: readonly (readonly [what: string, sql: string])[] = [
  [
    'deletes its recipient and inserts it again',
    `BEGIN; ${COPY}; DELETE FROM campaign_recipients; INSERT INTO campaign_recipients SELECT * FROM z; COMMIT`,
  ],
  [
    'inserts it again without the times of its row',
    `BEGIN; ${COPY}; DELETE FROM campaign_recipients; INSERT INTO campaign_recipients (${COLUMNS}) SELECT ${COLUMNS} FROM z; COMMIT`,
  ],
  [
    'copies it to another campaign',
    `INSERT INTO campaign_recipients (${COLUMNS}) SELECT 'diwali', ${COLUMNS.slice('campaign_id, '.length)} FROM campaign_recipients`,
  ],
  ['notes another reading', "UPDATE campaign_recipients SET read_at = read_at + interval '1 second'"],
  [
    'inserts it again as an earlier state of it',
    `BEGIN; ${COPY}; DELETE FROM campaign_recipients;
     INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id, status, sent_at) SELECT campaign_id, whatsapp_message_id, 'sent', sent_at FROM z; COMMIT`,
  ],
]
test.each(
  ['from a webhook', "the sender's own"].flatMap((whose) =>
    writes.map(([what, sql]) => [whose, what, sql] as const),
  ),
)('a recipient that is %s: whoever %s moves no message', async (whose, _, sql) => {
  await past(whose)
  expect(await createdAt()).toBe(HEARD_MS)
  await sender(sql)
  expect(await createdAt()).toBe(HEARD_MS)
  const { rows } = await subject.pool.query(
    "SELECT bucket FROM bluetick.message_rollup WHERE campaign_id = '' AND messages <> 0",
  )
  expect(rows).toEqual([{ bucket: new Date(Math.floor(HEARD_MS / 900_000) * 900_000) }])
})

test('a time of sending that nobody reported is when its sender knew of it', async () => {
  await past('from a webhook')
  await sender("UPDATE campaign_recipients SET sent_at = '2023-12-10T11:29:00Z'")
  expect(await createdAt()).toBe(NOON_MS - 60_000)
})

test('a message that its sender replaces was first heard of when it was, or when the new row says', async () => {
  await past("the sender's own")
  const replace = (columns: string) =>
    sender(`BEGIN; CREATE TEMP TABLE z ON COMMIT DROP AS SELECT * FROM broadcasts_messages;
      DELETE FROM broadcasts_messages; INSERT INTO broadcasts_messages (${columns}) SELECT ${columns} FROM z; COMMIT`)
  await replace('message_id, phone_number, status')
  expect(await createdAt()).toBe(HEARD_MS)
  await sender("UPDATE broadcasts_messages SET created_at = '2024-01-01T00:00:00Z'")
  await replace('message_id, phone_number, status, created_at')
  expect(await createdAt()).toBe(Date.UTC(2024, 0, 1))
  expect(await verifyRollups(subject.pool, AS_WRITTEN, new AbortController().signal)).toEqual(NO_DRIFT)
})

test('a row that its sender inserts again without created_at is a new row, and one with it keeps it', async () => {
  await past("the sender's own")
  const made = async () =>
    (await subject.pool.query('SELECT created_at FROM campaign_recipients')).rows[0].created_at
  await sender("UPDATE campaign_recipients SET created_at = '2023-12-01T00:00:00Z'")
  await sender(writes[0]?.[1] ?? '')
  expect(await made()).toEqual(new Date('2023-12-01T00:00:00Z'))
  await sender(writes[1]?.[1] ?? '')
  expect((await made()).getTime()).toBeGreaterThan(HEARD_MS)
  expect(await createdAt()).toBe(HEARD_MS)
})
