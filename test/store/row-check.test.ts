import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { NO_DRIFT } from '../../src/adapters/cli/analytics/rollups.ts'
import { joinExternalRows } from '../../src/app/campaigns/join-external-rows.ts'
import { commitBatch } from '../../src/app/ingest/commit-batch.ts'
import type { StatusReport } from '../../src/domain/messages/report.ts'
import { asBluetick } from '../support/as-bluetick.ts'
import { bluetick } from '../support/command-line.ts'
import { report } from '../support/reports.ts'
import { type PostgresSubject, postgresSubject } from '../support/subject.ts'

let subject: PostgresSubject
beforeAll(async () => {
  subject = await postgresSubject()
})
afterAll(() => subject.close())
beforeEach(() => subject.clear())

const commit = (...reports: StatusReport[]) => commitBatch(subject.store, reports, 'latest')
const cli = (...args: string[]) => bluetick(args, { DATABASE_URL: subject.url })
async function verified(): Promise<{
  code: number | null
  rows: Record<string, string[]>
  rollups: unknown
  differing: unknown[]
}> {
  const { code, out, err } = await cli('verify', '--json')
  if (out === '') throw new Error(err)
  const { rows, rollups, differing } = JSON.parse(out)
  const columns: Record<string, string[]> = {}
  for (const fault of rows.faults) columns[fault.table] = [...(columns[fault.table] ?? []), ...fault.columns]
  return { code, rows: columns, rollups, differing }
}

/** What stands for itself: a read message of a campaign's own recipient, a failed one, one of nobody, one unsent. */
async function past(): Promise<void> {
  await subject.addCampaign('holi')
  await commit(
    report({ ids: ['wamid.A', 'AS-1'], kind: 'read', campaignName: 'holi', phone: '+919800000001' }),
    report({ ids: ['wamid.B'], kind: 'failed', failure: { code: '131026' }, campaignName: 'holi' }),
    report({ ids: ['wamid.C'], kind: 'sent' }),
  )
  await subject.addRecipient('holi', 'wamid.D')
  await subject.addRecipient('holi')
  await joinExternalRows(subject.store, 'latest', new AbortController().signal)
}

describe('verify believes nothing that is stored as a conclusion, and recount fixes it', () => {
  const A = "WHERE whatsapp_message_id = 'wamid.A'"
  const M = "WHERE message_id = 'wamid.A'"
  test.each([
    ['a status', `UPDATE campaign_recipients SET status = 'sent' ${A}`, { campaign_recipients: ['status'] }],
    [
      'an inferred time',
      `UPDATE campaign_recipients SET sent_at = NULL ${A}`,
      { campaign_recipients: ['sent_at'] },
    ],
    [
      'a reported time',
      `UPDATE campaign_recipients SET read_at = now() ${A}`,
      { campaign_recipients: ['read_at'] },
    ],
    [
      'a failure code',
      "UPDATE campaign_recipients SET failure_code = '1' WHERE status = 'failed'",
      { campaign_recipients: ['failure_code'] },
    ],
    [
      'that a person replied',
      `UPDATE campaign_recipients SET replied_at = now() ${A}`,
      { campaign_recipients: ['replied_at'] },
    ],
    [
      'a mark of what is counted',
      `UPDATE campaign_recipients SET counted = 1 ${A}`,
      { campaign_recipients: ['counted'] },
    ],
    [
      'a mark of breakdowns',
      `UPDATE campaign_recipients SET tally = '{c}' ${A}`,
      { campaign_recipients: ['tally'] },
    ],
    [
      'a recipient that a webhook made',
      `DELETE FROM campaign_recipients ${A}`,
      { broadcasts_messages: ['missing'] },
    ],
    [
      'a second one',
      `INSERT INTO campaign_recipients (campaign_id, phone_number, whatsapp_message_id, status, from_webhook, settled, asserted, counted)
       VALUES ('holi', '+919800000001', 'AS-1', 'pending', true, true, NULL, 1)`,
      { campaign_recipients: ['surplus'] },
    ],
    [
      'a recipient without a message',
      "UPDATE campaign_recipients SET status = 'failed' WHERE whatsapp_message_id = 'wamid.D'",
      { campaign_recipients: ['failed_at', 'counted'] },
    ],
    [
      'an inferred kind',
      `UPDATE broadcasts_messages SET inferred_kinds = '{delivered,sent}', status = status || '{"sent": "2023-12-10T11:00:00Z"}' ${M}`,
      { broadcasts_messages: ['status', 'inferred_kinds'] },
    ],
    [
      'an inferred time in status',
      `UPDATE broadcasts_messages SET status = status - 'delivered' ${M}`,
      { broadcasts_messages: ['status'] },
    ],
    [
      'the code of a message',
      "UPDATE broadcasts_messages SET failure_code = '1' WHERE message_id = 'wamid.B'",
      { broadcasts_messages: ['failure_code'] },
    ],
    [
      'the campaign it counts in',
      `UPDATE broadcasts_messages SET counted_in = 'diwali' ${M}`,
      { broadcasts_messages: ['counted_in'] },
    ],
    [
      'the id that names it',
      `UPDATE broadcasts_messages SET message_id = 'AS-1', aliases = '{wamid.A}' ${M}`,
      { broadcasts_messages: ['message_id'] },
    ],
    ['when it was read', 'DELETE FROM bluetick.message_reads', { broadcasts_messages: ['message_reads'] }],
  ])('%s', async (_, tamper, rows) => {
    await past()
    expect(await verified()).toMatchObject({ code: 0, rows: {} })
    await asBluetick(subject.pool, tamper)
    const found = await verified()
    expect(found.code).toBe(1)
    expect(found.rows).toMatchObject(rows)
    expect(await cli('recount')).toMatchObject({ code: 0, out: expect.stringContaining('Repaired 1 rows') })
    expect(await verified()).toEqual({ code: 0, rows: {}, rollups: NO_DRIFT, differing: [] })
  })

  test.each([
    ['counters', 'UPDATE marketing_campaigns SET messages_read = 9'],
    ['sums', 'UPDATE marketing_campaigns SET counted_sent = 9'],
    ['counters of replies', 'UPDATE marketing_campaigns SET messages_replied = 9, counted_replied = 9'],
    ['breakdowns', "UPDATE bluetick.campaign_tallies SET recipients = 9 WHERE key = 'w'"],
    ['rollups', 'UPDATE bluetick.message_rollup SET read = read + 1'],
    ['labels of rollups', 'UPDATE bluetick.message_rollup_labels SET messages = messages + 1'],
  ])('%s', async (_, tamper) => {
    await past()
    await asBluetick(subject.pool, tamper)
    expect(await verified()).toMatchObject({ code: 1, rows: {} })
    await cli('recount')
    expect(await verified()).toEqual({ code: 0, rows: {}, rollups: NO_DRIFT, differing: [] })
  })

  test('a reply that no inbound message explains so', async () => {
    await past()
    const key = (await subject.pool.query(`SELECT id FROM broadcasts_messages ${M}`)).rows[0]?.id
    await subject.pool.query(
      `INSERT INTO bluetick.inbound_messages (id, at, stand_in, type, answers_id, message)
       VALUES ('in-1', '2023-12-10T12:00:00Z', false, 'text', 'wamid.A', $1)`,
      [key],
    )
    expect((await verified()).rows).toMatchObject({ broadcasts_messages: ['replied_at'] })
  })

  test("a campaign's rows alone", async () => {
    await past()
    await asBluetick(subject.pool, `UPDATE campaign_recipients SET read_at = now() ${A}`)
    expect(await cli('verify', '--campaign', 'holi')).toMatchObject({
      code: 1,
      out: expect.stringContaining('read_at'),
    })
    expect(await cli('recount', '--campaign', 'holi')).toMatchObject({ code: 0 })
    expect(await cli('verify', '--campaign', 'holi')).toMatchObject({ code: 0 })
  })

  test('what others wrote and waits to be joined in is only early', async () => {
    await past()
    await subject.pool.query(`UPDATE campaign_recipients SET read_at = now() ${A}`)
    await subject.pool.query("DELETE FROM campaign_recipients WHERE whatsapp_message_id = 'wamid.B'")
    expect((await verified()).rows).toEqual({})
  })
})
