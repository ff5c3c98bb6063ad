import pg from 'pg'
import { expect, test, vi } from 'vitest'
import { eventually, linkTest, rowsOf } from '../../support/link-test.ts'
import type { LinkedService } from '../../support/linked.ts'
import { metaBody } from '../../support/meta-body.ts'
import { MESSAGES, RECIPIENTS } from './shapes/shape.ts'

// The first copy beside webhooks, and beside a second one.

const { start } = linkTest()

const AT = 1_764_061_200

/** Recipients of 7 campaigns, of which none is in a table; every seventh message is not in a table either, and every hundredth is of two recipients. */
const ROWS = 7_000
const TABLES = `${MESSAGES}
  CREATE TABLE campaign_recipients (
    id SERIAL PRIMARY KEY, campaign_id TEXT, phone_number TEXT, status TEXT DEFAULT 'pending', sent_at TIMESTAMPTZ,
    delivered_at TIMESTAMPTZ, read_at TIMESTAMPTZ, failed_at TIMESTAMPTZ, whatsapp_message_id TEXT);
  INSERT INTO broadcasts_messages (message_id, status)
    SELECT 'wamid.' || n, '{"sent": "2025-11-25T08:00:00Z"}' FROM generate_series(1, ${ROWS}) n WHERE n % 7 > 0;
  INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id, status)
    SELECT 'c' || n % 7, 'wamid.' || CASE WHEN n % 100 = 0 THEN n / 2 ELSE n END, 'sent' FROM generate_series(1, ${ROWS}) n;
  CREATE INDEX ON campaign_recipients (whatsapp_message_id)`

test('webhooks, two first copies at once and recipients that share a message: each is counted once', {
  timeout: 180_000,
}, async () => {
  const it = await start(TABLES)
  let isCopying = true
  const copying = Promise.all([1, 2].map(() => it.bluetick(['link', '--yes']))).finally(() => {
    isCopying = false
  })
  /** Of every third message it is reported that it was read: of each while the rows are copied, or right after. */
  const read = Array.from({ length: Math.ceil(ROWS / 3) }, (_, n) => `wamid.${ROWS - 3 * n}`)
  for (let n = 0; n < read.length || isCopying; n += 50) {
    const first = n % read.length
    const statuses = read
      .slice(first, first + 50)
      .map((id) => ({ id, status: 'read', timestamp: String(AT + (n < read.length ? 60 : 0)) }))
    expect((await it.service.post(metaBody(statuses))).status).toBe(200)
  }
  for (const one of await copying) expect(one).toMatchObject({ code: 0, err: '' })
  expect(await it.refused()).toEqual([])

  const statusOf = `CASE WHEN CASE WHEN n % 100 = 0 THEN n / 2 ELSE n END % 3 = ${ROWS % 3} THEN 'read' ELSE 'sent' END`
  const expected = `SELECT 'c' || n % 7 AS id, count(*)::int AS recipients, (count(*) FILTER (WHERE ${statusOf} = 'read'))::int AS read
    FROM generate_series(1, ${ROWS}) n GROUP BY 1 ORDER BY 1`
  const counted = `SELECT id, recipients_counted AS recipients, messages_read AS read FROM bluetick.marketing_campaigns ORDER BY id`
  await eventually(async () => expect(await rowsOf(it, counted)).toEqual(await rowsOf(it, expected)))
  expect(await rowsOf(it, 'SELECT count(*)::int AS n FROM bluetick.campaign_recipients')).toEqual([
    { n: ROWS },
  ])
  const theirs = `SELECT count(*)::int AS n FROM campaign_recipients r JOIN generate_series(1, ${ROWS}) n ON n = r.id
    WHERE r.status IS DISTINCT FROM ${statusOf}`
  await eventually(async () => expect(await rowsOf(it, theirs)).toEqual([{ n: 0 }]))
  expect(await it.bluetick(['verify'])).toMatchObject({ code: 0 })
})

test('rows that they delete while the rows about them are read are not there afterwards', {
  timeout: 120_000,
}, async () => {
  const it = await start(TABLES)
  let isCopying = true
  const linking = it.bluetick(['link', '--yes']).finally(() => {
    isCopying = false
  })
  const ahead = `DELETE FROM campaign_recipients r USING bluetick.linked_tables t
    WHERE t.name = 'campaign_recipients' AND r.id % 3 = 0
      AND r.id > t.swept_to::int AND r.id <= t.swept_to::int + 1200`
  while (isCopying) await it.service.pool.query(ahead)
  expect(await linking).toMatchObject({ code: 0, err: '' })
  const ghosts = `SELECT count(*)::int AS n FROM bluetick.linked_rows l WHERE l.table_name = 'campaign_recipients'
    AND NOT EXISTS (SELECT FROM campaign_recipients r WHERE r.id::text = l.their_key)`
  // Long before all rows are compared again.
  await vi.waitFor(async () => expect(await rowsOf(it, ghosts)).toEqual([{ n: 0 }]), { timeout: 5_000 })
})

test('recipients whose messages come along are taken in beside webhooks, and only those without wait for them', {
  timeout: 120_000,
}, async () => {
  const it = await start(`${MESSAGES} ${RECIPIENTS}
    INSERT INTO broadcasts_messages (message_id, status) VALUES ('wamid.1', '{"sent": "2025-11-25T08:00:00Z"}')`)
  // As transactions of webhooks that do not end: linking waits for the first, and the second is there before rows are read.
  const [first, second] = [await batch(it), await batch(it)]
  await first.query(OPEN)
  const linking = it.bluetick(['link', '--yes'])
  await eventually(async () => expect(await rowsOf(it, WAITING)).toHaveLength(1))
  const opened = second.query(OPEN)
  await eventually(async () => expect(await rowsOf(it, WAITING)).toHaveLength(2))
  await first.end()
  await opened
  const taken = 'SELECT whatsapp_message_id AS id FROM bluetick.campaign_recipients ORDER BY id'
  await eventually(async () => expect(await rowsOf(it, taken)).toEqual([{ id: 'wamid.1' }]))
  await eventually(async () => expect(await rowsOf(it, WAITING)).not.toEqual([]))
  expect(await rowsOf(it, taken)).toHaveLength(1)
  await second.end()
  expect(await linking).toMatchObject({ code: 0, err: '' })
  expect(await rowsOf(it, taken)).toHaveLength(3)
})

const OPEN = `BEGIN; SELECT pg_advisory_xact_lock_shared(1651275109, hashtext('bluetick.message_ids'))`
const WAITING = `SELECT FROM pg_stat_activity WHERE wait_event = 'advisory' AND datname = current_database()`

async function batch({ databaseUrl }: LinkedService): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  return client
}

test.each(['the service', 'the command line'])(
  'a first copy of %s that cannot go on says why, and goes on when it can',
  {
    timeout: 120_000,
  },
  async (holder) => {
    // What is looked at beforehand can be read; the first copy alone asks for rows that failed.
    const it = await start(
      `${MESSAGES} ${RECIPIENTS}
    CREATE FUNCTION shown(id INT) RETURNS BOOLEAN LANGUAGE plpgsql AS $$
      BEGIN IF current_query() LIKE '%link_failures AS f%' THEN RAISE 'no row for you'; END IF; RETURN true; END $$;
    ALTER TABLE campaign_recipients ENABLE ROW LEVEL SECURITY;
    CREATE POLICY mine ON campaign_recipients USING (shown(id))`,
      { role: 'rows only' },
    )
    const heard: string[] = []
    const linking = it.bluetick(['link', '--yes'], (text) => void heard.push(text))
    await eventually(async () => expect(await rowsOf(it, 'SELECT FROM bluetick.links')).toHaveLength(1))
    if (holder === 'the service')
      await rowsOf(it, "UPDATE bluetick.links SET leased_until = 'infinity', holder = 'the service'")
    await eventually(async () => expect(heard.join('')).toContain('tried again: no row for you'))
    await rowsOf(
      it,
      'DROP POLICY mine ON campaign_recipients; CREATE POLICY every ON campaign_recipients USING (true)',
    )
    await rowsOf(it, 'UPDATE bluetick.links SET leased_until = now()')
    expect((await linking).code).toBe(0)
    expect(heard).toHaveLength(1)
  },
)
