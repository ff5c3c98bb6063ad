import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LinkedService, startLinkedService } from '../../support/linked.ts'

// Several people link, and end that, at the same time.

const TABLES = `
  CREATE TABLE campaign_recipients (id SERIAL PRIMARY KEY, campaign_id TEXT NOT NULL, status TEXT, whatsapp_message_id TEXT);
  INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id) SELECT 'c1', 'wamid.' || n FROM generate_series(1, 3000) n`

let linked: LinkedService
beforeAll(async () => {
  linked = await startLinkedService(TABLES)
})
afterAll(() => linked.stop())

const rowsOf = (sql: string) => linked.service.pool.query(sql).then(({ rows }) => rows)
const OUR_TRIGGERS = `SELECT tgrelid::regclass::text AS on_table, tgname FROM pg_trigger WHERE tgname LIKE 'bluetick_note_%' ORDER BY 1, 2`

test('linking three times at once is linking once', { timeout: 120_000 }, async () => {
  const all = await Promise.all([1, 2, 3].map(() => linked.bluetick(['link', '--yes'])))
  for (const one of all) expect(one).toMatchObject({ code: 0, err: '' })
  for (const { out } of all) expect(out).toContain('Linked: 3000 rows were read.')
  expect(await rowsOf('SELECT count(*)::int AS n FROM bluetick.campaign_recipients')).toEqual([{ n: 3000 }])
  expect(await rowsOf(OUR_TRIGGERS)).toHaveLength(7)
})

test('while somebody works on a table, linking it again waits, and keeps nobody waiting', {
  timeout: 120_000,
}, async () => {
  expect((await linked.bluetick(['unlink'])).code).toBe(0)
  const client = await linked.service.pool.connect()
  await client.query(`BEGIN; UPDATE campaign_recipients SET status = 'sent' WHERE id = 1`)
  const linking = linked.bluetick(['link', '--yes'])
  await expect
    .poll(
      () =>
        rowsOf(
          `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%CREATE OR REPLACE TRIGGER%'`,
        ),
      {
        timeout: 20_000,
      },
    )
    .toHaveLength(1)
  await rowsOf(`UPDATE campaign_recipients SET status = 'sent' WHERE id = 2`)
  await client.query('COMMIT')
  client.release()
  expect(await linking).toMatchObject({ code: 0, err: '' })
})

test('of two who unlink at once one hears that nothing is linked, and nothing is left', {
  timeout: 120_000,
}, async () => {
  await rowsOf('ALTER TABLE campaign_recipients RENAME TO former_recipients')
  const both = await Promise.all([1, 2].map(() => linked.bluetick(['unlink'])))
  expect(both.some(({ code }) => code === 0)).toBe(true)
  for (const { code, err } of both) if (code !== 0) expect(err).toBe('Nothing is linked.\n')
  expect(await rowsOf(OUR_TRIGGERS)).toEqual([])
})
