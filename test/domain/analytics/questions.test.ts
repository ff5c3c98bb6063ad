import { describe, expect, test } from 'vitest'
import { csvOfAnswer } from '../../../src/domain/analytics/answer-csv.ts'
import { parseQuestion, type QuestionResult } from '../../../src/domain/analytics/question.ts'
import {
  changedRollups,
  countMessage,
  type RollupDelta,
  type RollupDeltas,
} from '../../../src/domain/analytics/rollup.ts'
import { addToHistogram, TIME_BOUNDS_MS, timeBin } from '../../../src/domain/analytics/time-bins.ts'
import { conclude } from '../../../src/domain/messages/conclusion.ts'
import { factsOfReport, joinFacts, withReply } from '../../../src/domain/messages/facts.ts'
import type { Kind, StatusReport } from '../../../src/domain/messages/report.ts'
import { NOON_MS, report } from '../../support/reports.ts'

describe("a question's header", () => {
  const text = (more = '', params = 'from, to') =>
    `-- What is asked,\n-- in a sentence.\n--! params: ${params}\n--! denominator: all\n--! column: n count how many of them\n--! column: t time when\n${more}SELECT 1`

  test('says all that there is to know of it', () => {
    expect(parseQuestion('q', text())).toStrictEqual({
      name: 'q',
      description: 'What is asked, in a sentence.',
      parameters: ['from', 'to'],
      columns: [
        { name: 'n', unit: 'count', meaning: 'how many of them' },
        { name: 't', unit: 'time', meaning: 'when' },
      ],
      denominator: 'all',
      defaultWindow: 'all',
      refreshed: false,
    })
    const more = '--! window: 24h\n--! bars: n\n--! refreshed: hourly\n'
    expect(parseQuestion('q', text(more))).toMatchObject({ defaultWindow: '24h', bars: 'n', refreshed: true })
  })

  test('that lacks something or names what is not there is refused, with its file', () => {
    const file = 'sql/analytics/questions/q.sql'
    expect(() => parseQuestion('q', '-- x\nSELECT 1')).toThrow(`${file}: the header lacks "--! params: …".`)
    expect(() => parseQuestion('q', '-- x\n--! params: from\nSELECT 1')).toThrow('lacks "--! denominator: …"')
    expect(() => parseQuestion('q', text('', 'from, where'))).toThrow(
      `${file}: "where" is not one of from, to,`,
    )
    expect(() => parseQuestion('q', text('--! column: x meters far\n'))).toThrow(
      '"meters" is not one of count,',
    )
    expect(() => parseQuestion('q', text('--! column: x\n'))).toThrow('"" is not one of')
  })
})

test('an answer as CSV says in every row what it is of', () => {
  const answer: QuestionResult = {
    question: 'q',
    description: '',
    window: { from: 'f', to: 't' },
    zone: 'UTC',
    campaign: null,
    denominator: 'all, of it',
    as_of: 'now',
    age_seconds: 0,
    columns: ['a', 'b', 'c'].map((name) => ({ name, unit: 'count', meaning: '' })),
    rows: [{ a: 1, b: { x: 'y' }, c: null }, { a: 'text' }],
  }
  expect([...csvOfAnswer(answer)]).toEqual([
    'a,b,c,window_from,window_to,zone,denominator,as_of\r\n',
    '1,"{""x"":""y""}",,f,t,UTC,"all, of it",now\r\n',
    'text,,,f,t,UTC,"all, of it",now\r\n',
  ])
  expect([...csvOfAnswer({ ...answer, window: null })][1]).toBe(
    '1,"{""x"":""y""}",,,,UTC,"all, of it",now\r\n',
  )
})

test('bins of times end at their bounds, ten to the decade', () => {
  expect([0, 600, 600.1, 750, 751].map(timeBin)).toEqual([0, 0, 1, 1, 2])
  expect([60_000, 300_000, 600_000].every((ms) => TIME_BOUNDS_MS.includes(ms))).toBe(true)
  expect(TIME_BOUNDS_MS).toHaveLength(61)
  expect([TIME_BOUNDS_MS.at(-1), timeBin(600_000_000), timeBin(600_000_001)]).toEqual([600_000_000, 60, 61])
  TIME_BOUNDS_MS.forEach((bound, bin) => {
    expect([timeBin(bound), timeBin(bound + 1)]).toEqual([bin, bin + 1])
  })
  const histogram = [1]
  addToHistogram(histogram, 2, 5)
  addToHistogram(histogram, 0, -1)
  expect(histogram).toEqual([0, 0, 5])
})

describe('rollups', () => {
  const QUARTER_MS = 15 * 60_000
  const factsOf = (
    times: Partial<Record<Kind, number>>,
    more: Partial<StatusReport> = {},
    estimated: readonly Kind[] = [],
  ) =>
    Object.entries(times)
      .map(([kind, seconds]) => {
        const occurrence = { atMs: NOON_MS + seconds * 1000, estimated: estimated.includes(kind as Kind) }
        return factsOfReport(report({ kind: kind as Kind, occurrence, ...more }))
      })
      .reduce((a, b) => joinFacts(a, b, 'latest'))
  const counted = (facts: ReturnType<typeof factsOf>, countedIn = '', createdAtMs = NOON_MS) => {
    const deltas: RollupDeltas = new Map()
    countMessage(deltas, { createdAtMs, countedIn, facts, conclusion: conclude(facts) }, 1)
    return [...deltas.values()]
  }
  const totalOf = (facts: ReturnType<typeof factsOf>) => (counted(facts)[0] as RollupDelta).total
  const ZERO = {
    ...{ messages: 0, sent: 0, delivered: 0, read: 0, failed: 0, contradictory: 0, sentUndelivered: 0 },
    ...{ deliveries: 0, deliveryMs: 0, readDelayMs: 0, replied: 0, repliedUnread: 0, replyMs: 0 },
    ...{ repliedWithinHour: 0, deliveryTimes: [], readTimes: [], replyTimes: [] },
  }
  const histogram = (ms: number) => [...Array<number>(timeBin(ms)).fill(0), 1]

  test('count a message in its quarter-hour, under all messages and under its campaign', () => {
    const facts = factsOf({ sent: 0 })
    expect(
      counted(facts, 'diwali', NOON_MS + QUARTER_MS + 1).map(({ campaignId, bucketMs }) => [
        campaignId,
        bucketMs,
      ]),
    ).toEqual([
      ['', NOON_MS + QUARTER_MS],
      ['diwali', NOON_MS + QUARTER_MS],
    ])
    expect(counted(facts, '', NOON_MS - 1).map(({ bucketMs }) => bucketMs)).toEqual([NOON_MS - QUARTER_MS])
    expect(totalOf(facts)).toStrictEqual({ ...ZERO, messages: 1, sent: 1, sentUndelivered: 1 })
  })

  test('hold times between what was reported, and sums of all', () => {
    expect(totalOf(factsOf({ sent: 0, delivered: 4, read: 64 }))).toStrictEqual({
      ...ZERO,
      ...{
        messages: 1,
        sent: 1,
        delivered: 1,
        read: 1,
        deliveries: 1,
        deliveryMs: 4_000,
        readDelayMs: 60_000,
      },
      deliveryTimes: histogram(4_000),
      readTimes: histogram(60_000),
    })
    for (const kind of ['sent', 'delivered'] as const) {
      expect(totalOf(factsOf({ sent: 0, delivered: 4 }, {}, [kind]))).toMatchObject({
        deliveries: 1,
        deliveryMs: 4_000,
        deliveryTimes: [],
      })
    }
    expect(totalOf(factsOf({ delivered: 4, read: 5 }, {}, ['read'])).readTimes).toEqual([])
    // Read alone proves a delivery, at a time that nobody reported.
    expect(totalOf(factsOf({ sent: 0, read: 5 }))).toMatchObject({
      delivered: 1,
      deliveryTimes: [],
      readTimes: [],
    })
  })

  test('count replies, and how soon they came', () => {
    const replyAt = (seconds: number) => ({
      occurrence: { atMs: NOON_MS + seconds * 1000, estimated: false },
      type: 'text' as const,
      named: true,
    })
    const delivered = factsOf({ delivered: 0 })
    expect(totalOf(withReply(delivered, replyAt(3_600)))).toMatchObject({
      ...{ replied: 1, repliedUnread: 1, replyMs: 3_600_000, repliedWithinHour: 1 },
      replyTimes: histogram(3_600_000),
    })
    expect(totalOf(withReply(delivered, replyAt(3_601)))).toMatchObject({ replied: 1, repliedWithinHour: 0 })
    expect(totalOf(withReply(factsOf({ delivered: 0, read: 1 }), replyAt(5)))).toMatchObject({
      repliedUnread: 0,
    })
  })

  test('count failures by code, contradictions, and prices', () => {
    const failed = factsOf({ failed: 0 }, { failure: { code: '131026' } })
    const [delta] = counted(failed)
    expect(delta?.total).toStrictEqual({ ...ZERO, messages: 1, failed: 1 })
    expect([...(delta?.labels.values() ?? [])]).toStrictEqual([
      { dimension: 'failure', label: '131026', messages: 1 },
    ])
    expect([...(counted(factsOf({ failed: 0 }))[0]?.labels.values() ?? [])]).toMatchObject([
      { dimension: 'failure' },
    ])
    expect(totalOf(factsOf({ failed: 0, delivered: 1 }))).toMatchObject({ failed: 0, contradictory: 1 })
    const priced = { pricing: { category: 'marketing', billable: true } }
    expect([...(counted(factsOf({ sent: 0 }, priced))[0]?.labels.values() ?? [])]).toStrictEqual([
      { dimension: 'price', label: priced.pricing, messages: 1 },
    ])
  })

  test('add up by price and code, and cancel out', () => {
    const deltas: RollupDeltas = new Map()
    const message = (category: string) => {
      const facts = factsOf({ sent: 0, delivered: 4 }, { pricing: { category, billable: true } })
      return { createdAtMs: NOON_MS, countedIn: '', facts, conclusion: conclude(facts) }
    }
    countMessage(deltas, message('marketing'), 1)
    countMessage(deltas, message('marketing'), 1)
    countMessage(deltas, message('utility'), 1)
    const [delta] = changedRollups(deltas)
    expect(delta?.total).toMatchObject({ messages: 3, deliveryMs: 12_000 })
    expect([...(delta?.labels.values() ?? [])].map(({ messages }) => messages)).toEqual([2, 1])
    for (const category of ['marketing', 'marketing']) countMessage(deltas, message(category), -1)
    expect(changedRollups(deltas)).toHaveLength(1)
    countMessage(deltas, message('utility'), -1)
    expect(changedRollups(deltas)).toEqual([])
  })

  test('are changed where only a time or a price is', () => {
    const changedBy = (before: ReturnType<typeof factsOf>, after: ReturnType<typeof factsOf>) => {
      const deltas: RollupDeltas = new Map()
      const message = (facts: typeof before) => ({
        createdAtMs: NOON_MS,
        countedIn: '',
        facts,
        conclusion: conclude(facts),
      })
      countMessage(deltas, message(before), -1)
      countMessage(deltas, message(after), 1)
      return changedRollups(deltas).length
    }
    const sent = factsOf({ sent: 0, delivered: 4 })
    expect(changedBy(sent, sent)).toBe(0)
    expect(changedBy(sent, factsOf({ sent: 0, delivered: 4 }, {}, ['sent']))).toBe(1)
    expect(changedBy(sent, factsOf({ sent: 0, delivered: 4 }, { pricing: { category: 'utility' } }))).toBe(1)
  })
})
