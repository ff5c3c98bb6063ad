import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { joinExternalRows } from '../../src/app/campaigns/join-external-rows.ts'
import { commitBatch } from '../../src/app/ingest/commit-batch.ts'
import type { StatusReport } from '../../src/domain/messages/report.ts'
import { msOfStatusTime } from '../../src/domain/messages/status-time.ts'
import { bluetick } from '../support/command-line.ts'
import { report } from '../support/reports.ts'
import { openPool, type PostgresSubject, postgresSubject } from '../support/subject.ts'

// Rows of others that hold what nobody thought of: each costs only itself.

const NEVER = new AbortController().signal
let subject: PostgresSubject
beforeAll(async () => {
  subject = await postgresSubject()
})
afterAll(() => subject.close())
beforeEach(() => subject.clear())
const commit = (...reports: StatusReport[]) => commitBatch(subject.store, reports, 'latest')
const rows = async (sql: string) => (await subject.pool.query(sql)).rows
async function sender(sql: string): Promise<void> {
  await rows(sql)
  await joinExternalRows(subject.store, 'latest', NEVER)
}

describe.each([
  ['infinity', "'infinity'"],
  ['-infinity', "'-infinity'"],
  ['a time before Christ', "'0044-03-15 BC'"],
  ['a year of five digits', "'20260-01-01'"],
])('%s is no time', (_, time) => {
  test.each([
    [
      'a recipient',
      `INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id, status, sent_at, replied_at, created_at, updated_at)
       VALUES ('c', 'odd', 'sent', ${time}, ${time}, ${time}, ${time})`,
    ],
    [
      'a message',
      `INSERT INTO broadcasts_messages (message_id, status, created_at, updated_at, replied_at)
       VALUES ('odd', '{"sent": "2026-11-01T10:00:00Z"}', ${time}, ${time}, ${time})`,
    ],
    ['a campaign', `UPDATE marketing_campaigns SET created_at = ${time}, updated_at = ${time}`],
  ])('in %s: what others and webhooks say beside it is taken in', async (_, sql) => {
    await rows("INSERT INTO marketing_campaigns (id, name) VALUES ('c', 'c')")
    await sender(`${sql};
      INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id) VALUES ('c', 'good')`)
    await commit(report({ ids: ['odd'], kind: 'read' }), report({ ids: ['good'], kind: 'read' }))
    expect(await rows("SELECT status FROM campaign_recipients WHERE whatsapp_message_id = 'good'")).toEqual([
      { status: 'read' },
    ])
    expect(await rows('SELECT FROM campaign_recipients WHERE NOT settled')).toEqual([])
    const times = await rows(`
      SELECT created_at, updated_at FROM broadcasts_messages UNION ALL SELECT created_at, updated_at FROM campaign_recipients
      UNION ALL SELECT created_at, updated_at FROM marketing_campaigns`)
    for (const { created_at, updated_at } of times)
      expect([created_at, updated_at]).toEqual([expect.any(Date), expect.any(Date)])
    expect(
      await rows("SELECT sum(messages)::int AS n FROM bluetick.message_rollup WHERE campaign_id = ''"),
    ).toEqual(await rows('SELECT count(*)::int AS n FROM broadcasts_messages'))
  })
})

test('a time that is none, written past our triggers, hides no damage of the rollups behind it', async () => {
  await commit(report({ ids: ['good'], kind: 'sent' }))
  await rows(`BEGIN; SET LOCAL session_replication_role = replica;
    INSERT INTO broadcasts_messages (message_id, status, created_at) VALUES ('odd', '{}', '-infinity'), ('old', '{}', '0044-03-15 BC');
    UPDATE bluetick.message_rollup SET sent = sent + 5; COMMIT`)
  const { code, out } = await bluetick(['verify', '--rollups'], { DATABASE_URL: subject.url })
  expect({ code, out }).toMatchObject({ code: 1, out: expect.stringContaining('differ') })
})

test.each(['"x"', '7', '[1]', '{"131026": null}', '{"131026": {"at": 5}}', '{"131026": "late"}'])(
  'failures that are %s are none',
  async (failures) => {
    await sender(`INSERT INTO broadcasts_messages (message_id, status, failures) VALUES ('odd', '{}', '${failures}');
      INSERT INTO broadcasts_messages (message_id, status) VALUES ('good', '{"sent": "2026-11-01T10:00:00Z"}')`)
    await commit(report({ ids: ['odd'], kind: 'read' }), report({ ids: ['good'], kind: 'read' }))
    const read = await rows("SELECT message_id FROM broadcasts_messages WHERE status ? 'read' ORDER BY 1")
    expect(read).toEqual([{ message_id: 'good' }, { message_id: 'odd' }])
  },
)

test('what our own code cannot read or decide is refused, and costs only itself', async () => {
  const broken = () => {
    throw new TypeError('nobody thought of that')
  }
  await expect(
    subject.store.update({ ids: ['a'], campaignNames: [], reports: [] }, broken),
  ).rejects.toMatchObject({
    name: 'StoreRefusedError',
    code: 'unreadable',
    message: 'nobody thought of that',
  })
})

test('blanks around an id are not part of it, and blanks alone are none', async () => {
  await rows("INSERT INTO marketing_campaigns (id, name) VALUES ('c', 'c'), ('d', 'd')")
  await sender(`INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id, status)
                VALUES ('c', ' ', 'failed'), ('d', E'\\t', 'pending'), ('d', ' wamid.A ', 'pending')`)
  await commit(report({ ids: ['wamid.A'], kind: 'sent' }))
  const found = await rows(
    'SELECT whatsapp_message_id AS message, status FROM campaign_recipients ORDER BY id',
  )
  expect(found).toEqual([
    { message: null, status: 'failed' },
    { message: null, status: 'pending' },
    { message: 'wamid.A', status: 'sent' },
  ])
})

test('a database with another style of dates, and of text, is read as any other', async () => {
  const database = new URL(subject.url).pathname.slice(1)
  await rows(
    `ALTER DATABASE ${database} SET datestyle = 'German, DMY'; ALTER DATABASE ${database} SET standard_conforming_strings = off`,
  )
  const other = openPool(subject.url)
  try {
    const found = await other.query(
      String.raw`SELECT timestamptz '2026-11-03T10:00:00Z' AS at, '7' ~ '^\d$' AS is_digit`,
    )
    expect(found.rows).toEqual([{ at: new Date('2026-11-03T10:00:00Z'), is_digit: true }])
  } finally {
    await other.end()
    await rows(`ALTER DATABASE ${database} RESET ALL`)
  }
})

const TIMES = `2026-11-01T05:30:00Z|2026-11-01 05:30|2026-11-01T05:30:00.1234567+05:30|2026-11-01T05:30+0530|2026-11-01T05:30-08
  |2026-11-01T05:30:00 IST|2026-11-01T05:30:00 EST|2026-11-01T05:30utc|2026-11-01T05:30 PM|2026-11-01 05:30 BC|2026-11-01 05:30 AD
  |2026-11-01T05:30 sat|2026-11-01T05:30 America/Havana|2026-11-01T05:30 Z|2026-11-01T05:30 +05:30|2026-11-01T05:30+5
  |2026-11-01T05:30+530|2026-11-01T05:30+05:30:15|2026-11-01T05:30:60|2026-11-01T05:30:60Z|0001-01-01T00:00:00+05:00
  |2026-02-30T00:00|2026-02-29T00:00Z|2028-02-29T00:00Z|2026-13-01T00:00|2026-11-01T24:00|2026-11-01T05:30+16:00|2026-11-01T05:30+14:59
  |infinity|now|2026-11-01|2026-11-01T05:30:00,5Z|2026-11-01t05:30:00z|2026-11-01T05:30:00.|9999-12-31T23:59:59Z|12026-11-01T05:30`

test.each(TIMES.split('|').map((text) => text.trim()))('SQL and code read %s alike', async (text) => {
  const found = await subject.pool.query<{ at: Date | null }>('SELECT bluetick.time_of($1) AS at', [text])
  expect(found.rows[0]?.at?.getTime() ?? Number.NaN).toBe(msOfStatusTime(text))
})
