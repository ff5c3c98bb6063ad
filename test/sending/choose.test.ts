import { describe, expect, test } from 'vitest'
import type { SentMessage } from '../../src/domain/sending/candidate.ts'
import { choose } from '../../src/domain/sending/choose.ts'
import { fillValues } from '../../src/domain/sending/values.ts'
import { NOON_MS } from '../support/reports.ts'
import { candidate, RULES } from '../support/sending/rules.ts'

const HOUR = 3_600_000
const sent = (over: Partial<SentMessage> = {}): SentMessage => ({ ids: ['m1'], sinceMs: NOON_MS, ...over })
const failed = (code: string) => sent({ failed: { atMs: NOON_MS, code } })
const why = (...args: Parameters<typeof choose>) => {
  const choice = choose(...args)
  return choice.kind === 'take' ? 'take' : choice.reason
}
const resend = (message: SentMessage, afterMs: number, rules = RULES) =>
  why('resend', candidate({ message, rounds: 1 }), rules, NOON_MS + afterMs)

describe('a resend', () => {
  test('is for failures whose code says that it makes sense', () => {
    expect(resend(failed('131000'), 1)).toBe('take')
    expect(resend(failed('130429'), 1)).toBe('take')
    for (const never of ['131026', '131050', '130403', '130472']) {
      expect(resend(failed(never), 1)).toBe('never-resend')
    }
    for (const fix of ['131048', '131031', '368', '131042', '132001']) {
      expect(resend(failed(fix), 1)).toBe('fix-first')
    }
    expect(resend(failed('unheard-of'), 1)).toBe('never-resend')
  })

  test('waits a day after the marketing limit', () => {
    expect(resend(failed('131049'), 24 * HOUR - 1)).toBe('too-early')
    expect(resend(failed('131049'), 24 * HOUR)).toBe('take')
  })

  test('of an undelivered message waits until WhatsApp has given up, unless somebody wants two', () => {
    expect(resend(sent(), 10 * 60_000)).toBe('may-still-arrive')
    expect(resend(sent(), 720 * HOUR - 1)).toBe('may-still-arrive')
    expect(resend(sent(), 720 * HOUR)).toBe('take')
    expect(resend(sent(), 1, { ...RULES, evenIfItMayStillArrive: true })).toBe('take')
  })

  test('is not for what arrived, whatever failed beside it', () => {
    expect(resend({ ...failed('131000'), deliveredAtMs: NOON_MS }, 1)).toBe('arrived')
  })

  test('is not repeated without end', () => {
    expect(why('resend', candidate({ message: failed('131000'), rounds: 3 }), RULES, NOON_MS)).toBe(
      'rounds-used-up',
    )
  })
})

describe('a follow-up', () => {
  const followUp = (message: SentMessage, over = {}) =>
    why('follow-up', candidate({ message, rounds: 1, ...over }), RULES, NOON_MS + 24 * HOUR)

  test('is for what was delivered a day ago, and neither read nor answered', () => {
    expect(followUp(sent({ deliveredAtMs: NOON_MS }))).toBe('take')
    expect(followUp(sent({ deliveredAtMs: NOON_MS + 1 }))).toBe('too-early')
    expect(followUp(sent({ deliveredAtMs: NOON_MS, readAtMs: NOON_MS }))).toBe('read')
    expect(followUp(sent({ deliveredAtMs: NOON_MS, repliedAtMs: NOON_MS }))).toBe('answered')
    expect(followUp(sent({ deliveredAtMs: NOON_MS }), { wroteAtMs: NOON_MS + 1 })).toBe('answered')
  })

  test('never goes to somebody whom the first message did not reach', () => {
    expect(followUp(sent())).toBe('not-delivered')
    expect(followUp(failed('131026'))).toBe('not-delivered')
  })
})

describe('whatever is sent', () => {
  test('goes to nobody who opted out, did not agree, or has had enough today', () => {
    const send = (over: object) => why('send', candidate(over), RULES, NOON_MS)
    expect(send({})).toBe('take')
    expect(send({ suppressed: 'opt-out' })).toBe('suppressed')
    expect(send({ attributes: { 'Opt-in': 'pending' } })).toBe('no-consent')
    expect(send({ attributes: { opt_in: 'yes' } })).toBe('take')
    expect(send({ messagesToday: 3 })).toBe('enough-today')
    expect(send({ inFlight: true })).toBe('in-flight')
    expect(send({ message: sent() })).toBe('written-to-already')
  })
})

test('a template is filled from the list, and a column that is missing is named', () => {
  const attributes = { Name: ' Asha ', city: '' }
  expect(fillValues(['Hi {name}', '{city|your city}'], attributes)).toEqual({
    values: ['Hi Asha', 'your city'],
  })
  expect(fillValues(['{city}', '{street}'], attributes)).toEqual({ missing: 'city' })
})
