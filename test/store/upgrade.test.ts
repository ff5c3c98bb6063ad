import { afterAll, beforeAll, expect, test } from 'vitest'
import { createStateStore } from '../../src/adapters/postgres/messages/state-store.ts'
import { migrate } from '../../src/adapters/postgres/schema/migrate.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { joinExternalRows } from '../../src/app/campaigns/join-external-rows.ts'
import { installBefore } from '../support/former-version.ts'
import { createEmptyDatabase } from '../support/postgres.ts'
import { openPool } from '../support/subject.ts'

// What the version before 0047 left behind, as its own writing.

let database: Awaited<ReturnType<typeof createEmptyDatabase>>
let pool: ReturnType<typeof openPool>
beforeAll(async () => {
  database = await createEmptyDatabase()
  pool = openPool(database.url)
  await installBefore(pool, '0047')
  await pool.query(`
    BEGIN;
    SET LOCAL bluetick.writer = 'yes';
    INSERT INTO marketing_campaigns (id, name, source, counted_sent, counted_read, messages_sent, messages_read, recipients_counted) VALUES
      ('Diwali', 'Diwali', 'webhook', 1, 1, 1, 1, 1), ('Onam', 'Onam', 'webhook', 0, 0, 0, 0, 0), ('Eid', 'Eid sale', 'webhook', 0, 0, 0, 0, 0);
    INSERT INTO marketing_campaigns (id, name, counted_pending, messages_pending, recipients_counted) VALUES ('c9', 'diwali', 2, 2, 3);
    INSERT INTO broadcasts_messages (id, message_id, phone_number, status, stand_in_kinds, campaign_name, counted_in, aliases) VALUES
      (1, 'w1', '+919812345678', '{"read": "2026-11-25T09:00:00Z", "delivered": "2026-11-25T09:00:00Z"}', NULL, 'Diwali', 'Diwali', '{}'),
      (2, 'w2', NULL, '{"sent": "2026-11-26T09:00:00Z", "delivered": "2026-11-25T09:00:00Z"}', '{sent}', NULL, 'c9', '{}');
    INSERT INTO bluetick.message_ids (id, message) VALUES ('w1', 1), ('w2', 2);
    INSERT INTO campaign_recipients (campaign_id, phone_number, whatsapp_message_id, status, sent_at, delivered_at, read_at, counted, settled,
                                     from_webhook, tally) VALUES
      ('Diwali', '+919812345678', 'w1', 'read', '2026-11-25T09:00:00Z', '2026-11-25T09:00:00Z', '2026-11-25T09:00:00Z', 14, true, true, '{w}'),
      ('c9', '00919812345679', 'w2', 'delivered', '2026-11-26T09:00:00Z', '2026-11-25T09:00:00Z', NULL, 6, true, false, '{}'),
      ('c9', '0091 98123-45678', NULL, 'pending', NULL, NULL, NULL, 1, true, false, '{}'),
      ('c9', '9812345670', NULL, 'pending', NULL, NULL, NULL, 1, true, false, '{}');
    COMMIT`)
  await migrate(pool)
  const store = createStateStore(pool, loadStatements(AS_WRITTEN), undefined, { country: 'IN' })
  await joinExternalRows(store, 'latest', new AbortController().signal)
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})
const rows = async (sql: string) => (await pool.query(sql)).rows

test('provisional campaigns give way, and those that somebody renamed are theirs', async () => {
  expect(await rows('SELECT id, source FROM marketing_campaigns ORDER BY id')).toEqual([
    { id: 'Eid', source: 'sender' },
    { id: 'Onam', source: 'webhook' },
    { id: 'c9', source: null },
  ])
})

test('who was listed in a number of their own way meets the message', async () => {
  expect(
    await rows(
      "SELECT campaign_id AS campaign, phone_number AS phone, status FROM campaign_recipients WHERE whatsapp_message_id = 'w1'",
    ),
  ).toEqual([{ campaign: 'c9', phone: '0091 98123-45678', status: 'read' }])
})

test('a recipient was sent to before it arrived', async () => {
  expect(await rows("SELECT sent_at FROM campaign_recipients WHERE whatsapp_message_id = 'w2'")).toEqual([
    { sent_at: new Date('2026-11-25T09:00:00Z') },
  ])
})

test('numbers that others wrote in their own way are read, of those who have a message, too', async () => {
  expect(
    await rows(
      "SELECT meant_phone FROM campaign_recipients WHERE phone_number IN ('00919812345679', '9812345670') ORDER BY 1",
    ),
  ).toEqual([{ meant_phone: '+919812345670' }, { meant_phone: '+919812345679' }])
})
