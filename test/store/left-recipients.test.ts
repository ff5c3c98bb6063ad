import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createRecipientStore } from '../../src/adapters/postgres/campaigns/recipient-store.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { joinExternalRows } from '../../src/app/campaigns/join-external-rows.ts'
import { commitBatch } from '../../src/app/ingest/commit-batch.ts'
import { planChange } from '../../src/domain/messages/plan.ts'
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

test.each([
  ['by SQL', () => subject.pool.query("DELETE FROM campaign_recipients WHERE reference = 'r2'").then(join)],
  [
    'through the API',
    async () => {
      const { rows } = await subject.pool.query(
        "SELECT id::text AS key FROM campaign_recipients WHERE reference = 'r2'",
      )
      const store = createRecipientStore(subject.pool, loadStatements(AS_WRITTEN))
      await store.removeRecipient('holi', rows[0]?.key, (loaded) => planChange(loaded, [], 'latest'))
    },
  ],
])(
  'where a recipient is deleted %s, who waited for the message by number gets it at once, and a repeat changes nothing',
  async (_, remove) => {
    await subject.clear()
    await subject.addCampaign('holi')
    await subject.pool.query(
      `INSERT INTO campaign_recipients (campaign_id, reference, phone_number, whatsapp_message_id)
     VALUES ('holi', 'r1', '919800000001', NULL), ('holi', 'r2', '919800000001', 'wamid.A')`,
    )
    await join()
    const heard = () =>
      commitBatch(
        subject.store,
        [report({ ids: ['wamid.A'], kind: 'sent', campaignName: 'holi', phone: '+919800000001' })],
        'latest',
      )
    await heard()
    await remove()
    const shown = async () =>
      (
        await subject.pool.query(
          'SELECT reference, whatsapp_message_id AS id, status FROM campaign_recipients',
        )
      ).rows
    expect(await shown()).toEqual([{ reference: 'r1', id: 'wamid.A', status: 'sent' }])
    const before = await state()
    await heard()
    expect(await state()).toEqual(before)
  },
)

test('a recipient whose message was deleted does not make it anew because another leaves or comes', async () => {
  await subject.clear()
  for (const id of ['a', 'b']) await subject.addCampaign(id)
  await subject.addRecipient('a', 'wamid.A')
  await subject.addRecipient('b', 'wamid.A')
  await join()
  for (const id of ['wamid.A', 'wamid.C', 'AS-1'])
    await commitBatch(
      subject.store,
      [
        report({
          ids: [id],
          kind: 'sent',
          phone: '+919800000001',
          ...(id !== 'wamid.A' && { campaignName: 'a' }),
        }),
      ],
      'latest',
    )
  await subject.pool.query('DELETE FROM broadcasts_messages')
  await join()
  await subject.pool.query("DELETE FROM campaign_recipients WHERE campaign_id = 'b'")
  await join()
  const messages = async () =>
    (await subject.pool.query('SELECT message_id AS id FROM broadcasts_messages')).rows
  expect(await messages()).toEqual([])
  // One of the two that webhooks made for the number is this one's from now on; the other stays as it was.
  await subject.pool.query(
    "INSERT INTO campaign_recipients (campaign_id, phone_number) VALUES ('a', '919800000001')",
  )
  await join()
  expect(await messages()).toHaveLength(1)
})

test('a recipient that is given two ids of one message, one of which it had, has not left it', async () => {
  await subject.clear()
  await subject.addCampaign('holi')
  await subject.addRecipient('holi', 'AS-1')
  await join()
  const { rows } = await subject.pool.query('SELECT id::text AS key FROM campaign_recipients')
  const ids = ['wamid.A', 'AS-1']
  const store = createRecipientStore(subject.pool, loadStatements(AS_WRITTEN))
  await store.amendRecipient('holi', rows[0]?.key, { messageIds: ids }, (loaded) =>
    planChange(loaded, [], 'latest', [ids]),
  )
  await join()
  const messages = await subject.pool.query(
    'SELECT message_id AS id, aliases, recipient_left FROM broadcasts_messages',
  )
  expect(messages.rows).toEqual([{ id: 'wamid.A', aliases: ['AS-1'], recipient_left: false }])
})
