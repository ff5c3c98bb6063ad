import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { createStateStore } from '../../src/adapters/postgres/messages/state-store.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { joinExternalRows } from '../../src/app/campaigns/join-external-rows.ts'
import { commitBatch } from '../../src/app/ingest/commit-batch.ts'
import { bluetick } from '../support/command-line.ts'
import { report } from '../support/reports.ts'
import { type PostgresSubject, postgresSubject } from '../support/subject.ts'

let subject: PostgresSubject
beforeAll(async () => {
  subject = await postgresSubject()
})
afterAll(() => subject.close())
beforeEach(() => subject.clear())

const join = () => joinExternalRows(subject.store, 'latest', new AbortController().signal)
const rows = async (sql: string) => (await subject.pool.query(sql)).rows

test('recipients may be inserted before their campaign, in one transaction', async () => {
  await subject.pool.query(`
    BEGIN;
    INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id, status) VALUES ('late', 'm1', 'sent'), ('late', NULL, 'pending');
    INSERT INTO marketing_campaigns (id, name) VALUES ('late', 'Late');
    COMMIT`)
  await join()
  expect(
    await rows('SELECT messages_sent AS sent, messages_pending AS pending FROM marketing_campaigns'),
  ).toEqual([{ sent: 1, pending: 1 }])
})

test('a message in two campaigns counts in both, and in analytics in the one whose id sorts first', async () => {
  for (const id of ['b', 'a']) {
    await subject.addCampaign(id)
    await subject.addRecipient(id, 'm1')
  }
  await join()
  await commitBatch(subject.store, [report({ ids: ['m1'], kind: 'delivered' })], 'latest')
  expect(await rows('SELECT id, messages_delivered AS n FROM marketing_campaigns ORDER BY id')).toEqual([
    { id: 'a', n: 1 },
    { id: 'b', n: 1 },
  ])
  const inRollups = () =>
    rows(
      'SELECT campaign_id AS id, messages AS n FROM bluetick.message_rollup WHERE messages <> 0 ORDER BY 1',
    )
  expect(await inRollups()).toEqual([
    { id: '', n: 1 },
    { id: 'a', n: 1 },
  ])
  await subject.pool.query("DELETE FROM campaign_recipients WHERE campaign_id = 'a'")
  await join()
  expect(await inRollups()).toEqual([
    { id: '', n: 1 },
    { id: 'b', n: 1 },
  ])
})

test('truncated messages take along what others wrote of them and nobody has joined in yet', async () => {
  const sent = report({ ids: ['m1'], kind: 'sent' })
  await commitBatch(subject.store, [sent], 'latest')
  await subject.pool.query(
    `UPDATE broadcasts_messages SET status = '{}'; TRUNCATE campaign_recipients; TRUNCATE broadcasts_messages`,
  )
  await join()
  await commitBatch(subject.store, [sent], 'latest')
  expect(await rows('SELECT messages, sent FROM bluetick.message_rollup')).toEqual([{ messages: 1, sent: 1 }])
})

test('a message made anew of a copy of its recipient has that recipient', async () => {
  await commitBatch(subject.store, [report({ ids: ['m1'], kind: 'sent', campaignName: 'holi' })], 'latest')
  await subject.pool.query(`
    TRUNCATE broadcasts_messages;
    BEGIN;
    CREATE TEMP TABLE copy ON COMMIT DROP AS SELECT * FROM campaign_recipients;
    DELETE FROM campaign_recipients;
    INSERT INTO campaign_recipients SELECT * FROM copy;
    COMMIT`)
  await join()
  expect(await rows('SELECT recipient_left FROM broadcasts_messages')).toEqual([{ recipient_left: false }])
})

test('times without a zone are UTC, wherever the process and the database run', async () => {
  vi.stubEnv('TZ', 'Asia/Kolkata')
  const there = new pg.Pool({ connectionString: subject.url, max: 4, options: '-c TimeZone=Asia/Kolkata' })
  try {
    const store = createStateStore(there, loadStatements(AS_WRITTEN))
    await there.query(
      `INSERT INTO broadcasts_messages (message_id, status) VALUES ('m1', '{"sent": "2026-11-25T09:00:00"}')`,
    )
    await joinExternalRows(store, 'latest', new AbortController().signal)
    const failed = report({ ids: ['m1'], kind: 'failed', failure: { code: '131026' } })
    await commitBatch(store, [failed], 'latest')
    expect(await rows("SELECT status ->> 'sent' AS sent FROM broadcasts_messages")).toEqual([
      { sent: '2026-11-25T09:00:00Z' },
    ])
  } finally {
    vi.unstubAllEnvs()
    await there.end()
  }
})

test('a message reported anew without its campaign finds who waits in the campaign of its recipient', async () => {
  await subject.addCampaign('holi')
  await commitBatch(subject.store, [report({ ids: ['m1'], kind: 'read', campaignName: 'holi' })], 'latest')
  await subject.pool.query('TRUNCATE broadcasts_messages CASCADE')
  await join()
  await subject.pool.query(
    "INSERT INTO campaign_recipients (campaign_id, phone_number, status) VALUES ('holi', '919800000011', 'pending')",
  )
  await join()
  await commitBatch(subject.store, [report({ ids: ['m1'], kind: 'sent', phone: '+919800000011' })], 'latest')
  await join()
  expect(
    await rows('SELECT whatsapp_message_id AS id, phone_number AS phone, status FROM campaign_recipients'),
  ).toEqual([{ id: 'm1', phone: '919800000011', status: 'read' }])
  expect(
    await rows('SELECT messages_pending AS pending, messages_read AS read FROM marketing_campaigns'),
  ).toEqual([{ pending: 0, read: 1 }])
})

test('recipients that a transaction inserted it may truncate, once keys are checked', async () => {
  await subject.addCampaign('c1')
  const insert = "INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id) VALUES ('c1', 'm1')"
  await expect(rows(`BEGIN; ${insert}; TRUNCATE campaign_recipients; COMMIT`)).rejects.toMatchObject({
    code: '55006',
  })
  await subject.pool.query(
    `BEGIN; ${insert}; SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE campaign_recipients; ${insert}; COMMIT`,
  )
  await join()
  expect(await rows('SELECT recipients_counted AS n FROM marketing_campaigns')).toEqual([{ n: 1 }])
})

test.each([
  ['on its own', false],
  ['with the one before it', true],
])('a message that names another campaign, %s, meets who is listed there', async (_, together) => {
  await rows("INSERT INTO marketing_campaigns (id, name) VALUES ('c1', 'Zeta')")
  await rows("INSERT INTO campaign_recipients (campaign_id, phone_number) VALUES ('c1', '+919800000001')")
  await join()
  const naming = (campaignName: string) => report({ ids: ['m1'], campaignName, phone: '+919800000001' })
  const reports = [naming('Holi'), naming('Zeta')]
  for (const batch of together ? [reports] : reports.map((one) => [one]))
    await commitBatch(subject.store, batch, 'latest')
  expect(await rows('SELECT campaign_id, whatsapp_message_id AS id FROM campaign_recipients')).toEqual([
    { campaign_id: 'c1', id: 'm1' },
  ])
  expect(await bluetick(['verify'], { DATABASE_URL: subject.url })).toMatchObject({ code: 0 })
})
