import { expect, test, vi } from 'vitest'
import { linkTest, rowsOf } from '../../support/link-test.ts'
import type { LinkedService } from '../../support/linked.ts'
import { MESSAGES, RECIPIENTS } from './shapes/shape.ts'

// Their own statements: our trigger costs none of them, whatever a row holds, and notes the keys as they are read.

const { link } = linkTest()

const campaignsOf = async (it: LinkedService) =>
  (await rowsOf(it, 'SELECT campaign_id FROM bluetick.campaign_recipients ORDER BY id')).map(
    (row) => row.campaign_id,
  )
/** Sooner than the next look at all rows, which needs no trigger. */
const noticed = (look: () => Promise<void>) => vi.waitFor(look, { timeout: 15_000 })

test('columns beside the key may hold what cannot be converted', { timeout: 120_000 }, async () => {
  const it = await link(`${MESSAGES} ${RECIPIENTS}
    ALTER TABLE campaign_recipients ADD payload JSON; ALTER TABLE broadcasts_messages ADD raw JSON`)
  await rowsOf(
    it,
    String.raw`INSERT INTO campaign_recipients (campaign_id, payload) VALUES ('c2', '{"a":"\u0000"}')`,
  )
  await noticed(async () => expect(await campaignsOf(it)).toEqual(['c1', 'c1', 'c1', 'c2']))
  await rowsOf(
    it,
    String.raw`UPDATE campaign_recipients SET payload = '{"a":"\u0000"}', campaign_id = 'c3' WHERE id = 1`,
  )
  await noticed(async () => expect(await campaignsOf(it)).toEqual(['c3', 'c1', 'c1', 'c2']))
  await rowsOf(it, "DELETE FROM campaign_recipients WHERE campaign_id IN ('c2', 'c3')")
  await noticed(async () => expect(await campaignsOf(it)).toEqual(['c1', 'c1']))
  await rowsOf(
    it,
    `INSERT INTO broadcasts_messages (message_id, raw, status) VALUES ('wamid.7', '{"n": 1e400000}', '{"sent": "2025-11-25T09:00:00Z"}')`,
  )
  await noticed(async () =>
    expect(await rowsOf(it, 'SELECT message_id FROM bluetick.broadcasts_messages')).toEqual([
      { message_id: 'wamid.7' },
    ]),
  )
})

test('a session that goes on after the key got another type is followed', { timeout: 120_000 }, async () => {
  const it = await link(`${MESSAGES} ${RECIPIENTS}`)
  const theirs = await it.service.pool.connect()
  try {
    for (const campaign of ['c2', 'c3']) {
      await theirs.query(`INSERT INTO campaign_recipients (campaign_id) VALUES ('${campaign}')`)
      await noticed(async () => expect(await campaignsOf(it)).toContain(campaign))
      await rowsOf(it, 'ALTER TABLE campaign_recipients ALTER id TYPE BIGINT')
    }
  } finally {
    theirs.release()
  }
})

const COLUMNS = "campaign_id TEXT, status TEXT DEFAULT 'pending', whatsapp_message_id TEXT"
test.each([
  ['CHAR(n)', 'id CHAR(10) PRIMARY KEY', "'a'", "'b'", "'c'"],
  ['a domain over CHAR(n)', 'id code PRIMARY KEY', "'a'", "'b'", "'c'"],
  [
    'several, CHAR(n) among them',
    'id INT, shard CHAR(4), PRIMARY KEY (shard, id)',
    "1, 'a'",
    "2, 'a'",
    "3, 'b'",
  ],
  ['inet', 'id INET PRIMARY KEY', "'10.0.0.1'", "'10.0.0.2'", "'10.0.0.3'"],
  ['a time', 'id TIMESTAMPTZ PRIMARY KEY', "'2025-01-01'", "'2025-01-02'", "'2025-01-03 01:02:03.45+05:30'"],
  [
    'several, with a time and a date',
    'id TIMESTAMPTZ, day DATE, PRIMARY KEY (id, day)',
    "'2025-01-01', '2025-01-01'",
    "'2025-01-02', '2025-01-01'",
    "'2025-01-03 01:02:03.45+05:30', '2025-01-01'",
  ],
  ['a number', 'id NUMERIC(10, 2) PRIMARY KEY', '1', '2', '3'],
  ['text with a collation', 'id TEXT COLLATE "und-x-icu" PRIMARY KEY', "'a'", "'B'", "'c'"],
])('a deleted row is followed where the key is %s', { timeout: 120_000 }, async (_, key, ...ids) => {
  const it = await link(`
    CREATE DOMAIN code AS CHAR(10);
    DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET timezone = ''Asia/Kolkata''', current_database()); END $$;
    CREATE TABLE campaign_recipients (${key.replace(/, PRIMARY KEY.*/, '')}, ${COLUMNS}${/, PRIMARY KEY.*/.exec(key)?.[0] ?? ''});
    INSERT INTO campaign_recipients VALUES ${ids.map((id) => `(${id}, 'c1', 'pending', NULL)`).join(', ')}`)
  expect(await campaignsOf(it)).toEqual(['c1', 'c1', 'c1'])
  await rowsOf(it, `DELETE FROM campaign_recipients WHERE id = ${ids[2]?.replace(/, .*/, '')}`)
  await noticed(async () => expect(await campaignsOf(it)).toEqual(['c1', 'c1']))
  await rowsOf(
    it,
    `UPDATE campaign_recipients SET campaign_id = 'c2' WHERE id = ${ids[0]?.replace(/, .*/, '')}`,
  )
  await noticed(async () => expect((await campaignsOf(it)).toSorted()).toEqual(['c1', 'c2']))
})
