import { describe, expect, test } from 'vitest'
import { BUCKET_MS } from '../../src/domain/analytics/rollup.ts'
import { periodOf } from '../../src/domain/dashboard/period.ts'
import { dayStartBeforeMs, dayStartMs, type Span, spansOf } from '../../src/domain/dashboard/span.ts'

const HOUR_MS = 3_600_000
const ZONES = [
  'UTC',
  'Asia/Kolkata',
  'America/St_Johns',
  'Atlantic/Azores',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
]
const hours = ({ fromMs, toMs }: Span) => (toMs - fromMs) / HOUR_MS

describe('spans of a zone', () => {
  test('follow one another without a gap, in whole quarter-hours', () => {
    for (const zone of ZONES) {
      for (const step of ['hour', 'day'] as const) {
        const fromMs = dayStartMs(zone, Date.UTC(2026, 9, 23, 12))
        const toMs = dayStartBeforeMs(zone, fromMs, -4)
        const spans = spansOf(step, zone, { fromMs, toMs })
        expect(spans[0]?.fromMs).toBe(fromMs)
        expect(spans.at(-1)?.toMs).toBe(toMs)
        for (const [index, span] of spans.entries()) {
          expect(span.fromMs).toBe(index === 0 ? fromMs : spans[index - 1]?.toMs)
          expect(span.fromMs % BUCKET_MS, zone).toBe(0)
          if (step === 'hour') expect(hours(span)).toBeLessThanOrEqual(1)
        }
      }
    }
  })

  test('give a day that has midnight twice its 25 hours', () => {
    // The Azores go from 01:00 back to 00:00 on 25 October 2026.
    const fromMs = dayStartMs('Atlantic/Azores', Date.UTC(2026, 9, 25, 12))
    const [day] = spansOf('day', 'Atlantic/Azores', { fromMs, toMs: fromMs + 30 * HOUR_MS })
    expect(day && hours(day)).toBe(25)
    expect(new Date(fromMs).toISOString()).toBe('2026-10-25T00:00:00.000Z')
  })

  test('cut hours where the clocks of the zone show a full hour', () => {
    const fromMs = dayStartMs('Asia/Kolkata', Date.UTC(2026, 10, 27, 5))
    const [first, second] = spansOf('hour', 'Asia/Kolkata', { fromMs, toMs: fromMs + 2 * HOUR_MS })
    expect([first, second].map((span) => new Date(span?.fromMs ?? 0).toISOString())).toEqual([
      '2026-11-26T18:30:00.000Z',
      '2026-11-26T19:30:00.000Z',
    ])
  })
})

describe('a period', () => {
  const nowMs = Date.UTC(2026, 10, 27, 5, 7)

  test('of today is compared with the same hours of the seven days before', () => {
    const { fromMs, toMs, comparisons, step } = periodOf('today', 'Asia/Kolkata', nowMs)
    expect(new Date(fromMs).toISOString()).toBe('2026-11-26T18:30:00.000Z')
    expect(new Date(toMs).toISOString()).toBe('2026-11-27T05:15:00.000Z')
    expect(step).toBe('hour')
    expect(comparisons.map((span) => hours(span))).toEqual(Array.from({ length: 7 }, () => 10.75))
    expect(comparisons[0]?.fromMs).toBe(fromMs - 24 * HOUR_MS)
  })

  test('of days is compared with as many before it', () => {
    const { fromMs, steps, comparisons } = periodOf('7d', 'UTC', nowMs)
    expect(steps).toHaveLength(7)
    expect(comparisons).toHaveLength(1)
    expect(comparisons[0]?.fromMs).toBe(fromMs - 7 * 24 * HOUR_MS)
  })
})
