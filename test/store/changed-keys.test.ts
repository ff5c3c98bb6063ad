import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createCampaignStore } from '../../src/adapters/postgres/campaigns/campaign-store.ts'
import { createReplyStore } from '../../src/adapters/postgres/messages/reply-store.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { createAttemptStore } from '../../src/adapters/postgres/sending/attempt-store.ts'
import { joinExternalRows } from '../../src/app/campaigns/join-external-rows.ts'
import { commitBatch } from '../../src/app/ingest/commit-batch.ts'
import { matchReplies } from '../../src/app/ingest/match-replies.ts'
import { planChange } from '../../src/domain/messages/plan.ts'
import type { StatusReport } from '../../src/domain/messages/report.ts'
import { bluetick } from '../support/command-line.ts'
import { NOON_MS, report } from '../support/reports.ts'
import { type PostgresSubject, postgresSubject, rowsOf } from '../support/subject.ts'

// Keys of messages and recipients that others change (`UPDATE … SET id = …`): whatever refers to them follows.

const NEVER = new AbortController().signal
const MOVED = 1_000_000

let subject: PostgresSubject
beforeAll(async () => {
  subject = await postgresSubject()
})
afterAll(() => subject.close())

const statements = loadStatements(AS_WRITTEN)
const commit = (...reports: StatusReport[]) => commitBatch(subject.store, reports, 'latest')
const rows = async (sql: string) => (await subject.pool.query(sql)).rows
async function sender(sql: string): Promise<void> {
  await rows(sql)
  await joinExternalRows(subject.store, 'latest', NEVER)
}
const expectRight = async () => {
  const { code, out } = await bluetick(['verify'], { DATABASE_URL: subject.url })
  expect(`${code}\n${out}`).toMatch(/^0\n/)
}

/** A read message that was replied to, known by two ids, and one that failed. */
beforeEach(async () => {
  await subject.clear()
  await subject.addCampaign('holi')
  const at = (ms: number) => ({ occurrence: { atMs: NOON_MS + ms, estimated: false }, campaignName: 'holi' })
  await commit(
    report({ ids: ['wamid.A', 'AS-1'], kind: 'delivered', phone: '+919800000001', ...at(0) }),
    report({ ids: ['wamid.A'], kind: 'read', ...at(5_000) }),
    report({ ids: ['wamid.B'], kind: 'failed', failure: { code: '131026' }, ...at(0) }),
  )
  const replies = createReplyStore(subject.pool, statements)
  await replies.keepInbound([
    {
      id: 'in-1',
      type: 'text',
      occurrence: { atMs: NOON_MS + 9_000, estimated: false },
      phone: '+919800000001',
    },
  ])
  await matchReplies(replies, { rule: 'latest', windowMs: 60_000 }, NEVER)
})

describe('the key of a message', () => {
  const leads = () =>
    rows(
      `SELECT i.id, m.message_id FROM bluetick.message_ids i JOIN broadcasts_messages m ON m.id = i.message ORDER BY 1`,
    )

  test('is followed at once by its ids, its reply and its time of reading, and by the sums', async () => {
    const [before, led] = [await rowsOf(subject.pool), await leads()]
    await rows(`UPDATE broadcasts_messages SET id = id + ${MOVED}`)
    expect(await leads()).toEqual(led)
    expect(
      await rows('SELECT FROM bluetick.inbound_messages i JOIN broadcasts_messages m ON m.id = i.message'),
    ).toHaveLength(1)
    expect(
      await rows('SELECT FROM bluetick.message_reads d JOIN broadcasts_messages m ON m.id = d.message'),
    ).toHaveLength(1)
    await joinExternalRows(subject.store, 'latest', NEVER)
    expect(await rowsOf(subject.pool)).toEqual(before)
    await expectRight()
    const { refused } = await commit(report({ ids: ['AS-1'], kind: 'sent', campaignName: 'holi' }))
    expect(refused).toEqual([])
    expect(await rows('SELECT FROM broadcasts_messages')).toHaveLength(2)
    await expectRight()
  })

  test('may change with its id', async () => {
    await sender(
      `UPDATE broadcasts_messages SET id = id + ${MOVED}, message_id = 'wamid.Z' WHERE message_id = 'wamid.B'`,
    )
    expect(await leads()).toContainEqual({ id: 'wamid.Z', message_id: 'wamid.Z' })
    await expectRight()
  })

  test('may take the place of another that is moved out of its way', async () => {
    const [a, b] = await rows('SELECT id FROM broadcasts_messages ORDER BY message_id')
    const led = await leads()
    await sender(`UPDATE broadcasts_messages SET id = ${MOVED} WHERE id = ${a.id};
      UPDATE broadcasts_messages SET id = ${a.id} WHERE id = ${b.id}; UPDATE broadcasts_messages SET id = ${b.id} WHERE id = ${MOVED}`)
    expect(await leads()).toEqual(led)
    await expectRight()
  })

  test('that changes after recipients were truncated leaves no message out', async () => {
    await sender(`TRUNCATE campaign_recipients; UPDATE broadcasts_messages SET id = id + ${MOVED}`)
    await commit(report({ ids: ['wamid.A'], kind: 'played', campaignName: 'holi' }))
    expect(await rows('SELECT FROM campaign_recipients')).toEqual([])
    await expectRight()
  })
})

describe('the key of a recipient', () => {
  const listed = async (status: 'read' | 'failed') => {
    const { items } = await createCampaignStore(subject.pool, statements).recipients(
      'holi',
      { status },
      undefined,
      100,
    )
    return items.map(({ messageId }) => messageId)
  }
  const keyOf = async (messageId: string): Promise<string> =>
    (await rows(`SELECT id FROM campaign_recipients WHERE whatsapp_message_id = '${messageId}'`))[0].id

  test('is followed by lists of one status, and nothing else changes', async () => {
    const before = await rowsOf(subject.pool)
    await sender(`UPDATE campaign_recipients SET id = id + ${MOVED}`)
    expect([await listed('read'), await listed('failed')]).toEqual([['wamid.A'], ['wamid.B']])
    expect(await rowsOf(subject.pool)).toEqual(before)
    await expectRight()
  })

  test('may change with its campaign', async () => {
    await subject.addCampaign('diwali')
    await sender(`UPDATE campaign_recipients SET id = id + ${MOVED}, campaign_id = 'diwali'`)
    await expectRight()
  })

  test('is followed by what is seen of a linked row', async () => {
    const key = await keyOf('wamid.A')
    await rows(
      `INSERT INTO bluetick.linked_rows (table_name, their_key, own_key, seen) VALUES ('campaign_recipients', 't7', '${key}', '{}')`,
    )
    await sender(`UPDATE campaign_recipients SET id = id + ${MOVED}`)
    expect(await rows('SELECT own_key FROM bluetick.linked_rows')).toEqual([
      { own_key: String(Number(key) + MOVED) },
    ])
  })
})

describe('attempts to send', () => {
  const PLAN = "md5('plan')::uuid"
  const keys = async () =>
    (await rows('SELECT id FROM campaign_recipients ORDER BY whatsapp_message_id')).map(({ id }) =>
      Number(id),
    )
  const attempt = (position: number, recipient: number, state: string) =>
    rows(`INSERT INTO bluetick.send_attempts (id, plan, position, recipient, campaign_id, phone, round, variables, zones, planned_for, not_before, state)
      VALUES (gen_random_uuid(), ${PLAN}, ${position}, '${recipient}', 'holi', '+9198000000${position}', 1, '{}', '{}', now(), now(), '${state}')`)
  const recipients = async () =>
    (await rows('SELECT recipient FROM bluetick.send_attempts ORDER BY position')).map(({ recipient }) =>
      Number(recipient),
    )
  beforeEach(() =>
    rows(`INSERT INTO bluetick.send_plans (id, hash, action, campaign_id, sender, template, rules, planned_by, planned_at, members, excluded)
      VALUES (${PLAN}, 'h', 'resend', 'holi', '1', '{}', '{}', 'a', now(), 5, '{}')`),
  )

  test('follow, whatever became of them, through several changes', async () => {
    const [a = 0, b = 0] = await keys()
    await attempt(1, a, 'accepted')
    await attempt(2, a, 'planned')
    await attempt(3, a, 'refused')
    await attempt(4, b, 'uncertain')
    await rows(`UPDATE campaign_recipients SET id = id + ${MOVED}`)
    await sender(`UPDATE campaign_recipients SET id = id + ${MOVED}`)
    expect(await recipients()).toEqual([a, a, a, b].map((key) => key + 2 * MOVED))
    expect(await rows('SELECT FROM bluetick.moved_recipients')).toEqual([])
  })

  test('neither leave nor are joined until they do', async () => {
    const [a = 0, b = 0] = await keys()
    await attempt(1, a, 'accepted')
    await attempt(2, b, 'planned')
    await rows(
      "UPDATE bluetick.send_plans SET state = 'sending'; UPDATE bluetick.send_attempts SET message_ids = '{wamid.N}' WHERE state = 'accepted'",
    )
    const joined = () =>
      createAttemptStore(subject.pool, statements).joinAccepted(
        10,
        (links) => (loaded) => planChange(loaded, [], 'latest', links),
      )
    const due = async () =>
      (
        await subject.pool.query(statements.text('sending/lock-due'), [
          (await rows(`SELECT ${PLAN} AS plan`))[0].plan,
          new Date(Date.now() + 1000),
          10,
        ])
      ).rowCount
    await rows(`UPDATE campaign_recipients SET id = id + ${MOVED}`)
    expect([await joined(), await due()]).toEqual([0, 0])
    await joinExternalRows(subject.store, 'latest', NEVER)
    expect([await joined(), await due()]).toEqual([1, 1])
    expect(await rows(`SELECT id FROM campaign_recipients WHERE whatsapp_message_id = 'wamid.N'`)).toEqual([
      { id: String(a + MOVED) },
    ])
  })

  test('follow recipients that change places', async () => {
    const [a = 0, b = 0] = await keys()
    await attempt(1, a, 'accepted')
    await attempt(2, b, 'accepted')
    await sender(`UPDATE campaign_recipients SET id = ${MOVED} WHERE id = ${a};
      UPDATE campaign_recipients SET id = ${a} WHERE id = ${b}; UPDATE campaign_recipients SET id = ${b} WHERE id = ${MOVED}`)
    expect(await recipients()).toEqual([b, a])
  })

  test('stay where they are where those of a deleted recipient are in the way, and cost nobody a statement', async () => {
    const [a = 0, b = 0] = await keys()
    await attempt(1, a, 'accepted')
    await attempt(2, b, 'accepted')
    await sender(
      `DELETE FROM campaign_recipients WHERE id = ${b}; UPDATE campaign_recipients SET id = ${b} WHERE id = ${a}`,
    )
    expect(await recipients()).toEqual([a, b])
    expect(await rows('SELECT FROM bluetick.unjoined_changes')).toEqual([])
    expect(await rows('SELECT FROM bluetick.moved_recipients')).toEqual([])
  })
})
