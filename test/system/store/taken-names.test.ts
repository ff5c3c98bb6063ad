import { expect, test } from 'vitest'
import { eventually, linkTest, post, rowsOf } from '../../support/link-test.ts'

// The service starts whatever bears the documents' names, or those of their indexes.

const { start } = linkTest()

const ORDERS = 'CREATE TABLE orders (id INT PRIMARY KEY, note TEXT)'

test.each([
  ['an enum', "CREATE TYPE campaign_recipients AS ENUM ('a')", 'campaign_recipients'],
  ['a composite type', 'CREATE TYPE marketing_campaigns AS (a INT)', 'marketing_campaigns'],
  ['a domain', 'CREATE DOMAIN message_status_dashboard AS TEXT', 'message_status_dashboard'],
  ['a range', 'CREATE TYPE broadcasts_messages AS RANGE (subtype = int4)', 'broadcasts_messages'],
  ['an index', `${ORDERS}; CREATE INDEX broadcasts_messages ON orders (note)`, 'broadcasts_messages'],
  ['a sequence', 'CREATE SEQUENCE broadcasts_messages', 'broadcasts_messages'],
  [
    'a materialized view',
    'CREATE MATERIALIZED VIEW campaign_recipients AS SELECT 1 AS a',
    'campaign_recipients',
  ],
  [
    'a partitioned table',
    'CREATE TABLE marketing_campaigns (id TEXT PRIMARY KEY) PARTITION BY LIST (id)',
    'marketing_campaigns',
  ],
  [
    'a foreign table',
    'CREATE FOREIGN DATA WRAPPER f; CREATE SERVER s FOREIGN DATA WRAPPER f; CREATE FOREIGN TABLE campaign_recipients (id INT) SERVER s',
    'campaign_recipients',
  ],
  [
    'a sequence of a table that was renamed',
    'CREATE TABLE campaign_recipients (id BIGSERIAL); ALTER TABLE campaign_recipients RENAME TO recipients_of_2024',
    'campaign_recipients_id_seq',
  ],
  [
    'an index of theirs on another table',
    `${ORDERS}; CREATE INDEX idx_campaign_recipients_message ON orders (note)`,
    'idx_campaign_recipients_message',
  ],
])('beside %s', async (_, theirs, taken) => {
  const it = await start(theirs)
  expect((await post(it.service, 'wamid.1', 'read')).status).toBe(200)
  await eventually(async () =>
    expect(await rowsOf(it, 'SELECT message_id FROM bluetick.broadcasts_messages')).toEqual([
      { message_id: 'wamid.1' },
    ]),
  )
  const said = it.service.logged().map(({ msg }) => msg)
  expect(said).toContainEqual(expect.stringContaining(taken))
  expect(await it.bluetick(['link', '--json'])).toMatchObject({ code: expect.any(Number), err: '' })
})

test('a function of theirs is in nobody’s way', async () => {
  const it = await start("CREATE FUNCTION campaign_recipients() RETURNS INT LANGUAGE sql AS 'SELECT 1'")
  await post(it.service, 'wamid.1', 'read')
  expect(await rowsOf(it, 'SELECT message_id FROM public.broadcasts_messages')).toHaveLength(1)
})
