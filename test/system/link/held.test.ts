import pg from 'pg'
import { expect, test } from 'vitest'
import { eventually, linkTest, post, rowsOf } from '../../support/link-test.ts'
import type { LinkedService } from '../../support/linked.ts'
import { MESSAGES, RECIPIENTS } from './shapes/shape.ts'

// Rows of theirs that somebody has locked, or is about to insert: they wait, and nothing else does.

const CAMPAIGNS = `CREATE TABLE marketing_campaigns (id TEXT PRIMARY KEY, messages_read INT DEFAULT 7);
  INSERT INTO marketing_campaigns VALUES ('c1'), ('of others');`

const clients: pg.Client[] = []
const { link } = linkTest(async () => {
  for (const client of clients.splice(0)) await client.end()
})

const messageOf = (it: LinkedService, id: string) =>
  rowsOf(it, `SELECT status FROM broadcasts_messages WHERE message_id = '${id}'`).then(([row]) => row?.status)

/** A transaction of theirs that stays open until it is committed, or the test ends. */
async function opened({ databaseUrl }: LinkedService, sql: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl, options: '-c search_path=public' })
  client.on('error', () => undefined)
  await client.connect()
  clients.push(client)
  await client.query(`BEGIN; ${sql}`)
  return client
}

test('rows that somebody has locked are tried again: counters, recipients, and one of two rows of a message', async () => {
  const it = await link(`${MESSAGES.replace('UNIQUE ', '')} ${RECIPIENTS} ${CAMPAIGNS}
    INSERT INTO broadcasts_messages (message_id) VALUES ('wamid.1'), ('wamid.1')`)
  const theirs = await opened(
    it,
    `SELECT FROM marketing_campaigns FOR UPDATE; SELECT FROM campaign_recipients FOR UPDATE;
     SELECT FROM broadcasts_messages WHERE id = 1 FOR UPDATE`,
  )
  await post(it.service, 'wamid.1', 'read')
  const listed = ['broadcasts_messages', 'campaign_recipients', 'marketing_campaigns']
  await eventually(async () => {
    const refused = await it.refused()
    expect(refused.map((one) => ('table' in one ? one.table : undefined)).toSorted()).toEqual(listed)
    for (const { code } of refused) expect(code).toBe('not-written')
  })
  const read = { delivered: '2025-11-25T09:00:00Z', read: '2025-11-25T09:00:00Z' }
  const statuses = 'SELECT status FROM broadcasts_messages ORDER BY id'
  expect(await rowsOf(it, statuses)).toEqual([{ status: null }, { status: read }])
  await theirs.query('COMMIT')
  await it.bluetick(['link', 'retry'])
  await eventually(async () =>
    expect(await rowsOf(it, statuses)).toEqual([{ status: read }, { status: read }]),
  )
  await eventually(async () =>
    expect(await rowsOf(it, 'SELECT status FROM campaign_recipients ORDER BY id LIMIT 1')).toEqual([
      { status: 'read' },
    ]),
  )
  await eventually(async () =>
    expect(await rowsOf(it, 'SELECT id, messages_read AS n FROM marketing_campaigns ORDER BY 1')).toEqual([
      { id: 'c1', n: 1 },
      { id: 'of others', n: 7 },
    ]),
  )
  await eventually(async () => expect(await it.refused()).toEqual([]))
})

test('a message that they are about to insert waits alone, and is written when they are done', async () => {
  const it = await link(`${MESSAGES} ${RECIPIENTS}`)
  const theirs = await opened(
    it,
    `INSERT INTO broadcasts_messages (message_id, status) VALUES ('wamid.x', '{}')`,
  )
  const ids = Array.from({ length: 20 }, (_, n) => `wamid.many.${n}`)
  await Promise.all(['wamid.x', ...ids].map((id) => post(it.service, id, 'sent')))
  const written = `SELECT FROM broadcasts_messages WHERE message_id LIKE 'wamid.many.%'`
  await eventually(async () => expect(await rowsOf(it, written)).toHaveLength(20))
  expect(await it.refused()).toMatchObject([{ table: 'broadcasts_messages', code: 'not-written' }])
  expect(it.service.logged().filter(({ msg }) => msg.includes('cannot be read or written'))).toEqual([])
  await theirs.query('COMMIT')
  await it.bluetick(['link', 'retry'])
  await eventually(async () => expect(await messageOf(it, 'wamid.x')).toHaveProperty('sent'))
})

test('a row whose update would have to wait for theirs waits alone', async () => {
  const it =
    await link(`CREATE TABLE people (id INT PRIMARY KEY, touched INT); INSERT INTO people VALUES (1, 0);
    ${RECIPIENTS} CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.id = 1 THEN UPDATE public.people SET touched = touched + 1; END IF; RETURN NEW; END $$;
    CREATE TRIGGER touch BEFORE UPDATE ON campaign_recipients FOR EACH ROW EXECUTE FUNCTION touch()`)
  const theirs = await opened(it, 'SELECT FROM people FOR UPDATE')
  await Promise.all(['wamid.1', 'wamid.2'].map((id) => post(it.service, id, 'read')))
  const statuses = async () =>
    (await rowsOf(it, 'SELECT status FROM campaign_recipients ORDER BY id')).map(({ status }) => status)
  await eventually(async () => expect(await statuses()).toEqual(['pending', 'read', 'pending']))
  await eventually(async () => expect(await it.refused()).toMatchObject([{ code: 'not-written' }]))
  await theirs.query('COMMIT')
  await it.bluetick(['link', 'retry'])
  await eventually(async () => expect(await statuses()).toEqual(['read', 'read', 'pending']))
})
