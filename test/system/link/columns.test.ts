import { expect, test } from 'vitest'
import { eventually, linkTest, post, rowsOf } from '../../support/link-test.ts'
import type { LinkedService } from '../../support/linked.ts'
import { MESSAGES, RECIPIENTS } from './shapes/shape.ts'

// A column of theirs that refuses its value costs only itself: the rest of its row is written.

const { link } = linkTest()

const AT = '2025-11-25T09:00:00Z'
const READ = { delivered: AT, read: AT }
const MESSAGE_ROWS = 'SELECT message_id, status FROM broadcasts_messages ORDER BY 1'
const STATUSES = 'SELECT status FROM campaign_recipients ORDER BY id'
const NAMED = `CREATE TABLE broadcasts_messages (message_id TEXT PRIMARY KEY, phone_number TEXT, status JSONB);
  INSERT INTO broadcasts_messages (message_id) VALUES ('AS-1');`
const REFERRING = `CREATE TABLE orders (message_id TEXT REFERENCES broadcasts_messages (message_id)); INSERT INTO orders VALUES ('AS-1');`

/** As AiSensy does it: its own id first, and then WhatsApp's along with it. */
async function postBoth(it: LinkedService, status: string): Promise<void> {
  const message = { messageId: 'wamid.1', submitted_message_id: 'AS-1', status, sent_at: 1764061200_000 }
  await it.service.post({ topic: 'message.status.updated', data: { message } })
}
/** What `link status` says of the only row that is refused. */
async function onlyRefused(it: LinkedService, refused: object): Promise<void> {
  await eventually(async () => expect(await it.refused()).toMatchObject([refused]))
}
const shows = (it: LinkedService, sql: string, rows: readonly object[]) =>
  eventually(async () => expect(await rowsOf(it, sql)).toEqual(rows))

test('a key that nothing refers to is renamed, and the row is known by its new name', async () => {
  const it = await link(`${NAMED} ${RECIPIENTS}`)
  await post(it.service, 'AS-1', 'sent')
  await postBoth(it, 'SENT')
  await shows(it, MESSAGE_ROWS, [{ message_id: 'wamid.1', status: { sent: AT } }])
  await post(it.service, 'wamid.1', 'read')
  await shows(it, MESSAGE_ROWS, [{ message_id: 'wamid.1', status: { sent: AT, ...READ } }])
  const known = `SELECT their_key FROM bluetick.linked_rows WHERE table_name = 'broadcasts_messages'`
  await shows(it, known, [{ their_key: 'wamid.1' }])
  expect(await it.refused()).toEqual([])
})

test.each([
  ['primary key', NAMED],
  [
    'unique column',
    NAMED.replace('message_id TEXT PRIMARY KEY', 'id SERIAL PRIMARY KEY, message_id TEXT UNIQUE'),
  ],
])('a %s that others refer to stays, and its row is written', async (_, messages) => {
  const it = await link(`${messages} ${REFERRING} ${RECIPIENTS}`)
  await postBoth(it, 'SENT')
  await shows(it, MESSAGE_ROWS, [{ message_id: 'AS-1', status: { sent: AT } }])
  await onlyRefused(it, { code: '23503', message: expect.stringMatching(/^message_id: /) })
  // What comes later does not wait until the key is tried again.
  await rowsOf(it, "UPDATE bluetick.link_failures SET next_attempt_at = now() + interval '1 day'")
  await post(it.service, 'wamid.1', 'read')
  await shows(it, MESSAGE_ROWS, [{ message_id: 'AS-1', status: { sent: AT, ...READ } }])
  expect((await it.bluetick(['link'])).out).toContain('Other tables refer to message_id and do not follow')
  expect((await it.bluetick(['link', 'status'])).out).toMatch(/ours\s+\d+\s+23503\s+message_id: /)
  expect(await it.status()).toMatchObject({ outbox: 0, refused: 1 })

  await rowsOf(it, 'DELETE FROM orders')
  await it.bluetick(['link', 'retry'])
  await shows(it, MESSAGE_ROWS, [{ message_id: 'wamid.1', status: { sent: AT, ...READ } }])
  await eventually(async () => expect(await it.refused()).toEqual([]))
})

test('what words of theirs keep out keeps no time out, and is not written again and again', async () => {
  const it =
    await link(`${RECIPIENTS} ALTER TABLE campaign_recipients ALTER status DROP DEFAULT, ALTER status TYPE CHAR(1) USING 'S',
      ADD CHECK (status IN ('S', 'D', 'R', 'F')), ADD writes INT DEFAULT 0;
    CREATE FUNCTION counted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.writes := OLD.writes + 1; RETURN NEW; END $$;
    CREATE TRIGGER counted BEFORE UPDATE ON campaign_recipients FOR EACH ROW EXECUTE FUNCTION counted()`)
  const first = `SELECT status, writes, sent_at IS NOT NULL AS sent, delivered_at IS NOT NULL AS delivered
    FROM campaign_recipients WHERE id = 1`
  await post(it.service, 'wamid.1', 'sent')
  await shows(it, first, [{ status: 'S', writes: 1, sent: true, delivered: false }])
  await onlyRefused(it, { code: '22001', message: expect.stringMatching(/^status: .*character\(1\)$/) })
  const { out } = await it.bluetick(['link'])
  expect(out).toContain(
    'status holds 1 characters: pending, sent, delivered, read, failed are listed as failures.',
  )
  expect(out).toContain('A check of status names S, D, R, F, none of which means a status')
  for (let n = 0; n < 2; n++) {
    const attempts = `SELECT max(attempts)::int AS n FROM bluetick.link_failures`
    const before = (await rowsOf(it, attempts))[0].n
    await rowsOf(it, 'UPDATE bluetick.link_failures SET next_attempt_at = now()')
    await shows(it, attempts, [{ n: before + 1 }])
  }
  await post(it.service, 'wamid.1', 'delivered')
  await shows(it, first, [{ status: 'S', writes: 2, sent: true, delivered: true }])
})

test('several columns that refuse are all named, each with its reason, and the others are written', async () => {
  const it = await link(`${RECIPIENTS} ALTER TABLE campaign_recipients ADD failure_code VARCHAR(4),
    ADD CHECK (status <> 'failed'), ADD CHECK (failed_at IS NULL OR status IS NOT NULL)`)
  const errors = [{ code: 131049, title: 'Held back' }]
  await it.service.post({
    statuses: [{ id: 'wamid.2', status: 'failed', timestamp: '1764061200', errors }],
  })
  await shows(it, 'SELECT status, failure_code, failed_at FROM campaign_recipients WHERE id = 2', [
    { status: 'pending', failure_code: null, failed_at: new Date(AT) },
  ])
  await onlyRefused(it, {
    message: expect.stringMatching(/^status: new row .*; failure_code: value too long/),
  })
})

test('columns that only go together are written together, beside one that is refused', async () => {
  const it = await link(`${RECIPIENTS} ALTER TABLE campaign_recipients ADD failure_code VARCHAR(4),
    ADD CHECK ((status = 'failed') = (failed_at IS NOT NULL))`)
  await it.service.post({
    statuses: [{ id: 'wamid.2', status: 'failed', timestamp: '1764061200', errors: [{ code: 131049 }] }],
  })
  await shows(it, STATUSES, [{ status: 'pending' }, { status: 'failed' }, { status: 'pending' }])
  await onlyRefused(it, { code: '22001', message: expect.stringMatching(/^failure_code: /) })
})

test('columns that only go together are written together, beside two that are refused', async () => {
  const it =
    await link(`${RECIPIENTS} ALTER TABLE campaign_recipients ADD failure_code VARCHAR(3), ADD CHECK (sent_at IS NULL),
    ADD CHECK ((status = 'failed') = (failed_at IS NOT NULL))`)
  await it.service.post({
    statuses: [
      { id: 'wamid.2', status: 'sent', timestamp: '1764061200' },
      { id: 'wamid.2', status: 'failed', timestamp: '1764061200', errors: [{ code: 131049 }] },
    ],
  })
  await shows(it, STATUSES, [{ status: 'pending' }, { status: 'failed' }, { status: 'pending' }])
  await onlyRefused(it, {
    message: expect.stringMatching(/^sent_at: .*; failure_code: |^failure_code: .*; sent_at: /),
  })
})

test('a message that only webhooks know is inserted without what is refused', async () => {
  const it = await link(`${MESSAGES.replace('status JSONB', 'status VARCHAR(3), failure_code VARCHAR(4)')}
    INSERT INTO broadcasts_messages (message_id, status) VALUES ('wamid.0', 'new')`)
  await it.service.post({
    statuses: [{ id: 'wamid.9', status: 'failed', timestamp: '1764061200', errors: [{ code: 131049 }] }],
  })
  await shows(it, MESSAGE_ROWS, [
    { message_id: 'wamid.0', status: 'new' },
    { message_id: 'wamid.9', status: null },
  ])
  await onlyRefused(it, {
    code: '22001',
    message:
      'status: value too long for type character varying(3); failure_code: value too long for type character varying(4)',
  })
})

test.each(['PT403', 'XX000', '0A000', '42P01'])(
  'a column that a trigger of theirs refuses with %s costs only itself',
  async (code) => {
    const it = await link(`${RECIPIENTS}
      CREATE FUNCTION theirs() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.status <> OLD.status THEN RAISE EXCEPTION 'no' USING ERRCODE = '${code}'; END IF; RETURN NEW; END $$;
      CREATE TRIGGER theirs BEFORE UPDATE ON campaign_recipients FOR EACH ROW EXECUTE FUNCTION theirs()`)
    await post(it.service, 'wamid.1', 'delivered')
    await onlyRefused(it, { code, message: 'status: no' })
    const first = 'SELECT status, delivered_at FROM campaign_recipients WHERE id = 1'
    await shows(it, first, [{ status: 'pending', delivered_at: new Date(AT) }])
  },
)

test('a column that a trigger of theirs changes back keeps no other column waiting', async () => {
  const it = await link(`${RECIPIENTS}
    CREATE FUNCTION theirs() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.status := OLD.status; RETURN NEW; END $$;
    CREATE TRIGGER theirs BEFORE UPDATE ON campaign_recipients FOR EACH ROW EXECUTE FUNCTION theirs()`)
  await post(it.service, 'wamid.1', 'sent')
  await onlyRefused(it, { code: 'not-written', message: expect.stringMatching(/^status: a trigger/) })
  await rowsOf(it, "UPDATE bluetick.link_failures SET next_attempt_at = now() + interval '1 day'")
  await post(it.service, 'wamid.1', 'delivered')
  await shows(it, 'SELECT delivered_at FROM campaign_recipients WHERE id = 1', [
    { delivered_at: new Date(AT) },
  ])
})

test('a word that a trigger of theirs spells otherwise is written', async () => {
  const it = await link(`${RECIPIENTS}
    CREATE FUNCTION theirs() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.status := upper(NEW.status); RETURN NEW; END $$;
    CREATE TRIGGER theirs BEFORE UPDATE ON campaign_recipients FOR EACH ROW EXECUTE FUNCTION theirs()`)
  await post(it.service, 'wamid.1', 'read')
  await shows(it, STATUSES, [{ status: 'READ' }, { status: 'pending' }, { status: 'pending' }])
  await eventually(async () => expect(await it.status()).toMatchObject({ outbox: 0 }))
  expect(await it.refused()).toEqual([])
})

test('two rows of theirs for one message, which nobody knew to be one, both show it, and both keep their ids', async () => {
  const it = await link(`${MESSAGES} ${RECIPIENTS}`)
  await post(it.service, 'AS-1', 'sent')
  await post(it.service, 'wamid.1', 'delivered')
  const both = (status: object) => ['AS-1', 'wamid.1'].map((message_id) => ({ message_id, status }))
  await eventually(async () => expect(await rowsOf(it, MESSAGE_ROWS)).toHaveLength(2))
  await postBoth(it, 'SENT')
  await shows(it, MESSAGE_ROWS, both({ sent: AT, delivered: AT }))
  await post(it.service, 'AS-1', 'read')
  await shows(it, MESSAGE_ROWS, both({ sent: AT, ...READ }))
  expect(await it.status()).toMatchObject({ outbox: 0, failures: [] })
})

test('recipients that refer to the id of their message keep it as the message does, and both show what is reported', async () => {
  const it = await link(
    `${NAMED} ${RECIPIENTS.replace(
      'whatsapp_message_id TEXT',
      'whatsapp_message_id TEXT REFERENCES broadcasts_messages (message_id)',
    ).replace("VALUES ('c1', 'wamid.1'), ('c1', 'wamid.2'), ('c1', NULL)", "VALUES ('c1', 'AS-1')")}`,
  )
  await postBoth(it, 'SENT')
  await shows(it, MESSAGE_ROWS, [{ message_id: 'AS-1', status: { sent: AT } }])
  await shows(it, STATUSES, [{ status: 'sent' }])
  await onlyRefused(it, { table: 'broadcasts_messages', message: expect.stringMatching(/^message_id: /) })
  await post(it.service, 'wamid.1', 'read')
  await shows(it, MESSAGE_ROWS, [{ message_id: 'AS-1', status: { sent: AT, ...READ } }])
  await shows(it, STATUSES, [{ status: 'read' }])
})
