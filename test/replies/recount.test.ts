import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createReplyStore } from '../../src/adapters/postgres/messages/reply-store.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { joinExternalRows } from '../../src/app/campaigns/join-external-rows.ts'
import { commitBatch } from '../../src/app/ingest/commit-batch.ts'
import { matchReplies } from '../../src/app/ingest/match-replies.ts'
import { asBluetick } from '../support/as-bluetick.ts'
import { bluetick } from '../support/command-line.ts'
import { NOON_MS, report } from '../support/reports.ts'
import { type PostgresSubject, postgresSubject, rowsOf } from '../support/subject.ts'

// What verify sees of replies, and that one recount mends it.

const RULES = { rule: 'latest', windowMs: 60 * 60_000 } as const

let subject: PostgresSubject
beforeAll(async () => {
  subject = await postgresSubject()
})
afterAll(() => subject.close())

const cli = (...args: string[]) => bluetick(args, { DATABASE_URL: subject.url })
const inboundRows = async () =>
  (await subject.pool.query('SELECT id, message FROM bluetick.inbound_messages ORDER BY id')).rows

/** One message with a reply that names it by its other id, one with a reply that names none, one without. */
beforeEach(async () => {
  await subject.clear()
  await subject.addCampaign('holi')
  const at = (ms: number) => ({ atMs: NOON_MS + ms, estimated: false })
  const delivered = (n: number, ids: string[]) =>
    report({ ids, kind: 'delivered', occurrence: at(0), phone: `+91980000000${n}`, campaignName: 'holi' })
  await commitBatch(
    subject.store,
    [delivered(1, ['wamid.A', 'AS-1']), delivered(2, ['wamid.B']), delivered(3, ['wamid.C'])],
    'latest',
  )
  const replies = createReplyStore(subject.pool, loadStatements(AS_WRITTEN))
  await replies.keepInbound([
    { id: 'in-1', type: 'button', occurrence: at(60_000), answersId: 'AS-1' },
    { id: 'in-2', type: 'text', occurrence: at(90_000), phone: '+919800000002' },
  ])
  await matchReplies(replies, RULES, new AbortController().signal)
})

const MESSAGES = 'UPDATE broadcasts_messages SET replied_at = NULL'
const RECIPIENTS = 'UPDATE campaign_recipients SET replied_at = NULL'
test.each([
  ['messages lost their replies', MESSAGES],
  ['messages lost them, and how they were made', `${MESSAGES}, reply_type = NULL, reply_named = NULL`],
  ['recipients lost theirs', RECIPIENTS],
  ['both lost theirs', `${MESSAGES}; ${RECIPIENTS}`],
  ['a reply has another time', "UPDATE broadcasts_messages SET replied_at = replied_at + interval '1 hour'"],
  ['a reply is counted for nothing', "UPDATE bluetick.inbound_messages SET message = NULL WHERE id = 'in-1'"],
  [
    'a reply is counted for another message than the one that it names',
    "UPDATE bluetick.inbound_messages SET message = (SELECT id FROM broadcasts_messages WHERE message_id = 'wamid.C') WHERE id = 'in-1'",
  ],
  [
    'replies are counted for messages that are not there, and those lost them',
    `UPDATE bluetick.inbound_messages SET message = message + 1000; ${MESSAGES}`,
  ],
])('%s: verify sees it, and one recount is enough', async (_, damage) => {
  const [before, answered] = [await rowsOf(subject.pool), await inboundRows()]
  expect(await cli('verify')).toMatchObject({ code: 0 })
  await asBluetick(subject.pool, damage)
  expect(await cli('verify')).toMatchObject({ code: 1 })
  expect(await cli('recount')).toMatchObject({ code: 0 })
  expect(await rowsOf(subject.pool)).toEqual(before)
  expect(await inboundRows()).toEqual(answered)
  expect(await cli('verify')).toMatchObject({ code: 0 })
})

describe('what was concluded from a reply', () => {
  const join = () => joinExternalRows(subject.store, 'latest', new AbortController().signal)

  test('stays that in copies of its recipient', async () => {
    const concluded = async () => [
      (
        await subject.pool.query(
          'SELECT message_id, status, inferred_kinds, stand_in_kinds FROM broadcasts_messages ORDER BY 1',
        )
      ).rows,
      (
        await subject.pool.query(
          "SELECT whatsapp_message_id, status, read_at, array_remove(tally, 'w') AS tally FROM campaign_recipients WHERE replied_at IS NOT NULL ORDER BY 1",
        )
      ).rows,
    ]
    const before = await concluded()
    await subject.pool.query(`BEGIN; CREATE TEMP TABLE z ON COMMIT DROP AS SELECT * FROM campaign_recipients;
      DELETE FROM campaign_recipients; INSERT INTO campaign_recipients SELECT * FROM z; COMMIT`)
    await join()
    expect(await concluded()).toEqual(before)
  })

  test('is no fault where the message is deleted, and a wrong mark of what is counted costs nothing of it', async () => {
    await subject.pool.query('DELETE FROM broadcasts_messages')
    await join()
    expect(await cli('verify')).toMatchObject({ code: 0 })
    const before = await rowsOf(subject.pool)
    await asBluetick(subject.pool, 'UPDATE campaign_recipients SET counted = 1')
    expect(await cli('verify')).toMatchObject({ code: 1 })
    expect(await cli('recount')).toMatchObject({ code: 0 })
    expect(await rowsOf(subject.pool)).toEqual(before)
    expect(await cli('verify')).toMatchObject({ code: 0 })
  })
})
