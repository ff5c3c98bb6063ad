import { Readable } from 'node:stream'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createRecipientStore } from '../../src/adapters/postgres/campaigns/recipient-store.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { importRecipients } from '../../src/app/campaigns/import.ts'
import { joinExternalRows } from '../../src/app/campaigns/join-external-rows.ts'
import { openList } from '../../src/app/campaigns/recipient-file.ts'
import { commitBatch } from '../../src/app/ingest/commit-batch.ts'
import { report } from '../support/reports.ts'
import { type PostgresSubject, postgresSubject } from '../support/subject.ts'

const NEVER = new AbortController().signal
const [A, B] = ['+919800000001', '+919800000002']
const HEADER = 'phone,message_id,submitted_message_id,reference'

let subject: PostgresSubject
beforeAll(async () => {
  subject = await postgresSubject()
})
afterAll(() => subject.close())
beforeEach(async () => {
  await subject.clear()
  await subject.addCampaign('c')
})

const rows = async (sql: string) => (await subject.pool.query(sql)).rows
const importLines = (...lines: string[]) =>
  importRecipients(
    createRecipientStore(subject.pool, loadStatements(AS_WRITTEN)),
    'latest',
    'c',
    openList(Readable.from([Buffer.from([HEADER, ...lines, ''].join('\n'))]), 'csv'),
    NEVER,
  )
const hear = (ids: string[], phone?: string) =>
  commitBatch(
    subject.store,
    [report({ ids, kind: 'sent', campaignName: 'c', ...(phone !== undefined && { phone }) })],
    'latest',
  )
async function sender(sql: string): Promise<void> {
  await subject.pool.query(sql)
  await joinExternalRows(subject.store, 'latest', NEVER)
}
const shown = () =>
  rows(
    'SELECT phone_number AS phone, whatsapp_message_id AS id, reference, status, from_webhook FROM campaign_recipients ORDER BY id',
  )
const counted = () =>
  rows(
    'SELECT recipients_counted AS n, messages_pending AS pending, messages_sent AS sent FROM marketing_campaigns',
  )

interface Case {
  readonly prepare: () => Promise<unknown>
  readonly lines: readonly string[]
  readonly inserted: number
  readonly amended: number
  readonly refused?: number
}

const CASES: readonly (readonly [string, Case])[] = [
  [
    'the number and the reference of one recipient',
    { prepare: () => importLines(`${A},,,r1`), lines: [`${A},,,`, `${B},w1,,r1`], inserted: 0, amended: 1 },
  ],
  [
    'the number of a recipient that a webhook made, and a second id of its message',
    { prepare: () => hear(['AS-1', 'u1'], A), lines: [`${A},,,`, ',w1,u1,r1'], inserted: 0, amended: 2 },
  ],
  [
    'two ids of one message that has no recipient',
    {
      prepare: async () => {
        await hear(['w1', 'AS-1'])
        await sender('DELETE FROM campaign_recipients')
      },
      lines: [',w1,,', `${A},AS-1,,`],
      inserted: 1,
      amended: 1,
    },
  ],
  [
    'an id each of two messages that another line brings together',
    {
      prepare: async () => {
        await hear(['w1', 'AS-1'])
        await hear(['u1', 'AS-2'])
        await sender('DELETE FROM campaign_recipients')
      },
      lines: [',w1,u1,', `${A},AS-1,,`, ',AS-2,,r1'],
      inserted: 1,
      amended: 2,
    },
  ],
  [
    'two references for a number without one: two people with one telephone',
    { prepare: () => importLines(`${A},,,`), lines: [`${A},,,r1`, `${A},,,r2`], inserted: 1, amended: 1 },
  ],
  [
    'two messages to a number without one',
    { prepare: () => importLines(`${A},,,`), lines: [`${A},w1,,`, `${A},w2,,`], inserted: 1, amended: 1 },
  ],
  [
    'messages to one number, some of them heard of, some with a reference',
    {
      prepare: async () => {
        await hear(['w1'], A)
        await hear(['w3'])
      },
      lines: [`${A},w1,,`, `${A},w2,,`, `${A},w3,,r3`, `${A},,,r4`, `${A},w5,,`, `${A},,,`],
      inserted: 2,
      amended: 3,
    },
  ],
  [
    'a reference that is refused, and the id of its recipient',
    {
      prepare: () => importLines(`${A},w1,,r1`),
      lines: [',w2,,r1', `${B},w1,,`],
      inserted: 0,
      amended: 0,
      refused: 1,
    },
  ],
]

describe('lines that fit one recipient or one message', () => {
  test.each(CASES)(
    '%s: a list says what its lines say one by one',
    async (_, { prepare, lines, ...sums }) => {
      await prepare()
      expect(await importLines(...lines)).toMatchObject({
        refused: 0,
        unchanged: lines.length - sums.inserted - sums.amended - (sums.refused ?? 0),
        ...sums,
      })
      const atOnce = [await shown(), await counted()]
      await subject.clear()
      await subject.addCampaign('c')
      await prepare()
      for (const line of lines) await importLines(line)
      expect(atOnce).toEqual([await shown(), await counted()])
    },
  )
})

test('a line that is refused brings no ids together', async () => {
  await importLines(`${A},w1,,r1`)
  await hear(['w2'])
  await hear(['w3'])
  expect(await importLines(',w2,w3,r1')).toMatchObject({ refused: 1 })
  expect(await rows('SELECT message_id FROM broadcasts_messages ORDER BY 1')).toHaveLength(2)
})
