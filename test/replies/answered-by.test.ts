import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { conclude } from '../../src/domain/messages/conclusion.ts'
import { type Facts, NO_FACTS } from '../../src/domain/messages/facts.ts'
import { firstReply, type InboundMessage, joinReplies, type Reply } from '../../src/domain/messages/reply.ts'
import type { Kind } from '../../src/domain/messages/report.ts'
import { type AnswerableMessage, answeredBy } from '../../src/domain/replies/answered-by.ts'
import { NOON_MS } from '../support/reports.ts'

const HOUR_MS = 3_600_000
const WINDOW_MS = 72 * HOUR_MS
const PHONE = '+919800000001'

const at = (ms: number) => ({ atMs: NOON_MS + ms, estimated: false })

function message(
  id: string,
  times: Partial<Record<Kind, number>>,
  over: Partial<Facts> = {},
): AnswerableMessage {
  const occurrences = Object.fromEntries(Object.entries(times).map(([kind, ms]) => [kind, at(ms)]))
  return {
    key: BigInt(id.charCodeAt(0)),
    ids: [id],
    canonicalId: id,
    facts: { ...NO_FACTS, times: occurrences, phone: PHONE, ...over },
  }
}

function inbound(ms: number, over: Partial<InboundMessage> = {}): InboundMessage {
  return { id: 'in', type: 'text', occurrence: at(ms), phone: PHONE, ...over }
}

const answered = (one: InboundMessage, ...messages: AnswerableMessage[]) =>
  answeredBy(one, messages, WINDOW_MS)?.canonicalId

describe('an inbound message that names no message', () => {
  test('answers the one that arrived last before it', () => {
    const earlier = message('a', { delivered: 0 })
    const later = message('b', { delivered: 60_000 })
    expect(answered(inbound(90_000), earlier, later)).toBe('b')
    expect(answered(inbound(30_000), later, earlier)).toBe('a')
  })

  test('answers what arrived in the same second, and nothing that arrived after it', () => {
    expect(answered(inbound(0), message('a', { delivered: 999 }))).toBe('a')
    expect(answered(inbound(0), message('a', { delivered: 1000 }))).toBeUndefined()
  })

  test('answers nothing that arrived longer ago than the window', () => {
    const old = message('a', { delivered: 0 })
    expect(answered(inbound(WINDOW_MS), old)).toBe('a')
    expect(answered(inbound(WINDOW_MS + 1), old)).toBeUndefined()
  })

  test('takes reading or playing for the arrival where no delivery was reported', () => {
    expect(answered(inbound(5000), message('a', { read: 2000 }))).toBe('a')
    expect(answered(inbound(5000), message('a', { played: 2000 }))).toBe('a')
  })

  test('answers nothing that only was sent, even if a reply to it proves that it was read', () => {
    const reply: Reply = { occurrence: at(1000), type: 'text', named: true }
    const proven = message('a', { sent: 0 }, { reply })
    expect(conclude(proven.facts).times.delivered).toBe(NOON_MS + 1000)
    expect(answered(inbound(5000), proven)).toBeUndefined()
  })

  test('answers no message to another number', () => {
    expect(
      answered(inbound(5000), message('a', { delivered: 0 }, { phone: '+919800000002' })),
    ).toBeUndefined()
    expect(answered(inbound(5000), message('a', { delivered: 0 }, { phone: PHONE.slice(1) }))).toBe('a')
  })

  test('of messages that arrived in one moment answers the one sent last, then the one with the greater id', () => {
    const first = message('b', { sent: 0, delivered: 5000 })
    const second = message('a', { sent: 1000, delivered: 5000 })
    expect(answered(inbound(9000), first, second)).toBe('a')
    expect(answered(inbound(9000), second, message('c', { sent: 1000, delivered: 5000 }))).toBe('c')
  })
})

describe('an inbound message that names a message', () => {
  test('answers that one, whenever it arrived and whichever arrived later', () => {
    const named = message('a', { sent: 0 })
    const newer = message('b', { delivered: 60_000 })
    expect(answered(inbound(WINDOW_MS * 2, { answersId: 'a' }), newer, named)).toBe('a')
  })

  test('answers no other while the one it names is not known', () => {
    expect(answered(inbound(5000, { answersId: 'unknown' }), message('a', { delivered: 0 }))).toBeUndefined()
  })
})

test('the choice does not depend on the order of the messages', () => {
  const second = fc.integer({ min: 0, max: 4 }).map((seconds) => seconds * 1000)
  const anyMessage = fc
    .tuple(
      fc.constantFrom('a', 'b', 'c', 'd'),
      fc.dictionary(fc.constantFrom<Kind>('sent', 'delivered', 'read'), second),
    )
    .map(([id, times]) => message(id, times))
  fc.assert(
    fc.property(
      fc.uniqueArray(anyMessage, { selector: ({ canonicalId }) => canonicalId }),
      second,
      (messages, ms) => {
        const backwards = messages.toReversed()
        expect(answered(inbound(ms), ...messages)).toBe(answered(inbound(ms), ...backwards))
      },
    ),
  )
})

describe('the first reply', () => {
  const some = fc.record({
    occurrence: fc.record({ atMs: fc.integer({ min: 0, max: 3 }), estimated: fc.boolean() }),
    type: fc.constantFrom('text' as const, 'button' as const),
    named: fc.boolean(),
  })

  test('is joined commutatively, associatively and idempotently', () => {
    fc.assert(
      fc.property(fc.option(some), fc.option(some), fc.option(some), (x, y, z) => {
        const [a, b, c] = [x ?? undefined, y ?? undefined, z ?? undefined]
        expect(joinReplies(a, b)).toEqual(joinReplies(b, a))
        expect(joinReplies(joinReplies(a, b), c)).toEqual(joinReplies(a, joinReplies(b, c)))
        expect(joinReplies(joinReplies(a, b), b)).toEqual(joinReplies(a, b))
      }),
    )
  })

  test('is the earliest', () => {
    const button = inbound(1000, { id: 'in-1', type: 'button', answersId: 'a' })
    expect(firstReply([inbound(5000), button])).toEqual({ occurrence: at(1000), type: 'button', named: true })
    expect(firstReply([])).toBeUndefined()
  })
})

test('a reply proves reading, and a reported reading stands', () => {
  const reply: Reply = { occurrence: at(9000), type: 'text', named: false }
  const unread = conclude(message('a', { sent: 0, delivered: 5000 }, { reply }).facts)
  expect(unread).toMatchObject({ status: 'read', inferred: ['read'], repliedUnread: true })
  expect(unread.times.read).toBe(NOON_MS + 9000)
  const read = conclude(message('a', { delivered: 5000, read: 7000 }, { reply }).facts)
  expect(read).toMatchObject({ inferred: [], repliedUnread: false, repliedAtMs: NOON_MS + 9000 })
  expect(read.times.read).toBe(NOON_MS + 7000)
})
