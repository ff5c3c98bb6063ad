import { Readable } from 'node:stream'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createRecipientStore } from '../../src/adapters/postgres/campaigns/recipient-store.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { importRecipients } from '../../src/app/campaigns/import.ts'
import { joinExternalRows } from '../../src/app/campaigns/join-external-rows.ts'
import { openList } from '../../src/app/campaigns/recipient-file.ts'
import { commitBatch } from '../../src/app/ingest/commit-batch.ts'
import type { StatusReport } from '../../src/domain/messages/report.ts'
import { NOON_MS, report } from '../support/reports.ts'
import { type PostgresSubject, postgresSubject } from '../support/subject.ts'

const NEVER = new AbortController().signal
const PHONE = '+919800000001'

let subject: PostgresSubject
beforeAll(async () => {
  subject = await postgresSubject()
})
afterAll(() => subject.close())
beforeEach(() => subject.clear())

const commit = (...reports: StatusReport[]) => commitBatch(subject.store, reports, 'latest')
async function sender(sql: string): Promise<void> {
  await subject.pool.query(sql)
  await joinExternalRows(subject.store, 'latest', NEVER)
}
const rows = async (sql: string) => (await subject.pool.query(sql)).rows
const importCsv = (campaign: string, text: string) =>
  importRecipients(
    createRecipientStore(subject.pool, loadStatements(AS_WRITTEN)),
    'latest',
    campaign,
    openList(Readable.from([Buffer.from(text)]), 'csv'),
    NEVER,
  )
const shown = () =>
  rows(
    'SELECT phone_number, reference, whatsapp_message_id AS id, status, from_webhook FROM campaign_recipients ORDER BY id',
  )

describe('what others write into messages ranks below any report', () => {
  const stored = async () =>
    (await rows('SELECT status, stand_in_kinds, inferred_kinds FROM broadcasts_messages'))[0]

  test('an inserted row: a report of an earlier time goes before it', async () => {
    await sender(
      `INSERT INTO broadcasts_messages (message_id, status) VALUES ('wamid.A', '{"read": "2023-12-11T12:00:00Z"}')`,
    )
    expect(await stored()).toMatchObject({ stand_in_kinds: ['read'], inferred_kinds: ['delivered'] })
    await commit(report({ kind: 'read' }))
    expect(await stored()).toEqual({
      status: { read: '2023-12-10T11:30:00Z', delivered: '2023-12-10T11:30:00Z' },
      stand_in_kinds: null,
      inferred_kinds: ['delivered'],
    })
  })

  test('of a changed row what changes counts, and what was inferred and stays is still that', async () => {
    await commit(report({ kind: 'read' }))
    await sender(
      `UPDATE broadcasts_messages SET status = '{"sent": "2023-12-10T11:29:00", "read": "2023-12-10T11:30:00+00:00",
         "delivered": "2023-12-10T11:30:00Z"}'`,
    )
    expect(await stored()).toMatchObject({ stand_in_kinds: ['sent'], inferred_kinds: ['delivered'] })
    await sender(`UPDATE broadcasts_messages SET status = status || '{"delivered": "2023-12-10T11:29:30Z"}'`)
    expect(await stored()).toMatchObject({ stand_in_kinds: ['sent', 'delivered'], inferred_kinds: null })
  })

  test('a copy asserts nothing that was inferred', async () => {
    await commit(report({ kind: 'read' }))
    await sender(`CREATE TEMP TABLE copy AS SELECT * FROM broadcasts_messages; DELETE FROM broadcasts_messages;
      INSERT INTO broadcasts_messages SELECT * FROM copy; DROP TABLE copy`)
    expect(await stored()).toMatchObject({ stand_in_kinds: ['read'], inferred_kinds: ['delivered'] })
  })
})

describe('by phone alone, in any order', () => {
  const heard = () => commit(report({ kind: 'delivered', campaignName: 'holi', phone: PHONE }))

  test('a recipient whose twin from a webhook was deleted', async () => {
    await heard()
    await sender('DELETE FROM campaign_recipients')
    await sender(
      `INSERT INTO campaign_recipients (campaign_id, phone_number, reference) VALUES ('holi', '${PHONE}', 'r1')`,
    )
    const right = [
      { phone_number: PHONE, reference: 'r1', id: 'wamid.A', status: 'delivered', from_webhook: false },
    ]
    expect(await shown()).toEqual(right)
    await heard()
    expect(await shown()).toEqual(right)
  })

  test('a list after the same', async () => {
    await heard()
    await sender('DELETE FROM campaign_recipients')
    await importCsv('holi', `phone\n${PHONE}\n`)
    expect(await shown()).toMatchObject([{ id: 'wamid.A', status: 'delivered' }])
  })

  test('a recipient whose message was deleted', async () => {
    await heard()
    await sender('DELETE FROM broadcasts_messages')
    await sender(
      `INSERT INTO campaign_recipients (campaign_id, phone_number, reference) VALUES ('holi', '${PHONE}', 'r1')`,
    )
    expect(await shown()).toMatchObject([{ reference: 'r1', id: 'wamid.A', status: 'delivered' }])
  })

  test('a number that comes later, by SQL or by a list', async () => {
    await heard()
    await sender("INSERT INTO campaign_recipients (campaign_id, reference) VALUES ('holi', 'r1')")
    await importCsv('holi', `phone,reference\n${PHONE},r1\n`)
    expect(await shown()).toMatchObject([{ reference: 'r1', id: 'wamid.A', status: 'delivered' }])
  })

  test('a list finds a number that others wrote without its plus, and a line of its own', async () => {
    await subject.addCampaign('holi')
    await sender(
      `INSERT INTO campaign_recipients (campaign_id, phone_number) VALUES ('holi', '919800000001')`,
    )
    expect(await importCsv('holi', `phone,reference\n${PHONE},r1\n`)).toMatchObject({
      inserted: 0,
      amended: 1,
    })
    expect(
      await importCsv('holi', 'phone,message_id,reference\n+919800000002,wamid.B,r2\n+919800000002,,\n'),
    ).toMatchObject({
      inserted: 1,
      unchanged: 1,
    })
  })

  test('what others say of a recipient stays said when its message comes later', async () => {
    await subject.addCampaign('holi')
    await sender(
      `INSERT INTO campaign_recipients (campaign_id, phone_number, read_at) VALUES ('holi', '${PHONE}', '2023-12-10T12:00:00Z')`,
    )
    await heard()
    expect(await shown()).toMatchObject([{ id: 'wamid.A', status: 'read' }])
  })
})

test.each([
  [
    'an insert',
    "INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id, status) VALUES ('c1', 'wamid.A', 'sent')",
  ],
  [
    'an update',
    "INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id) VALUES ('c1', 'wamid.A'); UPDATE campaign_recipients SET status = 'sent'",
  ],
])(
  'a status without a time says that it was sent before it arrived: %s, before the report and after it',
  async (_, sql) => {
    const sentAt = async () => (await rows('SELECT status, sent_at FROM campaign_recipients'))[0]
    await sender("INSERT INTO marketing_campaigns (id) VALUES ('c1')")
    const [before, after] = [[sql], []]
    for (const [first, then] of [
      [before, after],
      [after, before],
    ]) {
      for (const statement of first ?? []) await sender(statement)
      await commit(report({ kind: 'delivered' }))
      for (const statement of then ?? []) await sender(statement)
      expect(await sentAt()).toEqual({ status: 'delivered', sent_at: new Date('2023-12-10T11:30:00Z') })
      await sender('DELETE FROM campaign_recipients; DELETE FROM broadcasts_messages')
    }
  },
)

test('a recipient whose number its sender corrects is its own and keeps it', async () => {
  await commit(report({ kind: 'delivered', campaignName: 'holi', phone: PHONE }))
  await sender("UPDATE campaign_recipients SET phone_number = '+919800000009'")
  await commit(report({ kind: 'read', campaignName: 'holi', phone: PHONE }))
  expect(await shown()).toMatchObject([
    { phone_number: '+919800000009', status: 'read', from_webhook: false },
  ])
})

test('ids that only a list knows make no message that counts, and the first report says when it was', async () => {
  await subject.addCampaign('c1')
  await importCsv('c1', 'message_id,submitted_message_id\nwamid.A,00000000-0000-4000-8000-000000000001\n')
  const counted = () => rows('SELECT sum(messages)::int AS n FROM bluetick.message_rollup')
  expect(await counted()).toEqual([{ n: null }])
  await commit(report({ ids: ['00000000-0000-4000-8000-000000000001'], receivedAtMs: NOON_MS }))
  expect(await rows('SELECT created_at FROM broadcasts_messages')).toEqual([
    { created_at: new Date(NOON_MS) },
  ])
  expect(await counted()).toEqual([{ n: 2 }])
})

test('a list joins ids that it alone brings together, though nothing else is new', async () => {
  await commit(report({ ids: ['wamid.A'], kind: 'sent', campaignName: 'c1' }))
  await importCsv('c1', 'message_id,reference\nwamid.A,r1\n')
  await importCsv('c1', 'message_id,submitted_message_id,reference\nwamid.A,AS-1,r1\n')
  await commit(report({ ids: ['AS-1'], kind: 'read' }))
  expect(await shown()).toMatchObject([{ id: 'wamid.A', status: 'read' }])
})

test('a list joins ids of a message that nobody has heard of yet, though its recipient is there as it says', async () => {
  await subject.addCampaign('c1')
  await importCsv('c1', 'message_id,reference\nwamid.A,r1\n')
  await importCsv('c1', 'message_id,submitted_message_id,reference\nwamid.A,AS-1,r1\n')
  await commit(report({ ids: ['AS-1'], kind: 'read' }))
  expect(await shown()).toMatchObject([{ id: 'wamid.A', status: 'read' }])
})

test('truncated recipients leave no replies counted', async () => {
  await commit(report({ kind: 'read', campaignName: 'holi' }))
  await subject.pool.query('UPDATE marketing_campaigns SET counted_replied = 1, messages_replied = 1')
  await sender('TRUNCATE campaign_recipients')
  expect(await rows('SELECT counted_replied, messages_replied FROM marketing_campaigns')).toEqual([
    { counted_replied: 0, messages_replied: 0 },
  ])
})
