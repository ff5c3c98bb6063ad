import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { joinExternalRows } from '../../src/app/campaigns/join-external-rows.ts'
import { commitBatch } from '../../src/app/ingest/commit-batch.ts'
import type { StatusReport } from '../../src/domain/messages/report.ts'
import { report } from '../support/reports.ts'
import { type PostgresSubject, postgresSubject } from '../support/subject.ts'

const PHONE = '+919800000001'

let subject: PostgresSubject
beforeAll(async () => {
  subject = await postgresSubject()
})
afterAll(() => subject.close())
beforeEach(() => subject.clear())

const commit = (...reports: StatusReport[]) => commitBatch(subject.store, reports, 'latest')
async function sender(sql: string): Promise<void> {
  await subject.pool.query(sql)
  await joinExternalRows(subject.store, 'latest', new AbortController().signal)
}
const rows = async (sql: string) => (await subject.pool.query(sql)).rows
const recipients = () =>
  rows(
    'SELECT campaign_id AS campaign, whatsapp_message_id AS id, reference FROM campaign_recipients ORDER BY id',
  )
const campaigns = async () =>
  (await rows('SELECT id FROM marketing_campaigns ORDER BY id')).map(({ id }) => id)

describe('a campaign that has another name than its id', () => {
  beforeEach(() => sender("INSERT INTO marketing_campaigns (id, name) VALUES ('Holi', 'Winter')"))

  test('gets the reports that name its id, however they write it, and none is made beside it', async () => {
    for (const [n, campaignName] of ['Holi', ' HOLI', 'holi', 'winter'].entries())
      await commit(report({ ids: [`w${n}`], kind: 'sent', campaignName }))
    // Of several names of one message the greatest is kept: whichever it is, it stands for the same campaign.
    await commit(report({ ids: ['w0'], kind: 'read', campaignName: 'HOLI' }))
    expect(await campaigns()).toEqual(['Holi'])
    expect(await recipients()).toMatchObject(['w0', 'w1', 'w2', 'w3'].map((id) => ({ campaign: 'Holi', id })))
  })

  test('keeps what it has when another takes over its name: a repeat moves nobody', async () => {
    const reported = report({ ids: ['w1'], kind: 'sent', campaignName: 'winter' })
    await commit(reported)
    await sender(
      "UPDATE marketing_campaigns SET name = 'Spring' WHERE id = 'Holi'; INSERT INTO marketing_campaigns (id, name) VALUES ('c9', 'Winter')",
    )
    await commit(reported, report({ ids: ['w1'], kind: 'read', campaignName: 'winter' }))
    await commit(report({ ids: ['w2'], kind: 'sent', campaignName: 'winter' }))
    expect(await recipients()).toMatchObject([
      { campaign: 'Holi', id: 'w1' },
      { campaign: 'c9', id: 'w2' },
    ])
  })

  test('yields to one that bears the name', async () => {
    await sender("INSERT INTO marketing_campaigns (id, name) VALUES ('c9', 'Holi')")
    await commit(report({ ids: ['w1'], kind: 'sent', campaignName: 'holi' }))
    expect(await recipients()).toMatchObject([{ campaign: 'c9', id: 'w1' }])
  })

  const listed = `INSERT INTO campaign_recipients (campaign_id, phone_number, reference) VALUES ('Holi', '${PHONE.slice(1)}', 'r1')`
  const heard = () => commit(report({ ids: ['w1'], kind: 'sent', campaignName: 'HOLI', phone: PHONE }))
  test.each([
    ['before', [() => sender(listed), heard]],
    ['after', [heard, () => sender(listed)]],
  ])('finds who was listed by number alone %s the report', async (_, inTurn) => {
    for (const step of inTurn) await step()
    expect(await recipients()).toEqual([{ campaign: 'Holi', id: 'w1', reference: 'r1' }])
  })

  test('keeps a recipient whose message is gone, also when its id is reported beside the same name of another', async () => {
    await commit(report({ ids: ['w1'], kind: 'sent', campaignName: 'Holi' }))
    await sender(
      "DELETE FROM broadcasts_messages; INSERT INTO marketing_campaigns (id, name) VALUES ('c9', 'Holi')",
    )
    await commit(
      report({ ids: ['w1'], kind: 'read' }),
      report({ ids: ['w2'], kind: 'sent', campaignName: 'Holi' }),
    )
    expect(await recipients()).toMatchObject([
      { campaign: 'Holi', id: 'w1' },
      { campaign: 'c9', id: 'w2' },
    ])
  })
})

describe('a campaign that was registered under an id of its own, and renamed', () => {
  const heard = (id: string, kind: 'sent' | 'read' = 'sent') =>
    commit(report({ ids: [id], kind, campaignName: 'Diwali offer' }))
  beforeEach(async () => {
    await sender("INSERT INTO marketing_campaigns (id, name) VALUES ('c1', 'Diwali offer')")
    await heard('w1')
    await sender("UPDATE marketing_campaigns SET name = 'Diwali 2026'")
  })

  test('goes on getting the reports that name it as before: a repeat moves nobody, and no second one is made', async () => {
    await heard('w1')
    await heard('w1', 'read')
    await heard('w2')
    expect(await campaigns()).toEqual(['c1'])
    expect(await recipients()).toMatchObject([
      { campaign: 'c1', id: 'w1' },
      { campaign: 'c1', id: 'w2' },
    ])
  })

  test.each([
    ['before', true],
    ['after', false],
  ])('finds who was listed by number alone %s a report of the former name', async (_, first) => {
    const listed = `INSERT INTO campaign_recipients (campaign_id, phone_number, reference) VALUES ('c1', '${PHONE}', 'r1')`
    if (first) await sender(listed)
    await commit(report({ ids: ['w3'], kind: 'sent', campaignName: 'diwali  OFFER', phone: PHONE }))
    if (!first) await sender(listed)
    expect(await recipients()).toMatchObject([
      { id: 'w1', reference: null },
      { campaign: 'c1', id: 'w3', reference: 'r1' },
    ])
  })

  test('yields its former name to one that bears it, and to one that bore it later', async () => {
    await sender("INSERT INTO marketing_campaigns (id, name) VALUES ('c2', 'diwali offer')")
    await heard('w2')
    await sender("UPDATE marketing_campaigns SET name = 'Later' WHERE id = 'c2'")
    await heard('w2')
    await heard('w3')
    expect(await recipients()).toMatchObject([
      { campaign: 'c1', id: 'w1' },
      { campaign: 'c2', id: 'w2' },
      { campaign: 'c2', id: 'w3' },
    ])
    await sender("DELETE FROM marketing_campaigns WHERE id = 'c2'")
    await heard('w4')
    expect(await recipients()).toMatchObject([
      { campaign: 'c1', id: 'w1' },
      { campaign: 'c1', id: 'w4' },
    ])
  })
})
