import { describe, expect, test } from 'vitest'
import {
  type AccountEvent,
  contentOf,
  type EventKind,
  errorEvent,
  eventsOfReports,
} from '../../../src/domain/account/event.ts'
import { suppressionOf } from '../../../src/domain/account/suppression.ts'
import { NOON_MS, report } from '../../support/reports.ts'

const HOUR_MS = 3_600_000
const occurrence = { atMs: NOON_MS, estimated: false }
const PHONE = '+919812345678'
const failed = (code: string, more: Parameters<typeof report>[0] = {}) =>
  report({ kind: 'failed', failure: { code, details: 'why' }, phone: PHONE, ...more })

describe('news in reports of failure', () => {
  test.each([
    ['368', 'stops'],
    ['131031', 'stops'],
    ['131042', 'stops'],
    ['131045', 'stops'],
    ['131048', 'warns'],
  ])('%s is of the account, and %s it', (code, effect) => {
    expect(eventsOfReports([failed(code)])).toStrictEqual([
      { kind: 'account-error', effect, subject: code, value: code, occurrence },
    ])
  })

  test.each([
    ['131050', 'opt-out'],
    ['130403', 'block'],
  ])('%s is of a person: %s', (code, kind) => {
    expect(eventsOfReports([failed(code)])).toStrictEqual([
      { kind, effect: 'informs', subject: PHONE, value: code, details: 'why', occurrence },
    ])
    const { phone: _, ...nobody } = failed(code)
    expect(eventsOfReports([nobody])).toEqual([])
    expect(eventsOfReports([failed(code, { failure: { code } })])[0]).not.toHaveProperty('details')
  })

  test('is in no other report', () => {
    expect(eventsOfReports([report({ phone: PHONE }), failed('131026'), failed('toString')])).toEqual([])
    expect(errorEvent('7', occurrence, { account: 'a', details: 'd' })).toStrictEqual({
      ...{ kind: 'account-error', effect: 'informs', subject: '7', value: '7' },
      ...{ account: 'a', details: 'd', occurrence },
    })
  })
})

describe('two events are one', () => {
  const event = (more: Partial<AccountEvent> = {}): AccountEvent => ({
    kind: 'template-status',
    effect: 'stops',
    subject: 'offer en',
    value: 'PAUSED',
    occurrence,
    ...more,
  })
  const at = (agoMs: number, estimated = false) => ({ occurrence: { atMs: NOON_MS - agoMs, estimated } })

  test('where content and time are the same', () => {
    expect(contentOf(event())).toBe(contentOf(event()))
    const others: Partial<AccountEvent>[] = [
      { kind: 'template-quality' },
      { effect: 'frees' },
      { subject: 'offer hi' },
      { value: 'APPROVED' },
      { before: 'x' },
      { account: 'x' },
      { details: 'x' },
      at(1),
      at(0, true),
    ]
    expect(new Set([event(), ...others.map(event)].map(contentOf)).size).toBe(others.length + 1)
  })

  test('where errors of the account are of one hour, and those without a time of one day', () => {
    // NOON_MS is half past eleven in UTC.
    const hour = (agoMs: number) => contentOf(event({ kind: 'account-error', ...at(agoMs) }))
    expect([hour(0) === hour(HOUR_MS / 2), hour(0) === hour(HOUR_MS / 2 + 1)]).toEqual([true, false])
    const day = (agoMs: number) => contentOf(event(at(agoMs, true)))
    expect([day(0) === day(11 * HOUR_MS), day(0) === day(12 * HOUR_MS)]).toEqual([true, false])
  })
})

describe('who may be written to', () => {
  const change = (kind: EventKind, value = 'stop', subject = PHONE) =>
    suppressionOf({ kind, effect: 'informs', subject, value, occurrence })

  test('changes by opt-outs, opt-ins and blocks, and by where they were heard of', () => {
    const from = (source: string) => ({ phone: PHONE, source, atMs: NOON_MS })
    expect(change('opt-out')).toStrictEqual({ ...from('user_preferences'), reason: 'opt-out', ends: false })
    expect(change('opt-in')).toStrictEqual({ ...from('user_preferences'), reason: 'opt-out', ends: true })
    expect(change('block', '130403')).toStrictEqual({ ...from('130403'), reason: 'block', ends: false })
    expect(change('opt-out', 'stop-word')?.source).toBe('stop-word')
    expect(change('opt-out', '7x')?.source).toBe('user_preferences')
    expect(change('opt-out', 'x7')?.source).toBe('user_preferences')
  })

  test('changes by nothing else', () => {
    expect(change('account-error')).toBeUndefined()
    expect(change('opt-out', 'stop', 'someone')).toBeUndefined()
  })
})
