import { describe, expect, test } from 'vitest'
import { holdDuringQuietHours, parseQuietHours, quietUntil } from '../../../src/domain/alerts/quiet-hours.ts'
import { newestDue, readRecurrence, recurs } from '../../../src/domain/alerts/recurrence.ts'
import { signal } from '../../alerts/twins.ts'

const iso = (ms: number | undefined) =>
  ms === undefined ? undefined : new Date(ms).toISOString().slice(0, 16)

describe('quiet hours', () => {
  const zone = 'Asia/Kolkata'
  const night = { fromMinute: 22 * 60, toMinute: 7 * 60 + 30, zone }
  const at = (time: string) => Date.parse(`2026-11-27T${time}:00+05:30`)

  test('are read as two times of a day', () => {
    expect(parseQuietHours(' 22:00-07:30 ')).toStrictEqual({ fromMinute: 1320, toMinute: 450 })
    for (const wrong of [
      '22:00-22:00',
      '24:00-07:00',
      '22:60-07:00',
      '2:00-07:00',
      '22:00-07:00x',
      'x22:00-07:00',
      '',
    ]) {
      expect(parseQuietHours(wrong), wrong).toBeUndefined()
    }
  })

  test('end in the morning, at once, or do not hold', () => {
    const until = (time: string, quiet = night) => iso(quietUntil(quiet, at(time)))
    expect([until('22:00'), until('23:59'), until('00:00'), until('07:29')]).toEqual([
      '2026-11-28T02:00',
      '2026-11-28T02:00',
      '2026-11-27T02:00',
      '2026-11-27T02:00',
    ])
    expect([until('21:59'), until('07:30'), until('12:00')]).toEqual([undefined, undefined, undefined])
    const noon = { fromMinute: 720, toMinute: 780, zone }
    expect([until('11:59', noon), until('12:00', noon), until('12:59', noon), until('13:00', noon)]).toEqual([
      undefined,
      '2026-11-27T07:30',
      '2026-11-27T07:30',
      undefined,
    ])
    expect(quietUntil(undefined, at('23:00'))).toBeUndefined()
  })

  test('hold what is not critical', () => {
    const waiting = [
      { id: '1', signal: signal('a', { severity: 'critical' }) },
      { id: '2', signal: signal('b', { severity: 'warning' }) },
      { id: '3', signal: signal('c', { severity: 'info' }) },
    ]
    expect(holdDuringQuietHours(waiting, night, at('12:00'))).toStrictEqual({ waiting })
    expect(holdDuringQuietHours(waiting, undefined, at('23:00'))).toStrictEqual({ waiting })
    expect(holdDuringQuietHours(waiting.slice(0, 1), night, at('23:00'))).toStrictEqual({
      waiting: waiting.slice(0, 1),
    })
    expect(holdDuringQuietHours(waiting, night, at('23:00'))).toStrictEqual({
      waiting: waiting.slice(0, 1),
      hold: { ids: ['2', '3'], untilMs: Date.parse('2026-11-28T07:30:00+05:30') },
    })
  })
})

describe('what comes again', () => {
  const sundays = { cron: '0 2 * * 0', zone: 'Asia/Kolkata', lastsMs: 2 * 3_600_000 }
  const at = (time: string) => Date.parse(`2026-11-${time}:00+05:30`)

  test('holds from when it is due until it has lasted', () => {
    const holds = (time: string) => recurs(sundays, at(time))
    expect([
      holds('22T01:59'),
      holds('22T02:00'),
      holds('22T03:59'),
      holds('22T04:00'),
      holds('23T02:30'),
    ]).toEqual([false, true, true, false, false])
    expect(newestDue(sundays, at('25T12:00'))).toBe(at('22T02:00'))
  })

  test('is read with its zone and how long it lasts', () => {
    expect(readRecurrence('0 2 * * 0', 'Asia/Calcutta', 3_600_000)).toStrictEqual({
      recurrence: { cron: '0 2 * * 0', zone: 'Asia/Kolkata', lastsMs: 3_600_000 },
    })
    expect(readRecurrence('0 2 * * 0', 'UTC', 7 * 86_400_000)).toHaveProperty('recurrence')
    const problem = (...given: Parameters<typeof readRecurrence>) => readRecurrence(...given)
    expect(problem('often', 'UTC', 1)).toEqual({
      problem: '"often" is not five cron fields such as "0 2 * * 0" (Sundays at two)',
    })
    expect(problem('0 2 * * 0', 'IST', 1)).toEqual({
      problem: 'the time zone "IST" must be the name of a time zone, not an abbreviation: write Asia/Kolkata',
    })
    const lasting = { problem: 'it must last for some time, at most 7 days each time' }
    expect(problem('0 2 * * 0', 'UTC', undefined)).toEqual(lasting)
    expect(problem('0 2 * * 0', 'UTC', 7 * 86_400_000 + 1)).toEqual(lasting)
  })
})
