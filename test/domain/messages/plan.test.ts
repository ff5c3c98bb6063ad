import { describe, expect, test } from 'vitest'
import type { Change, Loaded, StoredMessage, StoredRecipient } from '../../../src/domain/messages/change.ts'
import { createdAt } from '../../../src/domain/messages/created-at.ts'
import { factsOfReport, joinFacts } from '../../../src/domain/messages/facts.ts'
import { groupByMessage } from '../../../src/domain/messages/group.ts'
import { planChange } from '../../../src/domain/messages/plan.ts'
import type { StatusReport } from '../../../src/domain/messages/report.ts'
import { NOON_MS, report } from '../../support/reports.ts'

const LATER_MS = NOON_MS + 60_000
const NOTHING: Loaded = { messages: [], recipients: [], campaignIds: new Map() }
const later = (more: Partial<StatusReport>) =>
  report({ occurrence: { atMs: LATER_MS, estimated: false }, receivedAtMs: LATER_MS, ...more })

const stored = (reports: readonly StatusReport[], more: Partial<StoredMessage> = {}): StoredMessage => ({
  key: 5n,
  ids: ['wamid.A'],
  facts: reports.map(factsOfReport).reduce((a, b) => joinFacts(a, b, 'latest')),
  createdAtMs: NOON_MS + 1000,
  countedIn: '',
  ...more,
})
const SENT = stored([report()])
const recipient = (more: Partial<StoredRecipient> = {}): StoredRecipient => ({
  key: '7',
  campaignId: 'diwali',
  messageId: 'wamid.A',
  fromWebhook: false,
  columns: { status: 'pending' },
  breakdown: [],
  pendingJoin: true,
  asserted: [],
  writtenAtMs: NOON_MS + 500,
  ...more,
})
const plan = (loaded: Partial<Loaded>, reports: readonly StatusReport[] = []): Change =>
  planChange({ ...NOTHING, ...loaded }, reports, 'latest')
/** Rows of the rollups over all messages: how many messages and how many of them sent and read. */
const sums = ({ rollups }: Change) =>
  rollups.map(({ campaignId, total }) => [campaignId, total.messages, total.sent, total.read])

describe('what facts hold', () => {
  test('is what was reported, and no more', () => {
    expect(factsOfReport(report())).toStrictEqual({
      times: { sent: { atMs: NOON_MS, estimated: false } },
      failures: {},
      pricing: {},
    })
    const joined = joinFacts(factsOfReport(report()), factsOfReport(later({ kind: 'read' })), 'latest')
    expect(Object.keys(joined)).toEqual(['times', 'failures', 'pricing'])
    const priced = (pricing: StatusReport['pricing']) =>
      factsOfReport(report({ ...(pricing && { pricing }) }))
    expect(joinFacts(priced({ category: 'a' }), priced({ category: 'b' }), 'latest').pricing).toStrictEqual({
      category: 'b',
    })
    expect(
      joinFacts(priced({ billable: false }), priced({ billable: true, model: 'x', type: 'y' }), 'latest')
        .pricing,
    ).toStrictEqual({ billable: true, model: 'x', type: 'y' })
    const failed = (failure: StatusReport['failure']) =>
      factsOfReport(report({ kind: 'failed', ...(failure && { failure }) }))
    const one = joinFacts(failed({ code: '1' }), failed({ code: '1', title: 'b' }), 'latest')
    expect(one.failures).toStrictEqual({
      '1': { occurrence: { atMs: NOON_MS, estimated: false }, title: 'b' },
    })
    expect(joinFacts(one, failed({ code: '1', details: 'd' }), 'latest').failures['1']).toStrictEqual({
      occurrence: { atMs: NOON_MS, estimated: false },
      title: 'b',
      details: 'd',
    })
  })
})

describe('a report of a message that nobody knows', () => {
  test('makes it, counted once under all messages', () => {
    const change = plan({}, [report(), report()])
    const [message] = change.messages
    expect(message).toStrictEqual({
      canonicalId: 'wamid.A',
      ids: ['wamid.A'],
      newIds: ['wamid.A'],
      facts: SENT.facts,
      conclusion: expect.objectContaining({ status: 'sent' }),
      statusChanged: true,
      countedIn: '',
      createdAtMs: NOON_MS + 1000,
      recipientLeft: false,
    })
    expect(change.stats).toEqual({ duplicates: 1, inferred: 0, contradictions: 0 })
    expect(sums(change)).toEqual([['', 1, 1, 0]])
    expect(change.recipients).toEqual([])
    expect(change.rematch).toStrictEqual({ ids: ['wamid.A'], arrivals: [] })
  })

  test('that names its campaign makes campaign and recipient', () => {
    const change = plan({}, [report({ campaignName: 'Diwali', phone: '+919800000001' })])
    expect([...change.newCampaigns]).toEqual([['Diwali', 'Diwali']])
    expect(change.recipients).toStrictEqual([
      expect.objectContaining({ campaignId: 'Diwali', messageId: 'wamid.A', phone: '+919800000001' }),
    ])
    expect(sums(change)).toEqual([
      ['', 1, 1, 0],
      ['Diwali', 1, 1, 0],
    ])
    expect(change.counters.get('Diwali')).toMatchObject({ sent: 1, recipients: 1 })
    const known = plan({ campaignIds: new Map([['Diwali', 'c7']]) }, [report({ campaignName: 'Diwali' })])
    expect([known.newCampaigns.size, known.recipients[0]?.campaignId]).toEqual([0, 'c7'])
    expect(known.recipients[0]).not.toHaveProperty('phone')
  })

  test('says what was inferred and what contradicts itself', () => {
    const read = plan({}, [report({ kind: 'read' })])
    expect(read.stats).toEqual({ duplicates: 0, inferred: 1, contradictions: 0 })
    expect(read.messages[0]).toMatchObject({ newlyReadAtMs: NOON_MS, statusChanged: true })
    const both = plan({}, [report({ kind: 'failed' }), report({ kind: 'delivered' })])
    expect(both.stats.contradictions).toBe(1)
    expect(both.messages[0]).not.toHaveProperty('newlyReadAtMs')
  })
})

describe('a report of a message that is stored', () => {
  test('that says nothing new changes nothing', () => {
    const change = plan({ messages: [SENT] }, [report()])
    expect([change.messages, change.rollups, change.recipients]).toEqual([[], [], []])
    expect(change.stats.duplicates).toBe(1)
  })

  test('changes what follows, and the rollups by the difference', () => {
    const change = plan({ messages: [SENT] }, [later({ kind: 'read' })])
    expect(change.messages[0]).toMatchObject({ key: 5n, newIds: [], newlyReadAtMs: LATER_MS })
    expect(change.messages[0]).not.toHaveProperty('createdAtMs')
    expect(sums(change)).toEqual([['', 0, 0, 1]])
  })

  test('enters a reading once, and again where the time of it is another', () => {
    const read = stored([report(), report({ kind: 'read' })])
    expect(plan({ messages: [read] }, [later({ kind: 'failed' })]).messages[0]).not.toHaveProperty(
      'newlyReadAtMs',
    )
    expect(plan({ messages: [read] }, [later({ kind: 'read' })]).messages[0]?.newlyReadAtMs).toBe(LATER_MS)
    const { countedIn: _, ...uncounted } = read
    expect(plan({ messages: [uncounted] }).messages[0]?.newlyReadAtMs).toBe(NOON_MS)
  })

  test('received earlier moves it to the earlier time', () => {
    const change = plan({ messages: [SENT] }, [
      report({ kind: 'delivered', receivedAtMs: NOON_MS - 3_600_000 }),
    ])
    expect(change.messages[0]?.createdAtMs).toBe(NOON_MS - 3_600_000)
    expect(
      sums(change)
        .map(([, messages]) => messages)
        .sort(),
    ).toEqual([-1, 1])
  })

  test('by another id adds the id, and asks anew which replies it has', () => {
    const change = plan({ messages: [SENT] }, [report({ ids: ['gs.1', 'wamid.A'] })])
    expect(change.messages[0]).toMatchObject({
      ids: ['gs.1', 'wamid.A'],
      newIds: ['gs.1'],
      statusChanged: false,
    })
    expect(change.rematch.ids).toEqual(['gs.1'])
  })

  test('joins two rows that turn out to be one, into the older', () => {
    const twin = stored([later({ kind: 'delivered' })], { key: 9n, ids: ['gs.1'] })
    const change = plan({ messages: [twin, SENT] }, [report({ ids: ['gs.1', 'wamid.A'] })])
    expect(change.mergedMessages).toEqual([{ key: 9n, into: 5n }])
    expect(change.messages[0]).toMatchObject({ key: 5n, conclusion: { status: 'delivered' } })
    expect(sums(change)).toEqual([['', -1, 0, 0]])
  })
})

describe('recipients', () => {
  test("of a sender's own take the place of those that webhooks made, the oldest of which stays", () => {
    const made = [recipient({ key: '8', fromWebhook: true }), recipient({ key: '3', fromWebhook: true })]
    const message = stored([report({ campaignName: 'diwali' })], { countedIn: 'diwali' })
    const alone = plan({ messages: [message], recipients: made })
    expect([alone.removedRecipients.map(({ key }) => key), alone.recipients[0]?.stored?.key]).toEqual([
      ['8'],
      '3',
    ])
    const own = plan({ messages: [message], recipients: [...made, recipient()] })
    expect(own.removedRecipients.map(({ key }) => key)).toEqual(['8', '3'])
    expect(own.recipients.map((write) => write.stored?.key)).toEqual(['7'])
  })

  test('that left are counted no more, and no webhook makes another', () => {
    const counted = { pending: 0, sent: 1, delivered: 0, read: 0, failed: 0, replied: 0 }
    const left = [{ campaignId: 'diwali', messageId: 'wamid.A', counted, breakdown: ['w'] }]
    const message = stored([report({ campaignName: 'diwali' })], { countedIn: 'diwali' })
    const change = plan({ messages: [message], leftRecipients: left })
    expect(change.counters.get('diwali')).toMatchObject({ sent: -1, recipients: -1 })
    expect([...(change.breakdowns.get('diwali') ?? [])]).toEqual([['w', -1]])
    expect(change.messages[0]).toMatchObject({ recipientLeft: true, countedIn: '' })
    expect(change.recipients).toEqual([])
    expect(sums(change)).toEqual([['diwali', -1, -1, 0]])
    expect(plan({ leftRecipients: [{ counted, breakdown: ['w'] }] }).counters.size).toBe(0)
    const again = plan({ messages: [{ ...message, recipientLeft: true, countedIn: '' }] }, [
      later({ kind: 'read' }),
    ])
    expect([again.recipients, again.messages[0]?.recipientLeft]).toEqual([[], true])
  })

  test('without a message are counted as they are, once', () => {
    const { messageId: _, ...unsent } = recipient()
    const change = plan({ recipients: [unsent] })
    expect(change.counters.get('diwali')).toMatchObject({ pending: 1, recipients: 1 })
    expect(plan({ recipients: [{ ...unsent, pendingJoin: false }] }).recipients).toEqual([])
  })

  test('say what is left of a message that is gone', () => {
    const columns = { status: 'delivered' as const, sentAtMs: NOON_MS, deliveredAtMs: LATER_MS }
    const change = plan({ recipients: [recipient({ columns, pendingJoin: false })] }, [
      later({ kind: 'read' }),
    ])
    expect(change.messages[0]?.facts.times).toMatchObject({ sent: { atMs: NOON_MS, estimated: true } })
    expect(change.messages[0]?.countedIn).toBe('diwali')
  })

  test('cancel out in counters and breakdowns where nothing changes', () => {
    const failed = stored([report({ kind: 'failed', failure: { code: '131026' } })], { countedIn: 'diwali' })
    const first = plan({ messages: [failed], recipients: [recipient()] })
    expect([...(first.breakdowns.get('diwali') ?? [])]).toEqual([['f131026', 1]])
    const [write] = first.recipients
    const joined = recipient({
      columns: write?.columns ?? { status: 'pending' },
      counted: write?.contribution as NonNullable<StoredRecipient['counted']>,
      breakdown: write?.breakdown ?? [],
    })
    const again = plan({ messages: [failed], recipients: [{ ...joined, campaignId: 'diwali' }] })
    expect(again.counters.get('diwali')).toMatchObject({ failed: 0, recipients: 0 })
    expect([...(again.breakdowns.get('diwali') ?? [])]).toEqual([])
  })
})

describe('when a message was first heard of', () => {
  const heard = (
    messages: readonly StoredMessage[],
    recipients: readonly StoredRecipient[],
    reports: readonly StatusReport[],
  ) => {
    const [group] = groupByMessage(messages, recipients, reports, [['wamid.A']])
    return group && createdAt(group)
  }

  test('is the earliest receipt, of reports and of what is stored', () => {
    expect(heard([SENT], [], [later({})])).toBe(NOON_MS + 1000)
    expect(heard([SENT], [], [report({ receivedAtMs: NOON_MS })])).toBe(NOON_MS)
    const { createdAtMs: _, ...unknown } = SENT
    expect(heard([unknown], [], [])).toBeUndefined()
  })

  test('is what others assert of it, by the time of sending or of writing', () => {
    const asserts = (columns: StoredRecipient['columns']) => recipient({ columns, asserted: 'all' })
    expect(heard([], [asserts({ status: 'sent', sentAtMs: NOON_MS - 5 })], [])).toBe(NOON_MS - 5)
    expect(heard([], [asserts({ status: 'failed', failedAtMs: NOON_MS })], [])).toBe(NOON_MS + 500)
    expect(heard([], [recipient()], [])).toBeUndefined()
    const joined = recipient({ columns: { status: 'sent', sentAtMs: NOON_MS - 5 }, asserted: [] })
    expect(heard([SENT], [joined], [])).toBe(NOON_MS + 1000)
    expect(heard([], [joined], [])).toBe(NOON_MS - 5)
  })

  test('is not what others copy of what was concluded, nor a time of sending that they leave as it was', () => {
    const copied = { status: 'sent', sentAtMs: NOON_MS } as const
    expect(heard([SENT], [recipient({ columns: copied, asserted: 'all' })], [])).toBe(NOON_MS + 1000)
    const read = { ...copied, status: 'read', readAtMs: LATER_MS } as const
    const writes = { columns: read, writtenAtMs: LATER_MS }
    expect(heard([SENT], [recipient({ ...writes, asserted: 'all' })], [])).toBe(NOON_MS + 1000)
    const joined = { ...writes, columns: { ...read, sentAtMs: NOON_MS - 5 } }
    expect(heard([SENT], [recipient({ ...joined, asserted: ['status', 'read_at'] })], [])).toBe(
      NOON_MS + 1000,
    )
    expect(heard([SENT], [recipient({ ...joined, asserted: ['sent_at'] })], [])).toBe(NOON_MS - 5)
  })
})
