import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { joinExternalRows } from '../../src/app/campaigns/join-external-rows.ts'
import { commitBatch } from '../../src/app/ingest/commit-batch.ts'
import type { Kind } from '../../src/domain/messages/report.ts'
import { asBluetick } from '../support/as-bluetick.ts'
import { bluetick } from '../support/command-line.ts'
import { NOON_MS, report } from '../support/reports.ts'
import { type PostgresSubject, postgresSubject } from '../support/subject.ts'

// A recipient whose message is gone: its retention ended, or somebody deleted it.

let subject: PostgresSubject
beforeAll(async () => {
  subject = await postgresSubject()
})
afterAll(() => subject.close())

const cli = (...args: string[]) => bluetick(args, { DATABASE_URL: subject.url })
const rows = async (sql: string) => (await subject.pool.query(sql)).rows
const recipient = async () => (await rows('SELECT * FROM campaign_recipients'))[0]
const rollup = async () =>
  await rows("SELECT sum(messages)::int AS messages FROM bluetick.message_rollup WHERE campaign_id = ''")

async function heard(kind: Kind, atMs: number, code?: string): Promise<void> {
  const occurrence = { atMs, estimated: false }
  const of = { ids: ['wamid.A'], campaignName: 'Diwali', phone: '+919800000001' }
  await commitBatch(
    subject.store,
    [report({ ...of, kind, occurrence, ...(code !== undefined && { failure: { code } }) })],
    'latest',
  )
}
async function sender(sql: string): Promise<void> {
  await subject.pool.query(sql)
  await joinExternalRows(subject.store, 'latest', new AbortController().signal)
}

beforeEach(async () => {
  await subject.clear()
  await subject.pool.query("INSERT INTO marketing_campaigns (id, name) VALUES ('c1', 'Diwali')")
})

describe('one that was sent later than it arrived, since clocks differ', () => {
  let before: Record<string, unknown>
  beforeEach(async () => {
    await heard('delivered', NOON_MS)
    await heard('sent', NOON_MS + 60_000)
    await sender('DELETE FROM broadcasts_messages')
    before = await recipient()
  })

  test('is no fault', async () => {
    expect(await cli('verify')).toMatchObject({ code: 0 })
    expect(await cli('recount')).toMatchObject({ code: 0 })
    expect(await recipient()).toEqual(before)
  })

  test.each([
    ["status = 'sent'"],
    ["status = 'pending', counted = 1"],
    ['counted = 1'],
    ['counted = NULL, failure_code = 7'],
  ])('is set right by its own row where it shows %s', async (damage) => {
    await asBluetick(subject.pool, `UPDATE campaign_recipients SET ${damage}`)
    expect(await cli('verify')).toMatchObject({ code: 1 })
    expect(await cli('recount')).toMatchObject({ code: 0 })
    const { revision: _, updated_at: __, ...right } = before
    expect(await recipient()).toMatchObject(right)
    expect(await rows('SELECT FROM broadcasts_messages')).toEqual([])
    expect(await rollup()).toEqual([{ messages: 1 }])
    expect(await cli('verify')).toMatchObject({ code: 0 })
  })
})

describe('one that failed', () => {
  beforeEach(async () => {
    await heard('sent', NOON_MS)
    await heard('failed', NOON_MS + 1_000, '131026')
    await sender('DELETE FROM broadcasts_messages')
  })
  const why = async () => [
    await rows("SELECT status, failure_code AS code FROM campaign_recipients WHERE status = 'failed'"),
    await rows("SELECT key FROM bluetick.campaign_tallies WHERE recipients <> 0 AND key LIKE 'f%'"),
  ]
  const AS_BEFORE = [[{ status: 'failed', code: '131026' }], [{ key: 'f131026' }]]

  test.each([
    ['its number is corrected', "UPDATE campaign_recipients SET phone_number = '+919800000009'"],
    ['its time is corrected', "UPDATE campaign_recipients SET failed_at = '2023-12-10T12:00:00Z'"],
    [
      'it is listed by its number as well',
      "INSERT INTO campaign_recipients (campaign_id, phone_number) VALUES ('c1', '+919800000001')",
    ],
  ])('still says why where %s', async (_, sql) => {
    await sender(sql)
    expect(await why()).toEqual(AS_BEFORE)
    expect(await rows('SELECT FROM campaign_recipients')).toHaveLength(1)
    expect(await cli('verify')).toMatchObject({ code: 0 })
  })

  test('still says why where it is imported again, and where it is reported again', async () => {
    const importing = ['campaign', 'import', '-', '--campaign', 'c1', '--format', 'csv']
    const list = 'phone\n+919800000001\n'
    expect(await bluetick(importing, { DATABASE_URL: subject.url }, list)).toMatchObject({ code: 0 })
    expect(await why()).toEqual(AS_BEFORE)
    expect(await rollup()).toEqual([{ messages: 1 }])
    await heard('sent', NOON_MS)
    expect(await why()).toEqual(AS_BEFORE)
  })
})
