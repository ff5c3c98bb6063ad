import { describe, expect, test } from 'vitest'
import { bestHour, type Habits, nextAtHour } from '../../src/domain/sending/best-hour.ts'
import { readDailyLimit } from '../../src/domain/sending/daily-limit.ts'
import { grantOf, newNumber } from '../../src/domain/sending/number.ts'
import { newRate, refilled, slowed, spent, untilTokens } from '../../src/domain/sending/rate.ts'
import { spread } from '../../src/domain/sending/spread.ts'
import { isWithin, nextWithin } from '../../src/domain/sending/window.ts'
import { zonesOf } from '../../src/domain/sending/zones.ts'
import { RULES } from '../support/sending/rules.ts'

const WINDOW = RULES.window
const at = (iso: string) => Date.parse(iso)
const next = (zones: readonly string[], iso: string) => {
  const ms = nextWithin(WINDOW, zones, at(iso))
  return ms === undefined ? undefined : new Date(ms).toISOString()
}

describe("a person's day", () => {
  test('is that of the country of the number, of all its zones, or the one that the list gives', () => {
    expect(zonesOf('+919812345678', {}, ['UTC'])).toEqual(['Asia/Kolkata'])
    expect(zonesOf('+919812345678', { 'Time Zone': 'Europe/London' }, ['UTC'])).toEqual(['Europe/London'])
    expect(zonesOf('+14155552671', {}, ['UTC'])).toEqual(
      expect.arrayContaining(['America/New_York', 'Pacific/Honolulu']),
    )
    expect(zonesOf('+999123456', {}, ['Asia/Dubai'])).toEqual(['Asia/Dubai'])
  })

  test('begins at nine and ends at nine', () => {
    expect(next(['Asia/Kolkata'], '2026-11-27T03:29:59Z')).toBe('2026-11-27T03:30:00.000Z')
    expect(next(['Asia/Kolkata'], '2026-11-27T15:29:59Z')).toBe('2026-11-27T15:29:59.000Z')
    expect(next(['Asia/Kolkata'], '2026-11-27T15:30:00Z')).toBe('2026-11-28T03:30:00.000Z')
    expect(next(['Asia/Kathmandu'], '2026-11-27T00:00:00Z')).toBe('2026-11-27T03:15:00.000Z')
  })

  test('is daytime in all zones that it may be in', () => {
    const zones = zonesOf('+14155552671', {}, [])
    const from = nextWithin(WINDOW, zones, at('2026-11-27T10:00:00Z'))
    expect(from).toBeDefined()
    expect(isWithin(WINDOW, zones, from ?? 0)).toBe(true)
    expect(
      nextWithin(WINDOW, ['Pacific/Auckland', 'Atlantic/Azores'], at('2026-06-27T10:00:00Z')),
    ).toBeUndefined()
  })

  test('is right when the clocks change', () => {
    // In Berlin the clocks went forward on 29 March 2026, and back on 25 October.
    expect(next(['Europe/Berlin'], '2026-03-28T20:00:00Z')).toBe('2026-03-29T07:00:00.000Z')
    expect(next(['Europe/Berlin'], '2026-10-24T19:30:00Z')).toBe('2026-10-25T08:00:00.000Z')
  })
})

describe('the best hour', () => {
  const quarter = (hourUtc: number, delivered: number, read: number) => ({
    quarter: hourUtc * 4,
    delivered,
    read,
  })
  const NOTHING: Habits = { people: new Map(), campaign: [], everybody: [] }
  const best = (habits: Partial<Habits>) =>
    bestHour('+91', 'Asia/Kolkata', WINDOW, { ...NOTHING, ...habits }, at('2026-11-27T10:00:00Z'))
  /** Reads at 19:30 in India. */
  const evenings = (n: number) =>
    Array.from({ length: n }, (_, day) => at('2026-11-01T14:00:00Z') + day * 86_400_000)

  test("is the person's own where enough is known of it", () => {
    expect(best({ people: new Map([['+91', evenings(5)]]) })).toEqual({ hour: 19, source: 'person' })
  })

  test("else the campaign's, else everybody's, by what is certain and not by luck", () => {
    const campaign = [quarter(5, 1000, 500), quarter(6, 31, 30), quarter(7, 3, 3)]
    const everybody = [quarter(10, 1000, 900)]
    const people = new Map([['+91', evenings(2)]])
    expect(best({ people, campaign, everybody })).toEqual({ hour: 11, source: 'campaign' })
    expect(best({ campaign: [quarter(7, 3, 3)], everybody })).toEqual({ hour: 15, source: 'everybody' })
    expect(best({})).toEqual({ hour: 9, source: 'none' })
  })

  test('is never outside the window', () => {
    expect(best({ everybody: [quarter(20, 1000, 1000)] }).source).toBe('none')
  })

  test('comes next at its time in the zone, also when the clocks change in between', () => {
    const hour = (iso: string, zone: string) => {
      const ms = nextAtHour(19, WINDOW, [zone], at(iso))
      return new Date(ms ?? 0).toISOString()
    }
    expect(hour('2026-11-27T10:00:00Z', 'Asia/Kolkata')).toBe('2026-11-27T13:30:00.000Z')
    expect(hour('2026-11-27T14:00:00Z', 'Asia/Kolkata')).toBe('2026-11-27T14:00:00.000Z')
    expect(hour('2026-11-27T15:00:00Z', 'Asia/Kolkata')).toBe('2026-11-28T13:30:00.000Z')
    expect(hour('2026-03-28T19:00:00Z', 'Europe/Berlin')).toBe('2026-03-29T17:00:00.000Z')
  })
})

describe('the rate', () => {
  test('is kept over any longer time, however often it is asked', () => {
    let rate = newRate(60, 0)
    let sent = 0
    for (let ms = 0; ms < 60_000; ms += 37) {
      rate = refilled(rate, 60, ms)
      const messages = Math.floor(rate.tokens)
      sent += messages
      rate = spent(rate, messages)
    }
    expect(Math.abs(sent / 60 - 60)).toBeLessThan(60 * 0.02)
  })

  test('is halved and recovers a tenth a minute, and never gives more than it holds', () => {
    const half = slowed(newRate(60, 0), 0, undefined)
    expect(half.perSecond).toBe(30)
    expect(refilled(half, 60, 60_000).perSecond).toBe(36)
    expect(refilled(half, 60, 3_600_000)).toMatchObject({ perSecond: 60, tokens: 18 })
    expect(untilTokens(refilled(half, 60, 0), 3)).toBe(100)
  })

  test('is taken in grabs of a tenth of a second, and never more than 78 in a second at 60', () => {
    const full = newNumber(60, 0)
    expect(grantOf(full, 60, 100, 50)).toMatchObject({ messages: 0, blocked: { by: 'rate', waitMs: 50 } })
    expect(grantOf(full, 60, 100, 100).messages).toBe(6)
    expect(grantOf(full, 60, 1, 20).messages).toBe(1)
    let number = newNumber(60, 0)
    let sent = 0
    for (let ms = 10_000; ms < 11_000; ms += 1) {
      const grant = grantOf(number, 60, 100, ms)
      sent += grant.messages
      number = { ...grant.number, rate: spent(grant.number.rate, grant.messages) }
    }
    expect(sent).toBeLessThanOrEqual(78)
  })

  test('spreads a plan, each in its own time', () => {
    const members = [{ notBeforeMs: 5_000 }, { notBeforeMs: 0 }, { notBeforeMs: 0 }, { notBeforeMs: 0 }]
    expect(spread(members, 2).map(({ notBeforeMs }) => notBeforeMs)).toEqual([0, 500, 1000, 5000])
  })
})

test('the limit of a day is read as WhatsApp writes it', () => {
  expect(['TIER_250', 'TIER_1K', 'TIER_100K', '2000', 'TIER_UNLIMITED', 'x'].map(readDailyLimit)).toEqual([
    250,
    1_000,
    100_000,
    2_000,
    undefined,
    undefined,
  ])
})
