import { expect, test } from 'vitest'
import { eventually, linkTest, post, rowsOf } from '../../support/link-test.ts'
import type { LinkedService } from '../../support/linked.ts'
import { MESSAGES, RECIPIENTS } from './shapes/shape.ts'

// Tables of theirs that become others while they are linked: it goes on, and is said.

const { link } = linkTest()

const CAMPAIGNS = `CREATE TABLE marketing_campaigns (id TEXT PRIMARY KEY, messages_read INT DEFAULT 0);
  INSERT INTO marketing_campaigns VALUES ('c1');`
const RECIPIENT_ROWS = 'SELECT id::text, status FROM campaign_recipients ORDER BY id'
const FIRST = RECIPIENT_ROWS.replace('ORDER', 'WHERE id = 1 ORDER')
const AT = '2025-11-25T09:00:00Z'
const READ_OF = 'SELECT messages_read AS n FROM marketing_campaigns'
const OWN = 'SELECT count(*)::int AS n FROM bluetick.campaign_recipients'
const TRIGGERS = `SELECT tgrelid::regclass::text AS name FROM pg_trigger WHERE tgname = 'bluetick_note_change' AND tgrelid::regclass::text LIKE '%recipients%' ORDER BY 1`

const shows = (it: LinkedService, sql: string, rows: readonly object[]) =>
  eventually(async () => expect(await rowsOf(it, sql)).toEqual(rows))
const said = (it: LinkedService, table: string, words: string) =>
  eventually(async () =>
    expect(it.service.logged()).toContainEqual(
      expect.objectContaining({ level: 'warn', table, msg: expect.stringContaining(words) }),
    ),
  )
/** So that nothing but the trigger brings what they write. */
async function writesAreNoticed(it: LinkedService): Promise<void> {
  await rowsOf(
    it,
    "INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id) VALUES ('c1', 'wamid.1')",
  )
  await eventually(async () =>
    expect(
      (await rowsOf(it, 'SELECT status FROM campaign_recipients')).filter((r) => r.status === 'read'),
    ).toHaveLength(2),
  )
}

test('one that takes the place of another is read anew, and written', async () => {
  const it = await link(`${MESSAGES} ${RECIPIENTS} ${CAMPAIGNS}`)
  await post(it.service, 'wamid.1', 'read')
  await shows(it, READ_OF, [{ n: 1 }])
  await rowsOf(
    it,
    `CREATE TABLE recipients_new (LIKE campaign_recipients INCLUDING ALL);
     INSERT INTO recipients_new SELECT * FROM campaign_recipients WHERE id <> 3;
     UPDATE recipients_new SET whatsapp_message_id = 'wamid.7', status = 'pending' WHERE id = 2;
     ALTER TABLE campaign_recipients RENAME TO recipients_old; ALTER TABLE recipients_new RENAME TO campaign_recipients`,
  )
  await shows(it, OWN, [{ n: 2 }])
  await said(it, 'campaign_recipients', 'another table')
  await post(it.service, 'wamid.7', 'read')
  await shows(it, RECIPIENT_ROWS, [
    { id: '1', status: 'read' },
    { id: '2', status: 'read' },
  ])
  await shows(it, READ_OF, [{ n: 2 }])
  expect(await rowsOf(it, TRIGGERS)).toEqual([{ name: 'campaign_recipients' }, { name: 'recipients_old' }])
  expect(await it.status()).toMatchObject({ outbox: 0, failures: [] })
  expect(await it.bluetick(['unlink'])).toMatchObject({ code: 0 })
  expect(await rowsOf(it, TRIGGERS)).toEqual([])
})

test('messages that a new table does not have are not put into it', async () => {
  const it = await link(`${MESSAGES} ${RECIPIENTS}`)
  await post(it.service, 'wamid.1', 'read')
  const messages = 'SELECT message_id FROM broadcasts_messages ORDER BY 1'
  await shows(it, messages, [{ message_id: 'wamid.1' }])
  await rowsOf(
    it,
    `CREATE TABLE messages_new (LIKE broadcasts_messages INCLUDING ALL);
     ALTER TABLE broadcasts_messages RENAME TO messages_2025; ALTER TABLE messages_new RENAME TO broadcasts_messages`,
  )
  await said(it, 'broadcasts_messages', 'another table')
  await post(it.service, 'wamid.2', 'read')
  await shows(it, messages, [{ message_id: 'wamid.2' }])
  expect(
    await rowsOf(
      it,
      "SELECT count(*)::int AS n FROM bluetick.linked_rows WHERE table_name = 'broadcasts_messages'",
    ),
  ).toEqual([{ n: 1 }])
})

test.each([
  ['as they were', 'id::text', ['1', '2', '3']],
  ['spelt otherwise', "lpad(id::text, 4, '0')", ['0001', '0002', '0003']],
])('keys that become texts, %s, go on', async (_, spelling, keys) => {
  const it = await link(`${MESSAGES} ${RECIPIENTS} ${CAMPAIGNS}`)
  await post(it.service, 'wamid.1', 'read')
  await shows(it, READ_OF, [{ n: 1 }])
  await rowsOf(
    it,
    `ALTER TABLE campaign_recipients ALTER id DROP DEFAULT, ALTER id TYPE TEXT USING ${spelling};
     ALTER TABLE campaign_recipients ALTER id SET DEFAULT gen_random_uuid()::text`,
  )
  await post(it.service, 'wamid.2', 'read')
  await shows(it, RECIPIENT_ROWS, [
    { id: keys[0], status: 'read' },
    { id: keys[1], status: 'read' },
    { id: keys[2], status: 'pending' },
  ])
  await said(it, 'campaign_recipients', 'its key')
  await shows(it, OWN, [{ n: 3 }])
  await shows(it, READ_OF, [{ n: 2 }])
  const known = `SELECT their_key AS key FROM bluetick.linked_rows WHERE table_name = 'campaign_recipients' ORDER BY 1`
  await shows(
    it,
    known,
    keys.map((key) => ({ key })),
  )
  expect(await it.refused()).toEqual([])
})

test('a trigger that was taken away is made again, and what was written meanwhile is read', async () => {
  const it = await link(`${MESSAGES} ${RECIPIENTS} ALTER TABLE campaign_recipients ADD old_id INT DEFAULT 1`)
  await post(it.service, 'wamid.1', 'read')
  await shows(it, FIRST, [{ id: '1', status: 'read' }])
  await rowsOf(
    it,
    `DROP TRIGGER bluetick_note_change ON campaign_recipients;
     UPDATE campaign_recipients SET whatsapp_message_id = 'wamid.7' WHERE id = 2; DELETE FROM campaign_recipients WHERE id = 3`,
  )
  await shows(it, 'SELECT whatsapp_message_id AS id FROM bluetick.campaign_recipients ORDER BY 1', [
    { id: 'wamid.1' },
    { id: 'wamid.7' },
  ])
  await said(it, 'campaign_recipients', 'trigger')
  expect(await rowsOf(it, TRIGGERS)).toEqual([{ name: 'campaign_recipients' }])
  await writesAreNoticed(it)
})

test('a trigger that is disabled stays so: all rows are polled', async () => {
  const it = await link(`${MESSAGES} ${RECIPIENTS}`)
  await rowsOf(it, 'ALTER TABLE campaign_recipients DISABLE TRIGGER bluetick_note_change')
  await said(it, 'campaign_recipients', 'polled')
  expect((await it.bluetick(['link', 'status'])).out).toMatch(/campaign_recipients\s.*polling/)
  await post(it.service, 'wamid.1', 'read')
  await writesAreNoticed(it)
})

test('a key of another name is noted by the trigger', async () => {
  const it = await link(`${MESSAGES} ${RECIPIENTS}`)
  await rowsOf(it, 'ALTER TABLE campaign_recipients RENAME id TO pk')
  await said(it, 'campaign_recipients', 'its key')
  await post(it.service, 'wamid.1', 'read')
  await writesAreNoticed(it)
})

/** Away, for long enough that it is looked for and not found. */
async function away(it: LinkedService, table: string): Promise<void> {
  await rowsOf(it, `ALTER TABLE ${table} RENAME TO away`)
  await said(it, table, 'is not there any more')
}

test('what is reported while recipients are away is written when they are back', async () => {
  const it = await link(RECIPIENTS)
  await away(it, 'campaign_recipients')
  await post(it.service, 'wamid.1', 'read')
  await rowsOf(it, 'ALTER TABLE away RENAME TO campaign_recipients')
  await shows(it, FIRST, [{ id: '1', status: 'read' }])
  await said(it, 'campaign_recipients', 'there again')
  await eventually(async () => expect(await it.status()).toMatchObject({ outbox: 0, failures: [] }))
})

test('what is reported while messages are away is written when they are back, and what they deleted is not put back', async () => {
  const it = await link(MESSAGES)
  for (const id of ['wamid.1', 'wamid.2']) await post(it.service, id, 'sent')
  const messages = 'SELECT message_id AS id, status FROM broadcasts_messages ORDER BY 1'
  await eventually(async () => expect(await rowsOf(it, messages)).toHaveLength(2))
  await away(it, 'broadcasts_messages')
  for (const id of ['wamid.1', 'wamid.2', 'wamid.3', 'wamid.3']) await post(it.service, id, 'read')
  await rowsOf(it, "DELETE FROM away WHERE message_id = 'wamid.2'")
  await rowsOf(it, 'ALTER TABLE away RENAME TO broadcasts_messages')
  const read = { delivered: AT, read: AT }
  const rows = [
    { id: 'wamid.1', status: { sent: AT, ...read } },
    { id: 'wamid.3', status: read },
  ]
  await shows(it, messages, rows)
  await said(it, 'broadcasts_messages', 'there again')
  await eventually(async () => expect(await it.status()).toMatchObject({ outbox: 0, failures: [] }))
  expect(await rowsOf(it, messages)).toEqual(rows)
})

test('a table that comes from a backup, older than what was written to it, is written again', async () => {
  const it = await link(RECIPIENTS)
  await rowsOf(
    it,
    'CREATE TABLE backup (LIKE campaign_recipients INCLUDING ALL); INSERT INTO backup TABLE campaign_recipients',
  )
  await away(it, 'campaign_recipients')
  await post(it.service, 'wamid.1', 'read')
  await rowsOf(it, 'DROP TABLE away CASCADE; ALTER TABLE backup RENAME TO campaign_recipients')
  await shows(it, RECIPIENT_ROWS, [
    { id: '1', status: 'read' },
    { id: '2', status: 'pending' },
    { id: '3', status: 'pending' },
  ])
})

test('what is reported while a column is away is written to it when it is back', async () => {
  const it = await link(RECIPIENTS)
  await rowsOf(it, 'ALTER TABLE campaign_recipients RENAME read_at TO foo')
  await post(it.service, 'wamid.1', 'read')
  await shows(it, FIRST, [{ id: '1', status: 'read' }])
  await said(it, 'campaign_recipients', 'other columns')
  await rowsOf(it, 'ALTER TABLE campaign_recipients RENAME foo TO read_at')
  await shows(it, 'SELECT read_at FROM campaign_recipients WHERE id = 1', [{ read_at: new Date(AT) }])
})
