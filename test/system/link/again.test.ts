import { expect, test } from 'vitest'
import { eventually, linkTest, post, rowsOf } from '../../support/link-test.ts'
import type { LinkedService } from '../../support/linked.ts'
import { MESSAGES, RECIPIENTS } from './shapes/shape.ts'

// What is linked anew shows all that was reported while it was not.

const { link } = linkTest()

const CAMPAIGNS = `CREATE TABLE marketing_campaigns (id TEXT PRIMARY KEY, messages_read INT DEFAULT 0);
  INSERT INTO marketing_campaigns VALUES ('c1');`
const READ = { delivered: '2025-11-25T09:00:00Z', read: '2025-11-25T09:00:00Z' }

const run = async (it: LinkedService, ...args: readonly string[]) =>
  expect(await it.bluetick(args)).toMatchObject({ code: 0, err: '' })
const RECIPIENT_ROWS = 'SELECT status FROM campaign_recipients ORDER BY id'
const MESSAGE_ROWS = 'SELECT message_id AS id, status FROM broadcasts_messages ORDER BY 1'

test('what reports say while nothing is linked is written when it is linked again, and theirs is read', async () => {
  const it = await link(
    `${MESSAGES} ${RECIPIENTS} ${CAMPAIGNS} INSERT INTO broadcasts_messages (message_id) VALUES ('wamid.7')`,
  )
  await run(it, 'unlink')
  for (const id of ['wamid.1', 'wamid.7', 'wamid.9']) await post(it.service, id, 'read')
  await rowsOf(it, `UPDATE campaign_recipients SET whatsapp_message_id = 'wamid.9' WHERE id = 3`)
  await rowsOf(it, 'DELETE FROM campaign_recipients WHERE id = 2')
  await run(it, 'link', '--yes')
  await eventually(async () =>
    expect(await rowsOf(it, RECIPIENT_ROWS)).toEqual([{ status: 'read' }, { status: 'read' }]),
  )
  await eventually(async () =>
    expect(await rowsOf(it, MESSAGE_ROWS)).toEqual(
      ['wamid.1', 'wamid.7', 'wamid.9'].map((id) => ({ id, status: READ })),
    ),
  )
  await eventually(async () =>
    expect(await rowsOf(it, 'SELECT messages_read AS n FROM marketing_campaigns')).toEqual([{ n: 2 }]),
  )
  await eventually(async () => expect(await it.status()).toMatchObject({ outbox: 0, failures: [] }))
  expect(await rowsOf(it, 'SELECT known_to FROM bluetick.linked_tables')).toEqual(
    Array(3).fill({ known_to: null }),
  )
})

test('what was refused, or waits, when the link is ended is written when it is linked again', async () => {
  const it = await link(
    `${MESSAGES} ${RECIPIENTS} ALTER TABLE broadcasts_messages ADD CHECK (message_id <> 'wamid.7')`,
  )
  await post(it.service, 'wamid.7', 'read')
  await eventually(async () => expect(await it.refused()).toMatchObject([{ code: '23514' }]))
  await run(it, 'unlink')
  await rowsOf(it, 'ALTER TABLE broadcasts_messages DROP CONSTRAINT broadcasts_messages_message_id_check')
  await run(it, 'link', '--yes')
  await eventually(async () =>
    expect(await rowsOf(it, MESSAGE_ROWS)).toEqual([{ id: 'wamid.7', status: READ }]),
  )
})

test('of more rows than are looked at in one round, all are compared anew, and nothing else is written', async () => {
  const it = await link(`${RECIPIENTS} INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id)
    SELECT 'c2', 'wamid.many.' || n FROM generate_series(1, 5000) AS n`)
  await eventually(async () => expect(await it.status()).toMatchObject({ outbox: 0 }))
  await run(it, 'unlink')
  const ids = ['wamid.1', 'wamid.many.1', 'wamid.many.2500', 'wamid.many.5000']
  for (const id of ids) await post(it.service, id, 'read')
  await rowsOf(
    it,
    `CREATE TABLE written AS SELECT id FROM campaign_recipients LIMIT 0;
    CREATE FUNCTION written() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.written VALUES (NEW.id); RETURN NULL; END $$;
    CREATE TRIGGER written AFTER UPDATE ON campaign_recipients FOR EACH ROW EXECUTE FUNCTION written()`,
  )
  await run(it, 'link', '--yes')
  const read = `SELECT whatsapp_message_id AS id FROM campaign_recipients WHERE status = 'read' ORDER BY id`
  await eventually(async () => expect(await rowsOf(it, read)).toEqual(ids.map((id) => ({ id }))))
  await eventually(async () => expect(await it.status()).toMatchObject({ outbox: 0 }))
  expect(await rowsOf(it, 'SELECT count(*)::int AS n FROM written')).toEqual([{ n: ids.length }])
})

test('what was written into theirs is not read as something that they say, for a recipient that came meanwhile', async () => {
  const it = await link(`CREATE TYPE words AS ENUM ('queued', 'sent', 'failed');
    CREATE TABLE broadcasts_messages (id SERIAL PRIMARY KEY, message_id TEXT UNIQUE NOT NULL, status words DEFAULT 'queued');
    ${RECIPIENTS} INSERT INTO broadcasts_messages (message_id) VALUES ('wamid.1')`)
  await post(it.service, 'wamid.1', 'delivered')
  const theirs = 'SELECT status FROM broadcasts_messages'
  await eventually(async () => expect(await rowsOf(it, theirs)).toEqual([{ status: 'sent' }]))
  await run(it, 'unlink')
  await rowsOf(
    it,
    `INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id) VALUES ('c2', 'wamid.1')`,
  )
  await run(it, 'link', '--yes')
  const ours = `SELECT m.status FROM bluetick.broadcasts_messages m JOIN bluetick.campaign_recipients r
    ON r.whatsapp_message_id = m.message_id AND r.campaign_id = 'c2'`
  expect(await rowsOf(it, ours)).toEqual([{ status: { delivered: '2025-11-25T09:00:00Z' } }])
})
