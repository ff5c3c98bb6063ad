import { expect, test } from 'vitest'
import { campaignTest, heard, INSERT_OWN, OWN } from '../support/provisional.ts'

const { commit, join, query, rows, sender, recipients, campaigns } = campaignTest()

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
    await query(list)
    await commit(heard('w2', 'read', '+919800000002'))
    await join()
    await sender(INSERT_OWN)
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
  await query(`${INSERT_OWN}; ${touch}`)
  await join()
  expect(await campaigns()).toMatchObject([{ ...OWN, recipients: 2 }])
  expect(await recipients()).toMatchObject([{ campaign: 'c1' }, { campaign: 'c1' }])
})

test('hands on each setting that its successor lacks, and a plan that is being sent', async () => {
  await commit(heard('w1'))
  await query(`
    INSERT INTO bluetick.campaign_settings (campaign_id, template, country) VALUES ('Diwali', 'offer', 'IN');
    INSERT INTO bluetick.send_plans (id, hash, action, campaign_id, sender, template, rules, planned_by, planned_at, members, excluded, state)
    SELECT gen_random_uuid(), state, 'resend', 'Diwali', 's', '{}', '{}', 'somebody', now(), 1, '{}', state
    FROM unnest(ARRAY['sending', 'draft']) AS state;
    INSERT INTO bluetick.send_attempts (id, plan, position, recipient, campaign_id, phone, round, variables, zones, planned_for, not_before, state)
    SELECT gen_random_uuid(), p.id, 1, r.id::text, r.campaign_id, r.phone_number, 1, '{}', '{}', now(), now(), 'planned'
    FROM bluetick.send_plans p, campaign_recipients r;
    ${INSERT_OWN}; INSERT INTO bluetick.campaign_settings (campaign_id, template, starts_at) VALUES ('c1', 'other', '2026-11-28Z')`)
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
  await query('DELETE FROM bluetick.send_plans')
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
  await sender(INSERT_OWN)
  await sender("UPDATE marketing_campaigns SET source = 'webhook'")
  expect(await campaigns()).toMatchObject([OWN])
  await sender('DELETE FROM marketing_campaigns')
  await commit(heard('w1'))
  await sender('UPDATE marketing_campaigns SET source = NULL')
  expect(await campaigns()).toMatchObject([{ id: 'Diwali', source: null, recipients: 1 }])
})
