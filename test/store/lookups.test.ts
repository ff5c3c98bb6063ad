import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { NO_DRIFT } from '../../src/adapters/cli/analytics/rollups.ts'
import { createCampaignStore } from '../../src/adapters/postgres/campaigns/campaign-store.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { joinExternalRows } from '../../src/app/campaigns/join-external-rows.ts'
import { commitBatch } from '../../src/app/ingest/commit-batch.ts'
import type { Status } from '../../src/domain/messages/conclusion.ts'
import type { StatusReport } from '../../src/domain/messages/report.ts'
import { bluetick } from '../support/command-line.ts'
import { report } from '../support/reports.ts'
import { type PostgresSubject, postgresSubject } from '../support/subject.ts'

const NEVER = new AbortController().signal
const RIGHT = {
  ids: { missing: 0, astray: 0, dangling: 0 },
  replies: { astray: 0 },
  ranges: { missing: 0 },
}

let subject: PostgresSubject
beforeAll(async () => {
  subject = await postgresSubject()
})
afterAll(() => subject.close())
beforeEach(async () => {
  await subject.clear()
  await subject.addCampaign('holi')
  await commit(
    report({ ids: ['wamid.A', 'AS-1'], kind: 'sent', campaignName: 'holi', phone: '+919800000001' }),
    report({ ids: ['wamid.B'], kind: 'failed', failure: { code: '131026' }, campaignName: 'holi' }),
  )
})

const commit = (...reports: StatusReport[]) => commitBatch(subject.store, reports, 'latest')
const cli = (...args: string[]) => bluetick(args, { DATABASE_URL: subject.url })
const rows = async (sql: string) => (await subject.pool.query(sql)).rows
const join = () => joinExternalRows(subject.store, 'latest', NEVER)

/** Writes as a restore with disabled triggers does, or as logical replication applies. */
async function asReplica(...statements: string[]): Promise<void> {
  const client: pg.PoolClient = await subject.pool.connect()
  try {
    await client.query('BEGIN; SET LOCAL session_replication_role = replica')
    for (const statement of statements) await client.query(statement)
    await client.query('COMMIT')
  } finally {
    client.release()
  }
}

async function verified(...args: string[]) {
  const { code, out, err } = await cli('verify', '--json', ...args)
  if (out === '') throw new Error(err)
  return { code, ...JSON.parse(out) }
}

/** The message of an id, and the recipients of a campaign with a status, as the API lists them. */
const messageOf = async (id: string) =>
  (await rows(`SELECT message FROM bluetick.message_ids WHERE id = '${id}'`))[0]?.message
async function listed(status: Status): Promise<string[]> {
  const store = createCampaignStore(subject.pool, loadStatements(AS_WRITTEN))
  const { items } = await store.recipients('holi', { status }, undefined, 100)
  return items.map(({ messageId }) => messageId ?? '')
}

/** That everything is right, and that reports by any id and lists find what they should. */
async function expectMended(): Promise<void> {
  const { code, differing, lookups, rows: found, rollups } = await verified()
  expect({ code, differing, lookups, found, rollups }).toEqual({
    code: 0,
    differing: [],
    lookups: RIGHT,
    found: { rows: 0, faults: [] },
    rollups: NO_DRIFT,
  })
  await commit(
    report({ ids: ['AS-1'], kind: 'delivered' }),
    report({ ids: ['wamid.A'], kind: 'read' }),
    report({ ids: ['wamid.B'], kind: 'failed', failure: { code: '131026' } }),
  )
  expect(await rows('SELECT message_id FROM broadcasts_messages ORDER BY 1')).toEqual([
    { message_id: 'wamid.A' },
    { message_id: 'wamid.B' },
  ])
  expect(await listed('read')).toEqual(['wamid.A'])
  expect(await listed('failed')).toEqual(['wamid.B'])
  expect(await verified()).toMatchObject({ code: 0, lookups: RIGHT })
}

const COPY = 'CREATE TABLE copied AS TABLE'
const REINSERT = (table: string) => [
  `${COPY} ${table}`,
  `DELETE FROM ${table}`,
  `INSERT INTO ${table} SELECT * FROM copied`,
  'DROP TABLE copied',
]

describe('ids that do not lead to their message', () => {
  test.each([
    [
      'an id that is not entered',
      "DELETE FROM bluetick.message_ids WHERE id = 'wamid.A'",
      { missing: 1 },
      '1 id of a message is not in message_ids: its reports are refused, or make a second message.',
    ],
    [
      'an alias that is not entered',
      "DELETE FROM bluetick.message_ids WHERE id = 'AS-1'",
      { missing: 1 },
      '1 id of a message is not in message_ids',
    ],
    [
      'a table that was truncated',
      'TRUNCATE bluetick.message_ids',
      { missing: 3 },
      '3 ids of messages are not in message_ids: their reports are refused, or make second messages.',
    ],
    [
      "an id that leads to somebody else's message",
      "UPDATE bluetick.message_ids i SET message = b.id FROM broadcasts_messages b WHERE i.id = 'AS-1' AND b.message_id = 'wamid.B'",
      { astray: 1 },
      '1 id in message_ids leads to another message than the one that bears it.',
    ],
    [
      'an id that leads to a message that is not there',
      "UPDATE bluetick.message_ids SET message = message + 1000 WHERE id <> 'wamid.B'",
      { dangling: 2 },
      '2 ids in message_ids lead to messages that are not there.',
    ],
    [
      'an id that nobody bears, at a message that bears others',
      "INSERT INTO bluetick.message_ids SELECT 'wamid.Z', id FROM broadcasts_messages LIMIT 1",
      { astray: 1 },
      '1 id in message_ids leads to another message than the one that bears it.',
    ],
  ])('%s', async (_, damage, ids, sentence) => {
    await subject.pool.query(damage)
    expect(await verified()).toMatchObject({ code: 1, lookups: { ids: { ...RIGHT.ids, ...ids } } })
    const { out } = await cli('verify')
    expect(out).toContain(sentence)
    expect(out).toContain('"bluetick recount" repairs this.')
    expect(await cli('recount', '--dry-run')).toMatchObject({ code: 1 })
    expect(await cli('recount')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/Mended \d ids and ranges/),
    })
    await expectMended()
  })

  test('rows that were inserted without triggers', async () => {
    await asReplica(...REINSERT('broadcasts_messages'), 'TRUNCATE bluetick.message_ids')
    expect(await verified()).toMatchObject({ code: 1, lookups: { ids: { missing: 3 } } })
    await cli('recount')
    await expectMended()
  })

  test('rows that were deleted without triggers', async () => {
    await commit(report({ ids: ['wamid.C', 'AS-3'], kind: 'sent' }))
    await asReplica("DELETE FROM broadcasts_messages WHERE message_id = 'wamid.C'")
    expect(await verified()).toMatchObject({ code: 1, lookups: { ids: { ...RIGHT.ids, dangling: 2 } } })
    expect((await cli('recount')).code).toBe(0)
    await expectMended()
    await commit(report({ ids: ['AS-3'], kind: 'delivered' }))
    expect(await messageOf('AS-3')).toBeDefined()
  })

  test('keys that were changed without triggers, with a report in between', async () => {
    await asReplica('UPDATE broadcasts_messages SET id = id + 1000000')
    expect(await verified()).toMatchObject({ code: 1, lookups: { ids: { ...RIGHT.ids, dangling: 3 } } })
    const { refused } = await commit(report({ ids: ['wamid.A'], kind: 'read' }))
    expect(refused).toMatchObject([{ code: '40001' }])
    expect((await cli('recount')).code).toBe(0)
    await expectMended()
  })

  test.each([
    ['later', 0],
    ['earlier', 1_000_000],
  ])(
    'a second message that was made meanwhile, with a key that is %s, becomes one with the first',
    async (_, shift) => {
      await asReplica(
        `UPDATE broadcasts_messages SET id = id + ${shift}`,
        `UPDATE bluetick.message_ids SET message = message + ${shift}`,
        `UPDATE bluetick.message_reads SET message = message + ${shift}`,
        "DELETE FROM bluetick.message_ids WHERE id = 'AS-1'",
      )
      await commit(report({ ids: ['AS-1', 'AS-9'], kind: 'delivered' }))
      expect(await rows('SELECT FROM broadcasts_messages')).toHaveLength(3)
      expect(await verified()).toMatchObject({ code: 1, lookups: { ids: { ...RIGHT.ids, astray: 1 } } })
      expect((await cli('recount')).code).toBe(0)
      expect(await messageOf('AS-9')).toBe(await messageOf('wamid.A'))
      await expectMended()
    },
  )

  test('an id stays entered where the row that others insert with it comes before its message', async () => {
    await subject.pool.query('UPDATE broadcasts_messages SET id = id + 1000000')
    await subject.pool.query("INSERT INTO broadcasts_messages (id, message_id) VALUES (1, 'AS-1')")
    await join()
    expect(await rows("SELECT id FROM broadcasts_messages WHERE message_id = 'wamid.A'")).toEqual([
      { id: '1' },
    ])
    await expectMended()
  })

  test('what others wrote and waits to be joined in is only early', async () => {
    await subject.pool.query("INSERT INTO broadcasts_messages (message_id) VALUES ('AS-1')")
    expect(await verified()).toMatchObject({ lookups: RIGHT })
    await join()
    await expectMended()
  })
})

describe('ranges of recipients that are not noted', () => {
  test.each([
    ['that were deleted', ['DELETE FROM bluetick.recipient_ranges']],
    [
      'of rows that were inserted without triggers',
      [...REINSERT('campaign_recipients'), 'TRUNCATE bluetick.recipient_ranges'],
    ],
  ])('%s', async (_, damage) => {
    await asReplica(...damage)
    expect(await listed('failed')).toEqual([])
    expect(await verified()).toMatchObject({ code: 1, lookups: { ...RIGHT, ranges: { missing: 2 } } })
    expect((await cli('verify')).out).toContain(
      '2 ranges are not in recipient_ranges: lists of one status leave out their recipients.',
    )
    expect((await cli('recount')).code).toBe(0)
    await expectMended()
  })

  test('of recipients whose keys were changed without triggers, campaign by campaign', async () => {
    await subject.addCampaign('diwali')
    await subject.addRecipient('diwali', 'wamid.D')
    await join()
    await asReplica('UPDATE campaign_recipients SET id = id + 1000000')
    expect(await listed('failed')).toEqual([])
    expect(await verified()).toMatchObject({ code: 1, lookups: { ...RIGHT, ranges: { missing: 3 } } })
    expect((await verified('--campaign', 'holi')).lookups).toEqual({ ranges: { missing: 2 } })
    expect((await cli('recount', '--campaign', 'holi')).code).toBe(0)
    expect((await cli('verify', '--campaign', 'holi')).code).toBe(0)
    expect(await listed('failed')).toEqual(['wamid.B'])
    expect((await cli('recount')).code).toBe(0)
    expect((await verified()).lookups).toEqual(RIGHT)
  })
})
