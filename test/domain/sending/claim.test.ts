import { describe, expect, test } from 'vitest'
import type { Candidate } from '../../../src/domain/sending/candidate.ts'
import { type DueMember, decideClaim } from '../../../src/domain/sending/claim.ts'
import type { Action } from '../../../src/domain/sending/plan.ts'
import type { PlanState } from '../../../src/domain/sending/ports.ts'
import { authorOf, dueSlot, waitsFor } from '../../../src/domain/sending/schedule.ts'
import { candidate, RULES } from '../../support/sending/rules.ts'

const HOUR_MS = 3_600_000
/** Half past one in the afternoon in India: the window is open. */
const NOW_MS = Date.parse('2026-11-27T08:00:00Z')
const ZONE = 'Asia/Kolkata'
const message = {
  ids: ['gs.1', 'wamid.1'],
  sinceMs: NOW_MS - HOUR_MS,
  failed: { atMs: NOW_MS - HOUR_MS, code: '131000' },
}

const person = candidate({ message, rounds: 1 })
const member = (more: Partial<DueMember> = {}): DueMember => ({
  id: '1',
  tries: 0,
  recipient: person.recipient,
  phone: person.phone ?? '',
  previousMessage: 'wamid.1',
  round: 2,
  values: [],
  zones: [ZONE],
  notBeforeMs: NOW_MS - HOUR_MS,
  ...more,
})
const decide = (
  more: Partial<Candidate> = {},
  due: Partial<DueMember> = {},
  { action = 'resend' as Action, confirmedAtMs = NOW_MS - HOUR_MS, nowMs = NOW_MS, rules = RULES } = {},
) => decideClaim({ action, rules, confirmedAtMs }, member(due), { ...person, ...more }, nowMs)

describe('just before a message leaves', () => {
  test('it is claimed where nothing has changed', () => {
    expect(decide()).toStrictEqual({ kind: 'claim' })
    const { previousMessage: _, ...first } = member({ round: 1 })
    const plan = { action: 'send' as const, rules: RULES, confirmedAtMs: NOW_MS }
    expect(decideClaim(plan, first, candidate(), NOW_MS)).toStrictEqual({ kind: 'claim' })
  })

  test('it is left out where the recipient or the number is another one by now', () => {
    const plan = { action: 'resend' as const, rules: RULES, confirmedAtMs: NOW_MS }
    const since = { kind: 'exclude', reason: 'another-message-since' }
    expect(decideClaim(plan, member(), undefined, NOW_MS)).toStrictEqual({ ...since, details: 'deleted' })
    expect(decide({}, { phone: '+919800000009' })).toStrictEqual({ ...since, details: 'number' })
    expect(decide({ message: { ...message, ids: ['wamid.2'] } })).toStrictEqual(since)
    expect(decide({}, { previousMessage: 'gs.1' })).toStrictEqual({ kind: 'claim' })
    expect(decide({ rounds: 2 })).toStrictEqual(since)
    expect(decide({ rounds: 0 })).toStrictEqual(since)
  })

  test('it waits for what is under way to the number', () => {
    expect(decide({ inFlight: true })).toStrictEqual({ kind: 'postpone', untilMs: NOW_MS + 30_000 })
  })

  test('it is left out for every reason for which nobody is planned', () => {
    expect(decide({ suppressed: 'opt-out' })).toStrictEqual({
      kind: 'exclude',
      reason: 'suppressed',
      details: 'opt-out',
    })
    expect(decide({ message: { ...message, repliedAtMs: NOW_MS } })).toStrictEqual({
      kind: 'exclude',
      reason: 'answered',
    })
  })

  test('it is left out where it is too late, counted from its time or from the confirmation', () => {
    const lateMs = RULES.lateHours * HOUR_MS
    const late = { kind: 'exclude', reason: 'too-late' }
    const at = (notBeforeMs: number, confirmedAtMs: number) => decide({}, { notBeforeMs }, { confirmedAtMs })
    expect(at(NOW_MS - lateMs - 1, NOW_MS - lateMs - 1)).toStrictEqual(late)
    expect(at(NOW_MS - lateMs, NOW_MS - lateMs - 1)).toStrictEqual({ kind: 'claim' })
    expect(at(NOW_MS - lateMs - 1, NOW_MS - lateMs)).toStrictEqual({ kind: 'claim' })
  })

  test('it waits for daytime, and is left out where there is none', () => {
    const nightMs = Date.parse('2026-11-27T20:00:00Z')
    expect(decide({}, {}, { nowMs: nightMs })).toStrictEqual({
      kind: 'postpone',
      untilMs: Date.parse('2026-11-28T03:30:00Z'),
    })
    const far = { zones: ['Etc/GMT+6', 'Etc/GMT-6'] }
    expect(decide({}, far)).toStrictEqual({ kind: 'exclude', reason: 'no-common-daytime' })
  })

  test('it keeps six seconds after the last message to the number', () => {
    expect(decide({ attemptedAtMs: NOW_MS - 5_999 })).toStrictEqual({ kind: 'postpone', untilMs: NOW_MS + 1 })
    expect(decide({ attemptedAtMs: NOW_MS - 6_000 })).toStrictEqual({ kind: 'claim' })
  })
})

describe('a schedule', () => {
  const noon = { cron: '0 12 * * *', zone: ZONE }
  const at = (time: string) => Date.parse(`2026-11-27T${time}+05:30`)

  test('is due at its times and for ten minutes', () => {
    const due = (time: string) => dueSlot(noon, at(time))
    expect([due('11:59:59'), due('12:10:01')]).toEqual([undefined, undefined])
    expect([due('12:00:00'), due('12:10:00')]).toEqual([at('12:00:00'), at('12:00:00')])
  })

  test('signs with its name, and waits for its last plan', () => {
    expect(authorOf({ name: 'nightly' })).toBe('schedule nightly')
    const last = (state: PlanState) => waitsFor({ hash: '0123456789abcdef', state })
    expect(last('stopped')).toBe(
      'its plan 0123456789ab was stopped: look at it, and let it go on or rename the schedule',
    )
    expect(last('sending')).toBe('its plan 0123456789ab is still being sent')
    expect([waitsFor(undefined), last('ended' as PlanState)]).toEqual([undefined, undefined])
  })
})
