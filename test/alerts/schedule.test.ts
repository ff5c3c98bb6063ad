import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { newestSlot, parseCron } from '../../src/domain/alerts/cron.ts'
import { duePeriod } from '../../src/domain/alerts/period.ts'
import { startOfDayMs } from '../../src/domain/alerts/zone.ts'

const at = (iso: string) => Date.parse(iso)

describe('cron', () => {
  test.each([
    ['* * * * *', '2026-03-01T12:00:59Z', '2026-03-01T12:00:00Z'],
    ['*/5 * * * *', '2026-03-01T12:04:59Z', '2026-03-01T12:00:00Z'],
    ['17 * * * *', '2026-03-01T12:16:00Z', '2026-03-01T11:17:00Z'],
    ['0 7 * * 1', '2026-03-01T12:00:00Z', '2026-02-23T07:00:00Z'],
    ['0 7 * * 7', '2026-03-01T12:00:00Z', '2026-03-01T07:00:00Z'],
    ['0 0 29 2 *', '2026-03-01T12:00:00Z', '2024-02-29T00:00:00Z'],
    ['0 0 13 * 5', '2026-03-12T12:00:00Z', '2026-03-06T00:00:00Z'],
    ['10-20/5,50 1,3 * * *', '2026-03-01T02:00:00Z', '2026-03-01T01:50:00Z'],
  ])('%s at %s was due at %s', (text, now, slot) => {
    const cron = parseCron(text)
    expect(cron && new Date(newestSlot(cron, at(now)) ?? 0).toISOString()).toBe(slot.replace('Z', '.000Z'))
  })

  test.each(['', '* * * *', '60 * * * *', '* 24 * * *', '*/0 * * * *', '5-1 * * * *', 'a * * * *'])(
    'refuses %j',
    (text) => expect(parseCron(text)).toBeUndefined(),
  )

  test('a date that never comes is due never', () => {
    const cron = parseCron('0 0 31 2 *')
    expect(cron && newestSlot(cron, at('2026-03-01T00:00:00Z'))).toBeUndefined()
  })
})

describe('days of a time zone', () => {
  test.each([
    ['Asia/Kolkata', [2026, 3, 1], '2026-02-28T18:30:00.000Z'],
    ['America/New_York', [2026, 3, 8], '2026-03-08T05:00:00.000Z'],
    ['America/New_York', [2026, 3, 9], '2026-03-09T04:00:00.000Z'],
    ['America/New_York', [2026, 11, 2], '2026-11-02T05:00:00.000Z'],
    // Clocks go from 00:00 to 01:00: the day begins at 01:00.
    ['Africa/Cairo', [2026, 4, 24], '2026-04-23T22:00:00.000Z'],
    // Clocks go from 24:00 back to 23:00: midnight comes once, an hour later.
    ['Africa/Cairo', [2026, 10, 30], '2026-10-29T22:00:00.000Z'],
    ['Pacific/Apia', [2011, 12, 31], '2011-12-30T10:00:00.000Z'],
  ] as const)('in %s %j begins at %s', (zone, [year, month, day], iso) => {
    expect(new Date(startOfDayMs(zone, Temporal.PlainDate.from({ year, month, day }))).toISOString()).toBe(
      iso,
    )
  })
})

describe('report periods', () => {
  test.each(['Europe/Berlin', 'America/New_York', 'Africa/Cairo', 'Australia/Lord_Howe', 'UTC'])(
    'in %s every day of a year is reported once, without gap or overlap, over both changes of the clocks',
    (zone) => {
      const seen = new Map<string, { startMs: number; endMs: number }>()
      for (let nowMs = at('2026-01-01T00:00:00Z'); nowMs < at('2027-01-02T00:00:00Z'); nowMs += 7_200_000) {
        const period = duePeriod('daily', zone, nowMs)
        expect(period.dueMs).toBeLessThanOrEqual(nowMs)
        const known = seen.get(period.key)
        if (known) expect(known).toEqual({ startMs: period.startMs, endMs: period.endMs })
        else seen.set(period.key, { startMs: period.startMs, endMs: period.endMs })
      }
      const days = [...seen.values()]
      expect(days.length).toBeGreaterThanOrEqual(365)
      for (const [index, day] of days.entries()) {
        if (index > 0) expect(day.startMs).toBe(days[index - 1]?.endMs)
        expect([23, 23.5, 24, 24.5, 25]).toContain((day.endMs - day.startMs) / 3_600_000)
      }
    },
  )

  test('weeks begin on Monday, months on the first', () => {
    const nowMs = at('2026-03-02T09:00:00Z')
    expect(duePeriod('weekly', 'UTC', nowMs)).toMatchObject({
      key: '2026-02-23/7d',
      startMs: at('2026-02-23T00:00:00Z'),
      previousStartMs: at('2026-02-16T00:00:00Z'),
    })
    expect(duePeriod('monthly', 'UTC', nowMs)).toMatchObject({
      key: '2026-02',
      endMs: at('2026-03-01T00:00:00Z'),
      previousStartMs: at('2026-01-01T00:00:00Z'),
    })
  })

  test('before seven in the morning the newest report is still that of the day before', () => {
    expect(duePeriod('daily', 'UTC', at('2026-03-02T06:59:00Z')).key).toBe('2026-02-28')
    expect(duePeriod('daily', 'UTC', at('2026-03-02T07:00:00Z')).key).toBe('2026-03-01')
    expect(duePeriod('monthly', 'UTC', at('2026-03-01T06:00:00Z')).key).toBe('2026-01')
  })
})
