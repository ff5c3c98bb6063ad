import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { joinExternalRows } from '../../src/app/campaigns/join-external-rows.ts'
import { commitBatch } from '../../src/app/ingest/commit-batch.ts'
import type { StatusReport } from '../../src/domain/messages/report.ts'
import { NOON_MS, report } from '../support/reports.ts'
import { type PostgresSubject, postgresSubject } from '../support/subject.ts'

const NEVER = new AbortController().signal

let subject: PostgresSubject
beforeAll(async () => {
  subject = await postgresSubject()
})
afterAll(() => subject.close())
beforeEach(() => subject.clear())

const commit = (...reports: StatusReport[]) => commitBatch(subject.store, reports, 'latest')
const join = () => joinExternalRows(subject.store, 'latest', NEVER)
/** What a sender's own service does, and the worker after it. */
async function sender(sql: string, values: unknown[] = []): Promise<void> {
  await subject.pool.query(sql, values)
  await join()
}
async function rows(sql: string, values: unknown[] = []) {
  return (await subject.pool.query(sql, values)).rows
}

/** Campaigns with their counters and those that follow from the recipients' columns. */
async function counters(): Promise<Record<string, unknown>> {
  const found = await rows(`
    SELECT c.id, c.messages_pending AS pending, c.messages_sent AS sent, c.messages_delivered AS delivered,
           c.messages_read AS read, c.messages_failed AS failed, c.recipients_counted AS recipients,
           count(r.id) FILTER (WHERE r.status = 'pending')::int AS right_pending, count(r.sent_at)::int AS right_sent,
           count(r.delivered_at)::int AS right_delivered, count(r.read_at)::int AS right_read,
           count(r.id) FILTER (WHERE r.status = 'failed')::int AS right_failed, count(r.id)::int AS right_recipients
    FROM marketing_campaigns c LEFT JOIN campaign_recipients r ON r.campaign_id = c.id GROUP BY c.id ORDER BY c.id`)
  const shown: Record<string, unknown> = {}
  for (const { id, pending, sent, delivered, read, failed, recipients, ...right } of found) {
    shown[id] = [pending, sent, delivered, read, failed, recipients]
    expect(Object.values(right), `counters of ${id}`).toEqual(shown[id])
  }
  const breakdowns = await rows(`
    SELECT coalesce(t.campaign_id, a.campaign_id) AS campaign, coalesce(t.key, a.key) AS key, t.recipients AS kept, a.n AS due
    FROM (SELECT * FROM bluetick.campaign_tallies WHERE recipients <> 0) t
    FULL JOIN (SELECT campaign_id, key, count(*)::int AS n FROM campaign_recipients, unnest(tally) AS key GROUP BY 1, 2) a
      ON a.campaign_id = t.campaign_id AND a.key = t.key WHERE t.recipients IS DISTINCT FROM a.n`)
  expect(breakdowns).toEqual([])
  return shown
}

/** Messages by campaign in the rollups: '' are all. */
async function rollups(): Promise<Record<string, number>> {
  const found = await rows(
    'SELECT campaign_id, sum(messages)::int AS n FROM bluetick.message_rollup GROUP BY 1 HAVING sum(messages) <> 0',
  )
  return Object.fromEntries(found.map(({ campaign_id, n }) => [campaign_id, n]))
}

const status = async (id: string) =>
  (await rows('SELECT status FROM broadcasts_messages WHERE message_id = $1', [id]))[0]?.status

describe('what was concluded is never taken back in as asserted', () => {
  beforeEach(async () => {
    await commit(
      report({ ids: ['wamid.A'], kind: 'delivered', campaignName: 'holi', phone: '+919800000001' }),
    )
    await commit(report({ ids: ['wamid.B'], kind: 'read', campaignName: 'holi', phone: '+919800000002' }))
  })
  test.each([
    ['a write that changes nothing', 'UPDATE campaign_recipients SET status = status, sent_at = sent_at'],
    ['a reference', "UPDATE campaign_recipients SET reference = 'r' || id"],
    ['another phone number', "UPDATE campaign_recipients SET phone_number = '+919800000009'"],
    [
      'rows deleted and inserted again',
      `CREATE TEMP TABLE IF NOT EXISTS copy AS SELECT * FROM campaign_recipients;
       DELETE FROM campaign_recipients; INSERT INTO campaign_recipients SELECT * FROM copy; DROP TABLE copy`,
    ],
    [
      'a deleted message',
      'DELETE FROM broadcasts_messages; UPDATE campaign_recipients SET phone_number = NULL',
    ],
  ])('%s', async (_, sql) => {
    await sender(sql)
    await commit(report({ ids: ['wamid.A'], kind: 'delivered', campaignName: 'holi' }))
    expect(await status('wamid.A')).toEqual({ delivered: '2023-12-10T11:30:00Z' })
    const [b] = await rows("SELECT inferred_kinds FROM broadcasts_messages WHERE message_id = 'wamid.B'")
    if (b !== undefined) expect(b).toEqual({ inferred_kinds: ['delivered'] })
    expect(await counters()).toEqual({ holi: [0, 2, 2, 1, 0, 2] })
  })

  test('what somebody else changes is an assertion, and yields to a report', async () => {
    await sender(
      "UPDATE campaign_recipients SET read_at = '2023-12-10T12:00:00Z' WHERE whatsapp_message_id = 'wamid.A'",
    )
    expect(await status('wamid.A')).toEqual({
      delivered: '2023-12-10T11:30:00Z',
      read: '2023-12-10T12:00:00Z',
    })
    await commit(
      report({ ids: ['wamid.A'], kind: 'read', occurrence: { atMs: NOON_MS + 1000, estimated: false } }),
    )
    expect((await status('wamid.A')).read).toBe('2023-12-10T11:30:01Z')
    expect(await counters()).toEqual({ holi: [0, 2, 2, 2, 0, 2] })
  })
})

describe('ids', () => {
  test('an empty id is none', async () => {
    await subject.addCampaign('c1')
    await sender(
      "INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id, status) VALUES ('c1', '', 'failed'), ('c1', '', 'pending'), ('c1', NULL, 'pending')",
    )
    expect(await counters()).toEqual({ c1: [2, 0, 0, 0, 1, 3] })
    expect(await rows('SELECT FROM broadcasts_messages')).toEqual([])
  })

  test('a corrected id keeps the row, which follows the new message, and a repeat changes nothing', async () => {
    await commit(report({ ids: ['O1'], kind: 'read', campaignName: 'holi', phone: '+919800000001' }))
    await sender("UPDATE campaign_recipients SET whatsapp_message_id = 'O2'")
    expect(await counters()).toEqual({ holi: [1, 0, 0, 0, 0, 1] })
    await commit(report({ ids: ['O2'], kind: 'delivered', campaignName: 'holi' }))
    const before = [await counters(), await rollups()]
    await commit(report({ ids: ['O1'], kind: 'read', campaignName: 'holi', phone: '+919800000001' }))
    expect([await counters(), await rollups()]).toEqual(before)
    expect(before).toEqual([{ holi: [0, 1, 1, 0, 0, 1] }, { '': 2, holi: 1 }])
  })

  test('a message inserted under an id that another has already becomes part of that', async () => {
    await commit(report({ ids: ['AS-1', 'wamid.A'], kind: 'sent' }))
    await sender(
      `INSERT INTO broadcasts_messages (message_id, status) VALUES ('AS-1', '{"read": "2023-12-10T12:00:00"}')`,
    )
    expect(await rows('SELECT message_id FROM broadcasts_messages')).toEqual([{ message_id: 'wamid.A' }])
    expect(await status('wamid.A')).toEqual({
      sent: '2023-12-10T11:30:00Z',
      delivered: '2023-12-10T12:00:00Z',
      read: '2023-12-10T12:00:00Z',
    })
    expect(await rollups()).toEqual({ '': 1 })
  })

  test('created_at is the earliest receipt, whichever was committed first', async () => {
    await commit(report({ ids: ['wamid.A'], kind: 'read', receivedAtMs: NOON_MS + 3_600_000 }))
    await commit(report({ ids: ['wamid.A'], kind: 'sent', receivedAtMs: NOON_MS }))
    expect(await rows('SELECT created_at FROM broadcasts_messages')).toEqual([
      { created_at: new Date(NOON_MS) },
    ])
    expect(
      await rows('SELECT DISTINCT bucket FROM bluetick.message_rollup WHERE messages <> 0'),
    ).toHaveLength(1)
  })
})

describe('rows that go away', () => {
  beforeEach(async () => {
    await commit(
      report({ ids: ['wamid.A'], kind: 'read', campaignName: 'holi' }),
      report({ ids: ['wamid.B'], kind: 'failed', failure: { code: '131026' }, campaignName: 'holi' }),
      report({ ids: ['wamid.C'], kind: 'sent', campaignName: 'holi' }),
    )
  })

  test('a deleted recipient leaves counters, breakdowns and rollups, and stays away', async () => {
    await sender("DELETE FROM campaign_recipients WHERE whatsapp_message_id = 'wamid.B'")
    expect(await counters()).toEqual({ holi: [0, 2, 1, 1, 0, 2] })
    expect(await rollups()).toEqual({ '': 3, holi: 2 })
    await commit(report({ ids: ['wamid.B'], kind: 'sent', campaignName: 'holi' }))
    expect(await counters()).toEqual({ holi: [0, 2, 1, 1, 0, 2] })
  })

  test('a moved recipient is counted where it is', async () => {
    await subject.addCampaign('b')
    await sender(
      "UPDATE campaign_recipients SET campaign_id = 'b' WHERE whatsapp_message_id IN ('wamid.A', 'wamid.B')",
    )
    expect(await counters()).toEqual({ b: [0, 1, 1, 1, 1, 2], holi: [0, 1, 0, 0, 0, 1] })
    expect(await rollups()).toEqual({ '': 3, b: 2, holi: 1 })
  })

  test('truncated recipients leave nothing behind', async () => {
    await sender('TRUNCATE campaign_recipients')
    expect(await counters()).toEqual({ holi: [0, 0, 0, 0, 0, 0] })
    expect(await rollups()).toEqual({ '': 3 })
  })

  test('a deleted campaign takes its recipients along, and a report for it is not lost', async () => {
    await sender("DELETE FROM marketing_campaigns WHERE id = 'holi'")
    expect(await rollups()).toEqual({ '': 3 })
    await commit(report({ ids: ['wamid.D'], kind: 'sent', campaignName: 'holi' }))
    expect(await counters()).toEqual({ holi: [0, 1, 0, 0, 0, 1] })
  })

  test('a campaign that is deleted while a report for it is written: the report is written once more, and makes it anew', async () => {
    const theirs = await subject.pool.connect()
    await theirs.query("BEGIN; DELETE FROM marketing_campaigns WHERE id = 'holi'")
    const committing = commit(report({ ids: ['wamid.D'], kind: 'sent', campaignName: 'holi' }))
    const waiting = `SELECT count(*)::int AS n FROM pg_stat_activity
                     WHERE datname = current_database() AND wait_event_type = 'Lock'`
    await expect.poll(async () => (await rows(waiting))[0]?.n).toBe(1)
    await theirs.query('COMMIT')
    theirs.release()
    expect(await committing).toMatchObject({ refused: [] })
    await join()
    expect(await counters()).toEqual({ holi: [0, 1, 0, 0, 0, 1] })
    expect(await rollups()).toEqual({ '': 4, holi: 1 })
  })

  test('a message that others change is counted as it is', async () => {
    await sender(
      `UPDATE broadcasts_messages SET status = '{"sent": "2023-12-10T11:30:00Z"}' WHERE message_id = 'wamid.A'`,
    )
    const [all] = await rows(
      "SELECT sum(read)::int AS read, sum(messages)::int AS n FROM bluetick.message_rollup WHERE campaign_id = ''",
    )
    expect(all).toEqual({ read: 0, n: 3 })
    expect(await counters()).toEqual({ holi: [0, 2, 0, 0, 1, 3] })
  })

  test("another tool's keys in a message's status stay where they are", async () => {
    await sender(
      `UPDATE broadcasts_messages SET status = status || '{"clicked": "2023-12-10T11:45:00Z"}' WHERE message_id = 'wamid.A'`,
    )
    await commit(
      report({ ids: ['wamid.A'], kind: 'read', occurrence: { atMs: NOON_MS + 60_000, estimated: false } }),
    )
    expect(await status('wamid.A')).toMatchObject({
      clicked: '2023-12-10T11:45:00Z',
      read: '2023-12-10T11:31:00Z',
    })
  })

  test('counters that others write over are shown right again', async () => {
    await sender(
      'UPDATE marketing_campaigns SET messages_read = 99, messages_sent = NULL, messages_replied = 7',
    )
    expect(await rows('SELECT messages_replied AS n FROM marketing_campaigns')).toEqual([{ n: 0 }])
    expect(await counters()).toEqual({ holi: [0, 2, 1, 1, 1, 3] })
  })
})

describe('a list by phone number alone', () => {
  const listed =
    "INSERT INTO campaign_recipients (campaign_id, phone_number, reference) VALUES ('holi', '919800000001', 'r1')"
  const heard = () =>
    commit(report({ ids: ['wamid.A'], kind: 'delivered', campaignName: 'holi', phone: '+919800000001' }))
  const shown = () =>
    rows('SELECT reference, whatsapp_message_id, status, from_webhook FROM campaign_recipients')
  const right = [
    { reference: 'r1', whatsapp_message_id: 'wamid.A', status: 'delivered', from_webhook: false },
  ]

  test('before the reports', async () => {
    await subject.addCampaign('holi')
    await sender(listed)
    expect(await counters()).toEqual({ holi: [1, 0, 0, 0, 0, 1] })
    await heard()
    expect(await shown()).toEqual(right)
    expect(await counters()).toEqual({ holi: [0, 1, 1, 0, 0, 1] })
  })

  test('after the reports: twins are joined', async () => {
    await heard()
    await sender(listed)
    expect(await shown()).toEqual(right)
    expect(await counters()).toEqual({ holi: [0, 1, 1, 0, 0, 1] })
    expect(await rollups()).toEqual({ '': 1, holi: 1 })
  })
})

test('times of others are UTC where they name no zone, and infinity and now are none', async () => {
  await subject.addCampaign('c1')
  await subject.pool.query(
    `INSERT INTO broadcasts_messages (message_id, status) VALUES
     ('naive', '{"sent":"2026-11-25T09:00:00","delivered":"now","read":"infinity"}')`,
  )
  await sender(
    "INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id, sent_at, read_at) VALUES ('c1', 'naive', 'infinity', '-infinity')",
  )
  await commit(report({ ids: ['naive'], kind: 'failed', failure: { code: '131026' } }))
  expect(await status('naive')).toMatchObject({ sent: '2026-11-25T09:00:00Z' })
  expect(await counters()).toEqual({ c1: [0, 1, 0, 0, 1, 1] })
})
