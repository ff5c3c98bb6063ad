import { describe, expect, test } from 'vitest'
import { TIME_BOUNDS_MS, timeBin } from '../../../src/domain/analytics/time-bins.ts'
import { MIN_SAMPLE, rateHours, usualHourOf } from '../../../src/domain/dashboard/best-times.ts'
import { groupFailures } from '../../../src/domain/dashboard/failure-groups.ts'
import { periodOf } from '../../../src/domain/dashboard/period.ts'
import { engagementOf, lineOfMessage } from '../../../src/domain/dashboard/person.ts'
import { repliesOf } from '../../../src/domain/dashboard/replies.ts'
import { withinOf } from '../../../src/domain/dashboard/within.ts'
import { type Facts, factsOfReport, joinFacts, withReply } from '../../../src/domain/messages/facts.ts'
import type { Reply } from '../../../src/domain/messages/reply.ts'
import type { Kind } from '../../../src/domain/messages/report.ts'
import { report } from '../../support/reports.ts'

const at = (iso: string) => Date.parse(`2026-11-${iso}Z`)

/** Facts with a time for each kind. */
function facts(times: Partial<Record<Kind, number>>, more: Parameters<typeof report>[0] = {}): Facts {
  return Object.entries(times)
    .map(([kind, atMs]) =>
      factsOfReport(report({ kind: kind as Kind, occurrence: { atMs, estimated: false }, ...more })),
    )
    .reduce((a, b) => joinFacts(a, b, 'latest'))
}
const replyAt = (atMs: number): Reply => ({
  occurrence: { atMs, estimated: false },
  type: 'text',
  named: true,
})
const message = (given: Facts, createdAtMs?: number) => ({
  key: 1n,
  ids: ['gs.1', 'wamid.1'],
  facts: given,
  ...(createdAtMs !== undefined && { createdAtMs }),
})

describe('how somebody answers', () => {
  const read = (iso: string) => facts({ sent: at('01T01:00'), delivered: at('01T02:00'), read: at(iso) })

  test('is counted over their messages, with the hour in which most were read', () => {
    const messages = [
      read('02T10:10'),
      read('03T10:50'),
      read('04T09:00'),
      facts({ failed: at('05T09:00') }, { failure: { code: '131026' } }),
      facts({ sent: at('05T09:00') }),
    ].map((one) => message(one))
    expect(engagementOf(messages, 'UTC')).toStrictEqual({
      messages: 5,
      delivered: 3,
      read: 3,
      failed: 1,
      replied: 0,
      bestHour: { hour: 10, reads: 2 },
      lastReadMs: at('04T09:00'),
    })
    expect(engagementOf(messages, 'Asia/Kolkata').bestHour).toEqual({ hour: 14, reads: 1 })
  })

  test('has the median of the times to a reply, the lower of two', () => {
    const replied = (seconds: number) => {
      const delivered = facts({ delivered: at('02T10:00') })
      return message(withReply(delivered, replyAt(at('02T10:00') + seconds * 1000)))
    }
    expect(engagementOf([900, 10, 60].map(replied), 'UTC')).toMatchObject({ replied: 3, replyP50: 60 })
    expect(engagementOf([900, 10, 60, 70].map(replied), 'UTC')).toMatchObject({ replyP50: 60 })
  })

  test('is nothing without messages', () => {
    expect(engagementOf([], 'UTC')).toStrictEqual({
      messages: 0,
      delivered: 0,
      read: 0,
      failed: 0,
      replied: 0,
    })
  })
})

describe('a line of a message', () => {
  test('shows what was concluded, and no more', () => {
    const times = { sent: 3_000, delivered: 4_000, read: 5_000 }
    const whole = withReply(facts(times, { phone: '+919800000001' }), replyAt(6_000))
    const line = lineOfMessage({ message: message(whole, 2_000), campaigns: [{ campaignId: 'c' }] } as never)
    expect(line).toStrictEqual({
      id: 'wamid.1',
      heardAtMs: 2_000,
      phone: '+919800000001',
      campaign: 'c',
      sentAtMs: 3_000,
      deliveredAtMs: 4_000,
      readAtMs: 5_000,
      repliedAtMs: 6_000,
    })
  })

  test('of a failure says why, and is as old as its first time where the row has none', () => {
    const failed = facts({ sent: 7_000, failed: 8_000 }, { failure: { code: '131026' } })
    expect(lineOfMessage({ message: message(failed), campaigns: [] } as never)).toStrictEqual({
      id: 'wamid.1',
      heardAtMs: 7_000,
      sentAtMs: 7_000,
      failedAtMs: 8_000,
      failureCode: '131026',
    })
  })
})

describe('the best hours', () => {
  const hour = (weekday: number, hourOfDay: number, delivered: number, read: number) => ({
    weekday,
    hour: hourOfDay,
    delivered,
    read,
  })

  test('are those that are read most at least, whatever chance did', () => {
    const { hours, best, days } = rateHours(
      [
        hour(1, 9, 3, 3),
        hour(1, 10, 1_000, 600),
        hour(2, 10, 40, 26),
        hour(3, 8, 1_000, 600),
        hour(1, 8, 1_000, 600),
      ],
      90,
    )
    expect(days).toBe(90)
    expect(best.map(({ weekday, hour: h }) => [weekday, h])).toEqual([
      [1, 8],
      [1, 10],
      [3, 8],
      [2, 10],
    ])
    expect(hours[0]).toMatchObject({ isSampled: false, rate: 1 })
    // Wilson's interval, worked out by hand: (600 + 1.9208 - 1.96·√(240 + 0.9604)) / 1003.8416.
    expect(hours[1]?.atLeast).toBeCloseTo(0.56931, 4)
    expect(hours[1]?.rate).toBe(0.6)
  })

  test('are five, of enough messages each', () => {
    const many = Array.from({ length: 9 }, (_, h) => hour(1, h, MIN_SAMPLE - (h === 0 ? 1 : 0), h))
    const { best } = rateHours(many, 1)
    expect(best.map((one) => one.hour)).toEqual([8, 7, 6, 5, 4])
    expect(rateHours([hour(1, 1, MIN_SAMPLE, 0)], 1).best).toMatchObject([{ atLeast: 0 }])
  })

  test('of all days is the hour that is best over the week', () => {
    const week = [hour(1, 9, 20, 10), hour(2, 9, 20, 15), hour(1, 11, 40, 25), hour(3, 12, 29, 29)]
    expect(usualHourOf(week)).toMatchObject({
      hour: 9,
      delivered: 40,
      read: 25,
      rate: 0.625,
      isSampled: true,
    })
    expect(usualHourOf([...week, hour(5, 11, 10, 10)])).toMatchObject({ hour: 11, delivered: 50 })
    expect(usualHourOf([hour(1, 9, MIN_SAMPLE - 1, 1)])).toBeUndefined()
  })
})

test('failures stand by who can act on them, the largest group first, most frequent codes first', () => {
  const groups = groupFailures(
    new Map([
      ['131026', 5],
      ['131050', 7],
      ['131049', 40],
      ['132015', 1],
      ['toString', 2],
      ['999', 2],
    ]),
  )
  expect(
    groups.map(({ actor, messages, codes }) => [actor, messages, codes.map(({ code }) => code)]),
  ).toEqual([
    ['meta-limit', 40, ['131049']],
    ['person', 12, ['131050', '131026']],
    ['unknown', 4, ['999', 'toString']],
    ['template', 1, ['132015']],
  ])
  expect(groups[1]?.codes[1]).toMatchObject({ code: '131026', messages: 5, resend: 'no' })
})

describe('times within bounds', () => {
  const times = new Map([
    [timeBin(5_000), 1],
    [timeBin(30_000), 2],
    [timeBin(59_000), 4],
    [timeBin(200_000), 8],
    [TIME_BOUNDS_MS.length, 100],
  ])

  test('count what took as long or less, and never what is over the last bound', () => {
    expect(withinOf(times, [6, 30, 60, 300, 10 ** 9])).toEqual([
      { seconds: 6, messages: 1 },
      { seconds: 30, messages: 3 },
      { seconds: 60, messages: 7 },
      { seconds: 300, messages: 15 },
      { seconds: 10 ** 9, messages: 15 },
    ])
  })

  test('say how soon people reply', () => {
    const sums = { delivered: 200, read: 150, replied: 120, unreported: 3, replyMs: 230_000, withinHour: 99 }
    const replies = repliesOf(sums, times)
    expect(replies).toMatchObject({
      delivered: 200,
      read: 150,
      replied: 120,
      unreported: 3,
      measured: 115,
      mean: 2,
    })
    expect(replies.p50).toBeGreaterThan(200)
    expect(replies.p95).toBeGreaterThanOrEqual(replies.p50 ?? Number.POSITIVE_INFINITY)
    expect(replies.within).toEqual([
      { seconds: 60, messages: 7 },
      { seconds: 300, messages: 15 },
      { seconds: 3_600, messages: 99 },
    ])
    expect(repliesOf(sums, new Map())).toStrictEqual({
      ...{ delivered: 200, read: 150, replied: 120, unreported: 3, measured: 0 },
      within: [60, 300].map((seconds) => ({ seconds, messages: 0 })).concat({ seconds: 3_600, messages: 99 }),
    })
  })
})

describe('the period of the overview', () => {
  const NOW = Date.parse('2026-11-27T10:20:00Z')
  const iso = (ms: number) => new Date(ms).toISOString().slice(0, 16)

  test('of today is what has passed, beside the same hours of seven days', () => {
    const period = periodOf('today', 'Asia/Kolkata', NOW)
    expect([iso(period.fromMs), iso(period.toMs), period.step]).toEqual([
      '2026-11-26T18:30',
      '2026-11-27T10:30',
      'hour',
    ])
    expect(period.steps).toHaveLength(16)
    expect(period.comparisons.map(({ fromMs, toMs }) => [iso(fromMs), iso(toMs)])).toEqual(
      [25, 24, 23, 22, 21, 20, 19].map((day) => [`2026-11-${day}T18:30`, `2026-11-${day + 1}T10:30`]),
    )
  })

  test('of more days is whole days, beside as many before', () => {
    const period = periodOf('7d', 'UTC', NOW)
    expect([iso(period.fromMs), iso(period.toMs), period.step, period.steps.length]).toEqual([
      '2026-11-21T00:00',
      '2026-11-27T10:30',
      'day',
      7,
    ])
    expect(period.comparisons.map(({ fromMs, toMs }) => [iso(fromMs), iso(toMs)])).toEqual([
      ['2026-11-14T00:00', '2026-11-20T10:30'],
    ])
    expect(periodOf('30d', 'UTC', NOW).steps).toHaveLength(30)
  })

  test('is compared with no more than there was of a shorter day', () => {
    // 25 October 2026 has 25 hours in Berlin; at its end it is compared with days of 24.
    const { comparisons } = periodOf('today', 'Europe/Berlin', Date.parse('2026-10-25T22:50:00Z'))
    const [yesterday] = comparisons
    expect([iso(yesterday?.fromMs ?? 0), iso(yesterday?.toMs ?? 0)]).toEqual([
      '2026-10-23T22:00',
      '2026-10-24T22:00',
    ])
  })
})
