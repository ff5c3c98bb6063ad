import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { joinExternalRows } from '../../src/app/campaigns/join-external-rows.ts'
import { commitBatch } from '../../src/app/ingest/commit-batch.ts'
import { report } from '../support/reports.ts'
import { type PostgresSubject, postgresSubject, rowsOf } from '../support/subject.ts'

let subject: PostgresSubject
beforeAll(async () => {
  subject = await postgresSubject()
})
afterAll(() => subject.close())

const hear = (kind: 'sent' | 'read') =>
  commitBatch(subject.store, [report({ ids: ['wamid.A'], kind, campaignName: 'holi' })], 'latest')
const join = () => joinExternalRows(subject.store, 'latest', new AbortController().signal)
const state = async () => [
  await rowsOf(subject.pool),
  (
    await subject.pool.query(
      'SELECT campaign_id, sum(messages)::int AS n FROM bluetick.message_rollup WHERE messages <> 0 GROUP BY 1 ORDER BY 1',
    )
  ).rows,
]

describe('a recipient that others take away stays away, whether that is joined in before its message is reported again or after', () => {
  beforeEach(async () => {
    await subject.clear()
    await join()
    await hear('sent')
  })
  test.each([
    ['deleted', 'DELETE FROM campaign_recipients', 0],
    ['truncated', 'TRUNCATE campaign_recipients', 0],
    ['given another message', "UPDATE campaign_recipients SET whatsapp_message_id = 'wamid.B'", 1],
    ['given no message', "UPDATE campaign_recipients SET whatsapp_message_id = ''", 1],
  ])('%s', async (_, sql, recipients) => {
    await subject.pool.query(sql)
    await join()
    await hear('read')
    const due = await state()

    await subject.clear()
    await join()
    await hear('sent')
    await subject.pool.query(sql)
    await hear('read')
    const { rows } = await subject.pool.query('SELECT FROM campaign_recipients')
    expect(rows).toHaveLength(recipients)
    await join()
    expect(await state()).toEqual(due)
  })
})
