import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { joinExternalRows } from '../../src/app/campaigns/join-external-rows.ts'
import { commitBatch } from '../../src/app/ingest/commit-batch.ts'
import type { StatusReport } from '../../src/domain/messages/report.ts'
import { report } from '../support/reports.ts'
import { type PostgresSubject, postgresSubject } from '../support/subject.ts'

const PHONE = '+919800000001'

let subject: PostgresSubject
beforeAll(async () => {
  subject = await postgresSubject()
})
afterAll(() => subject.close())
beforeEach(() => subject.clear())

const commit = (...reports: StatusReport[]) => commitBatch(subject.store, reports, 'latest')
const join = () => joinExternalRows(subject.store, 'latest', new AbortController().signal)
async function sender(sql: string): Promise<void> {
  await subject.pool.query(sql)
  await join()
}
const rows = async (sql: string) => (await subject.pool.query(sql)).rows
const recipients = () =>
  rows(
    'SELECT campaign_id AS campaign, whatsapp_message_id AS id, reference, status FROM campaign_recipients ORDER BY whatsapp_message_id',
  )
const campaigns = () =>
  rows(
    `SELECT id, name, source, recipients_counted AS recipients, messages_pending AS pending, messages_sent AS sent, messages_read AS read
     FROM marketing_campaigns ORDER BY id`,
  )
const heard = (id: string, kind: 'sent' | 'read' = 'sent', phone = PHONE) =>
  report({ ids: [id], kind, campaignName: 'Diwali', phone })

const OWN = { id: 'c1', name: 'Diwali', source: null }
const inserted = "INSERT INTO marketing_campaigns (id, name) VALUES ('c1', 'Diwali')"

// Whose a campaign is that reports named first, where several things happen before the worker comes.

test.each([
  [
    'by number',
    "INSERT INTO campaign_recipients (campaign_id, phone_number) VALUES ('Diwali', '+919800000002')",
  ],
  ['by id', "INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id) VALUES ('Diwali', 'w2')"],
])(
  'is its sender’s once somebody is listed in it %s, also where a report joins that in before the worker',
  async (_, list) => {
    await commit(heard('w1'))
    await subject.pool.query(list)
    await commit(heard('w2', 'read', '+919800000002'))
    await join()
    await sender(inserted)
    expect(await campaigns()).toMatchObject([
      { id: 'Diwali', source: 'sender', recipients: 2 },
      { id: 'c1', recipients: 0 },
    ])
  },
)

test.each([
  [
    'corrected',
    "UPDATE campaign_recipients SET phone_number = '+919800000009' WHERE whatsapp_message_id = 'w1'",
  ],
  [
    'taken its message',
    "UPDATE campaign_recipients SET whatsapp_message_id = NULL WHERE whatsapp_message_id = 'w1'",
  ],
  ['told a status', "UPDATE campaign_recipients SET status = 'failed' WHERE whatsapp_message_id = 'w1'"],
])('gives way whole where one of its recipients is %s before the worker comes', async (_, touch) => {
  await commit(heard('w1'), heard('w2'))
  await subject.pool.query(`${inserted}; ${touch}`)
  await join()
  expect(await campaigns()).toMatchObject([{ ...OWN, recipients: 2 }])
  expect(await recipients()).toMatchObject([{ campaign: 'c1' }, { campaign: 'c1' }])
})

test('hands on each setting that its successor lacks, and a plan that is being sent', async () => {
  await commit(heard('w1'))
  await subject.pool.query(`
    INSERT INTO bluetick.campaign_settings (campaign_id, template, country) VALUES ('Diwali', 'offer', 'IN');
    INSERT INTO bluetick.send_plans (id, hash, action, campaign_id, sender, template, rules, planned_by, planned_at, members, excluded, state)
    SELECT gen_random_uuid(), state, 'resend', 'Diwali', 's', '{}', '{}', 'somebody', now(), 1, '{}', state
    FROM unnest(ARRAY['sending', 'draft']) AS state;
    INSERT INTO bluetick.send_attempts (id, plan, position, recipient, campaign_id, phone, round, variables, zones, planned_for, not_before, state)
    SELECT gen_random_uuid(), p.id, 1, r.id::text, r.campaign_id, r.phone_number, 1, '{}', '{}', now(), now(), 'planned'
    FROM bluetick.send_plans p, campaign_recipients r;
    ${inserted}; INSERT INTO bluetick.campaign_settings (campaign_id, template, starts_at) VALUES ('c1', 'other', '2026-11-28Z')`)
  await join()
  expect(
    await rows('SELECT campaign_id, template, country, starts_at FROM bluetick.campaign_settings'),
  ).toEqual([{ campaign_id: 'c1', template: 'other', country: 'IN', starts_at: new Date('2026-11-28Z') }])
  // A draft's hash says which campaign it is of: it is made anew.
  expect(
    await rows(
      'SELECT p.state, p.campaign_id AS of, a.campaign_id AS attempt FROM bluetick.send_plans p JOIN bluetick.send_attempts a ON a.plan = p.id ORDER BY 1',
    ),
  ).toEqual([
    { state: 'draft', of: 'Diwali', attempt: 'Diwali' },
    { state: 'sending', of: 'c1', attempt: 'c1' },
  ])
  await subject.pool.query('DELETE FROM bluetick.send_plans')
})

test('makes room for a campaign whose id is changed to its own', async () => {
  await commit(heard('w1', 'read'))
  await sender(`INSERT INTO marketing_campaigns (id, name) VALUES ('c1', 'Onam')`)
  await sender("UPDATE marketing_campaigns SET id = 'Diwali' WHERE id = 'c1'")
  expect(await campaigns()).toMatchObject([
    { id: 'Diwali', name: 'Onam', source: null, recipients: 1, read: 1 },
  ])
})

test('nobody makes a campaign provisional, and one that somebody takes for theirs wakes the worker', async () => {
  await sender(inserted)
  await sender("UPDATE marketing_campaigns SET source = 'webhook'")
  expect(await campaigns()).toMatchObject([OWN])
  await sender('DELETE FROM marketing_campaigns')
  await commit(heard('w1'))
  await sender('UPDATE marketing_campaigns SET source = NULL')
  expect(await campaigns()).toMatchObject([{ id: 'Diwali', source: null, recipients: 1 }])
})
