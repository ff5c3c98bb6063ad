import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createStateStore } from '../../src/adapters/postgres/messages/state-store.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { joinExternalRows } from '../../src/app/campaigns/join-external-rows.ts'
import { commitBatch } from '../../src/app/ingest/commit-batch.ts'
import type { Country } from '../../src/domain/phones/numbering-plans.ts'
import { report } from '../support/reports.ts'
import { type PostgresSubject, postgresSubject } from '../support/subject.ts'

let subject: PostgresSubject
beforeAll(async () => {
  subject = await postgresSubject()
})
afterAll(() => subject.close())
beforeEach(async () => {
  await subject.clear()
  await sender("INSERT INTO marketing_campaigns (id, name) VALUES ('c1', 'Diwali')")
})

async function sender(sql: string, country?: Country): Promise<void> {
  await subject.pool.query(sql)
  const store = createStateStore(subject.pool, loadStatements(AS_WRITTEN), undefined, { country })
  await joinExternalRows(store, 'latest', new AbortController().signal)
}
const rows = async (sql: string) => (await subject.pool.query(sql)).rows
const heard = (phone: string) =>
  commitBatch(subject.store, [report({ ids: ['w1'], kind: 'read', campaignName: 'Diwali', phone })], 'latest')
const list = (phone: string) =>
  `INSERT INTO campaign_recipients (campaign_id, phone_number) VALUES ('c1', '${phone}')`
const recipients = () =>
  rows('SELECT phone_number AS phone, whatsapp_message_id AS id, status FROM campaign_recipients')

const WRITTEN: [written: string, meant: string, country?: Country][] = [
  ['919812345678', '+919812345678'],
  ['+91 98123 45678', '+919812345678'],
  ['00919812345678', '+919812345678'],
  ['whatsapp:+919812345678', '+919812345678'],
  ['919812345678.0', '+919812345678'],
  ['9812345678', '+919812345678', 'IN'],
  ['09812345678', '+919812345678', 'IN'],
  ['919812345678', '+919812345678', 'IN'],
  ['11987654321', '+5511987654321', 'BR'],
  ['+5215512345678', '+525512345678'],
  ['5215512345678', '+525512345678'],
  ['551187654321', '+5511987654321'],
  ['+541151234567', '+5491151234567'],
]

describe('a recipient whose number others write in their way', () => {
  test.each(WRITTEN)('is who a report means, listed first: %s', async (written, meant, country) => {
    await sender(list(written), country)
    await heard(meant)
    expect(await recipients()).toEqual([{ phone: written, id: 'w1', status: 'read' }])
  })

  test.each(WRITTEN)('is who a report meant, listed later: %s', async (written, meant, country) => {
    await heard(meant)
    await sender(list(written), country)
    expect(await recipients()).toEqual([{ phone: written, id: 'w1', status: 'read' }])
    expect(
      await rows('SELECT recipients_counted AS n, counted_read AS read FROM marketing_campaigns'),
    ).toEqual([{ n: 1, read: 1 }])
  })

  test('is read by the country of its campaign before the one that is set', async () => {
    await subject.pool.query(
      "INSERT INTO bluetick.campaign_settings (campaign_id, country) VALUES ('c1', 'BR')",
    )
    await sender(list('11987654321'), 'IN')
    await heard('+5511987654321')
    expect(await recipients()).toEqual([{ phone: '11987654321', id: 'w1', status: 'read' }])
  })

  test('is another once its number is corrected', async () => {
    await sender(list('0091 98123 45678'))
    await sender("UPDATE campaign_recipients SET phone_number = '00919812345679'")
    await heard('+919812345678')
    expect(await recipients()).toMatchObject([{ phone: '00919812345679', id: null }, { id: 'w1' }])
    await sender(
      "UPDATE campaign_recipients SET phone_number = '919812345678' WHERE whatsapp_message_id IS NULL",
    )
    expect(await recipients()).toEqual([{ phone: '919812345678', id: 'w1', status: 'read' }])
    expect(await rows('SELECT meant_phone FROM campaign_recipients')).toEqual([{ meant_phone: null }])
  })

  test('stays as written where it cannot be read, and meets nobody', async () => {
    await sender(`${list('9812345678')}; ${list('unknown')}`)
    await heard('+919812345678')
    expect(await recipients()).toMatchObject([
      { phone: '9812345678', id: null },
      { phone: 'unknown', id: null },
      { phone: '+919812345678', id: 'w1' },
    ])
  })
})

describe('a message whose number others write in their way', () => {
  const insert = (phone: string) =>
    `INSERT INTO broadcasts_messages (message_id, phone_number, status) VALUES ('w1', '${phone}', '{"sent": "2025-11-25T09:00:00Z"}')`
  const phones = () => rows('SELECT phone_number AS phone FROM broadcasts_messages')

  test.each([
    ['00919812345678', '+919812345678'],
    ['+91 98123-45678', '+919812345678'],
    // As others write most: found with and without its plus.
    ['919812345678', '919812345678'],
  ])('is to the number that is meant: %s', async (written, stored) => {
    await sender(insert(written))
    expect(await phones()).toEqual([{ phone: stored }])
  })

  test.each([['unknown'], [''], ['n/a'], ['-']])(
    '%j is none, and yields to the one that a report gives',
    async (written) => {
      await sender(insert(written))
      expect(await phones()).toEqual([{ phone: written }])
      await heard('+919812345678')
      expect(await phones()).toEqual([{ phone: '+919812345678' }])
    },
  )
})
