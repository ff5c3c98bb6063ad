import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { NO_DRIFT } from '../../src/adapters/cli/analytics/rollups.ts'
import { createReplyStore } from '../../src/adapters/postgres/messages/reply-store.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { joinExternalRows } from '../../src/app/campaigns/join-external-rows.ts'
import { commitBatch } from '../../src/app/ingest/commit-batch.ts'
import { matchReplies } from '../../src/app/ingest/match-replies.ts'
import type { InboundMessage } from '../../src/domain/messages/reply.ts'
import type { StatusReport } from '../../src/domain/messages/report.ts'
import type { ReplyStore } from '../../src/domain/replies/ports.ts'
import { counters, recount } from '../support/memory-subject.ts'
import { anyReport, NOON_MS, report } from '../support/reports.ts'
import { type PostgresSubject, postgresSubject, rowsOf } from '../support/subject.ts'

const NEVER = new AbortController().signal
const RULES = { rule: 'latest', windowMs: 3000 } as const
const PHONE = '+919800000001'

let subject: PostgresSubject
let replies: ReplyStore
beforeAll(async () => {
  subject = await postgresSubject()
  replies = createReplyStore(subject.pool, loadStatements(AS_WRITTEN))
})
afterAll(() => subject.close())
beforeEach(() => subject.clear())

const commit = (...reports: StatusReport[]) => commitBatch(subject.store, reports, 'latest')
const match = () => matchReplies(replies, RULES, NEVER)
const at = (ms: number, estimated = false) => ({ atMs: NOON_MS + ms, estimated })
const inbound = (over: Partial<InboundMessage> = {}): InboundMessage => ({
  id: 'in-1',
  type: 'text',
  occurrence: at(2000),
  phone: PHONE,
  ...over,
})
const delivered = (id: string, ms: number, over: Partial<StatusReport> = {}) =>
  report({ ids: [id], kind: 'delivered', occurrence: at(ms), phone: PHONE, ...over })
const query = async (text: string) => (await subject.pool.query(text)).rows
const repliesOf = async () => {
  const rows = await query(
    `SELECT message_id, replied_at, reply_type, reply_named, status, inferred_kinds FROM broadcasts_messages
     WHERE replied_at IS NOT NULL ORDER BY message_id`,
  )
  return rows.map(
    (row) => `${row.message_id} +${row.replied_at - NOON_MS} ${row.reply_type} ${row.reply_named}`,
  )
}

describe('an inbound message', () => {
  test('that answered one of two messages which turn out to be one, later, answers it no longer where it came too early', async () => {
    await subject.addCampaign('c1')
    await subject.addRecipient('c1', 'wamid.A')
    await commit(delivered('wamid.A', 3500, { campaignName: 'c1' }))
    await commit(delivered('wamid.B', 1000))
    await replies.keepInbound([inbound()])
    await match()
    expect(await repliesOf()).toEqual(['wamid.B +2000 text false'])
    await commit(report({ ids: ['wamid.A', 'wamid.B'], kind: 'sent', occurrence: at(0), phone: PHONE }))
    await match()
    expect(await repliesOf()).toEqual([])
    const [campaign] = await query('SELECT messages_replied, messages_read FROM marketing_campaigns')
    expect(campaign).toEqual({ messages_replied: 0, messages_read: 0 })
    const totals = await query(
      "SELECT sum(replied)::int AS replied FROM bluetick.message_rollup WHERE campaign_id = 'c1'",
    )
    expect(totals).toEqual([{ replied: 0 }])
  })

  test('answers the message that arrived last at that number before it, and counts everywhere', async () => {
    await subject.addCampaign('c1')
    await subject.addRecipient('c1', 'wamid.B')
    await commit(delivered('wamid.A', 0), delivered('wamid.B', 1000, { campaignName: 'c1' }))
    await replies.keepInbound([inbound()])
    expect(await match()).toBe(1)
    expect(await repliesOf()).toEqual(['wamid.B +2000 text false'])
    const [recipient] = await query('SELECT status, replied_at, read_at FROM campaign_recipients')
    expect(recipient).toMatchObject({ status: 'read', replied_at: new Date(NOON_MS + 2000) })
    const [campaign] = await query('SELECT messages_replied, messages_read FROM marketing_campaigns')
    expect(campaign).toEqual({ messages_replied: 1, messages_read: 1 })
    const [rollup] = await query(
      "SELECT replied, replied_unread, reply_ms, reply_times, replied_within_hour FROM bluetick.message_rollup WHERE campaign_id = 'c1'",
    )
    expect(rollup).toMatchObject({ replied: 1, replied_unread: 1, reply_ms: '1000', replied_within_hour: 1 })
    expect(await match()).toBe(0)
  })

  test('waits for the message that it names, however late that is', async () => {
    await replies.keepInbound([inbound({ answersId: 'wamid.B', type: 'button' })])
    await commit(delivered('wamid.A', 0))
    await match()
    expect(await repliesOf()).toEqual([])
    await commit(report({ ids: ['wamid.B'] }))
    await match()
    expect(await repliesOf()).toEqual(['wamid.B +2000 button true'])
  })

  test('moves to a message that turns out to have arrived later, and leaves no trace on the other', async () => {
    await replies.keepInbound([inbound()])
    await commit(delivered('wamid.A', 0))
    await match()
    expect(await repliesOf()).toEqual(['wamid.A +2000 text false'])
    await commit(delivered('wamid.B', 1000))
    await match()
    expect(await repliesOf()).toEqual(['wamid.B +2000 text false'])
    const [left] = await query(
      "SELECT status, inferred_kinds FROM broadcasts_messages WHERE message_id = 'wamid.A'",
    )
    expect(left).toEqual({ status: { delivered: '2023-12-10T11:30:00Z' }, inferred_kinds: null })
  })

  test('says nothing of a message whose delivery it would itself prove', async () => {
    await commit(report({ ids: ['wamid.A'], phone: PHONE }))
    await replies.keepInbound([inbound()])
    await match()
    expect(await repliesOf()).toEqual([])
  })

  test('follows a message that is known by more ids, and one that two rows turn out to be', async () => {
    await commit(delivered('AS-1', 0), delivered('wamid.A', 1000))
    await replies.keepInbound([inbound({ answersId: 'AS-1', occurrence: at(2500) }), inbound({ id: 'in-2' })])
    await match()
    expect(await repliesOf()).toEqual(['AS-1 +2500 text true', 'wamid.A +2000 text false'])
    await commit(report({ ids: ['AS-1', 'wamid.A'], phone: PHONE }))
    await match()
    expect(await repliesOf()).toEqual(['wamid.A +2000 text false'])
  })

  test('that names a message answers it, too, when others insert that later', async () => {
    await replies.keepInbound([inbound({ answersId: 'theirs' })])
    await match()
    await subject.pool.query(
      `INSERT INTO broadcasts_messages (message_id, status) VALUES ('theirs', '{"sent": "2023-12-10T11:30:00Z"}')`,
    )
    await joinExternalRows(subject.store, 'latest', NEVER)
    await match()
    expect(await repliesOf()).toEqual(['theirs +2000 text true'])
  })

  test('answers another message when its own is deleted, or others move the arrival of it', async () => {
    await commit(delivered('wamid.A', 0), delivered('wamid.B', 1000))
    await replies.keepInbound([inbound()])
    await match()
    expect(await repliesOf()).toEqual(['wamid.B +2000 text false'])
    await subject.pool.query(
      `UPDATE broadcasts_messages SET status = '{"delivered": "2023-12-10T12:30:00Z"}' WHERE message_id = 'wamid.B'`,
    )
    await joinExternalRows(subject.store, 'latest', NEVER)
    await match()
    expect(await repliesOf()).toEqual(['wamid.A +2000 text false'])
    await commit(delivered('wamid.C', 1000))
    await match()
    expect(await repliesOf()).toEqual(['wamid.C +2000 text false'])
    await subject.pool.query("DELETE FROM broadcasts_messages WHERE message_id = 'wamid.C'")
    await match()
    expect(await repliesOf()).toEqual(['wamid.A +2000 text false'])
  })

  test('is found by a row that others inserted, with the number as they write it', async () => {
    await replies.keepInbound([inbound()])
    await match()
    await subject.pool.query(
      `INSERT INTO broadcasts_messages (message_id, phone_number, status)
       VALUES ('theirs', '919800000001', '{"delivered": "2023-12-10T11:30:01Z"}')`,
    )
    await joinExternalRows(subject.store, 'latest', NEVER)
    await match()
    expect(await repliesOf()).toEqual(['theirs +2000 text false'])
  })
})

test('a matching sees what a batch writes that was under way when the inbound message came', async () => {
  const batch = await subject.pool.connect()
  try {
    await batch.query(
      "BEGIN; SET LOCAL bluetick.writer = 'yes'; SELECT pg_advisory_xact_lock_shared(1651275109, hashtext('bluetick.message_ids'))",
    )
    await replies.keepInbound([inbound()])
    const matched = match()
    // The batch ends only after the matching has begun to wait for it.
    await expect
      .poll(
        async () => (await query("SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")).length,
      )
      .toBe(1)
    await batch.query(
      `INSERT INTO broadcasts_messages (message_id, aliases, phone_number, status, counted_in)
       VALUES ('wamid.A', '{}', '${PHONE}', '{"delivered": "2023-12-10T11:30:01Z"}', '')`,
    )
    await batch.query(
      'INSERT INTO bluetick.message_ids SELECT message_id, id FROM broadcasts_messages; COMMIT',
    )
    expect(await matched).toBe(1)
  } finally {
    batch.release()
  }
  expect(await repliesOf()).toEqual(['wamid.A +2000 text false'])
})

describe('the order', () => {
  const anyInbound: fc.Arbitrary<InboundMessage> = fc
    .record({
      id: fc.constantFrom('in-1', 'in-2', 'in-3', 'in-4'),
      type: fc.constantFrom('text' as const, 'button' as const),
      occurrence: fc.record({
        atMs: fc.integer({ min: 0, max: 7 }).map((seconds) => NOON_MS + seconds * 1000),
        estimated: fc.boolean(),
      }),
      phone: fc.constantFrom(undefined, PHONE, '+919800000002'),
      answersId: fc.constantFrom(undefined, undefined, undefined, 'wamid.0', 'AS-1', 'wamid.9'),
    })
    .map(({ phone, answersId, ...rest }) => ({
      ...rest,
      ...(phone !== undefined && { phone }),
      ...(answersId !== undefined && { answersId }),
    }))
  type Step = {
    readonly reports: StatusReport[]
    readonly inbound: InboundMessage[]
    readonly match: boolean
  }
  const anything = fc.oneof(
    anyReport.map((one) => ({ reports: [one], inbound: [] })),
    anyReport.map((one) => ({ reports: [{ ...one, kind: 'delivered' as const }], inbound: [] })),
    anyInbound.map((one) => ({ reports: [], inbound: [one] })),
  )
  const anyFacts = fc.array(anything, { minLength: 2, maxLength: 14 })
  const stepsOf = (facts: readonly { reports: StatusReport[]; inbound: InboundMessage[] }[]) =>
    fc
      .tuple(
        fc.shuffledSubarray([...facts], { minLength: facts.length }),
        fc.subarray([...facts]),
        fc.array(fc.record({ size: fc.integer({ min: 1, max: 4 }), match: fc.boolean() }), {
          minLength: 30,
          maxLength: 30,
        }),
      )
      .map(([order, again, cuts]) => {
        const all = [...order, ...again]
        const steps: Step[] = []
        for (const { size, match: matches } of cuts) {
          const cut = all.splice(0, size)
          if (cut.length === 0) break
          steps.push({
            reports: cut.flatMap((one) => one.reports),
            inbound: cut.flatMap((one) => one.inbound),
            match: matches,
          })
        }
        return steps
      })

  async function rowsAfter(steps: readonly Step[]) {
    await subject.clear()
    for (const step of steps) {
      if (step.inbound.length > 0) await replies.keepInbound(step.inbound)
      if (step.reports.length > 0) await commit(...step.reports)
      if (step.match) await match()
    }
    await match()
    const snapshot = await subject.snapshot()
    expect(counters(snapshot)).toEqual(recount(snapshot))
    const inboundRows = await query(
      'SELECT to_jsonb(i) - $$message$$ AS row FROM bluetick.inbound_messages i ORDER BY id',
    )
    return { rows: await rowsOf(subject.pool), inboundRows }
  }

  test('in which reports and inbound messages come, late, twice, in any batches, makes no difference', async () => {
    const anyTwoWays = anyFacts.chain((facts) => fc.tuple(stepsOf(facts), stepsOf(facts)))
    await fc.assert(
      fc.asyncProperty(anyTwoWays, async ([one, other]) => {
        expect(await rowsAfter(one)).toEqual(await rowsAfter(other))
      }),
      { numRuns: 10 },
    )
  }, 60_000)

  test('leaves the rollups what they are when summed anew', async () => {
    const { verifyRollups } = await import('../../src/adapters/postgres/analytics/rollup-repair.ts')
    await fc.assert(
      fc.asyncProperty(anyFacts.chain(stepsOf), async (steps) => {
        await rowsAfter(steps)
        expect(await verifyRollups(subject.pool, AS_WRITTEN, NEVER)).toEqual(NO_DRIFT)
      }),
      { numRuns: 4 },
    )
  }, 60_000)
})
