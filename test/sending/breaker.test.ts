import { describe, expect, test } from 'vitest'
import type { ApiResult } from '../../src/domain/sending/answer.ts'
import {
  type Breaker,
  breakerAfter,
  CLOSED,
  MAX_SAME_REFUSALS,
  PROBE_AFTER_MS,
  passageOf,
  probing,
  triedNow,
} from '../../src/domain/sending/breaker.ts'
import { CLAIM_LEASE_MS, SEND_TIMEOUT_MS } from '../../src/domain/sending/limits.ts'
import { newNumber } from '../../src/domain/sending/number.ts'
import { afterFailures } from '../../src/domain/sending/number-after-failures.ts'
import { afterAnswer } from '../../src/domain/sending/outcome.ts'

const refused = (over: object = {}): ApiResult => ({
  kind: 'refused',
  advice: 'stop',
  code: '401',
  reason: 'Unauthorized',
  ...over,
})
const uncertain: ApiResult = { kind: 'uncertain', reason: '502' }
const accepted: ApiResult = { kind: 'accepted', ids: ['m'] }
const brokenBy = (breaker: Breaker, ...answers: ApiResult[]) =>
  answers.reduce((before, answer) => breakerAfter(before, answer, 'a', 0), breaker)

describe('the breaker', () => {
  test('opens with the first refusal of the account, and lets one message try after a while', () => {
    const open = brokenBy(CLOSED, refused())
    expect(passageOf(open, PROBE_AFTER_MS - 1)).toBe('none')
    expect(passageOf(open, PROBE_AFTER_MS)).toBe('one')
    const trying = probing(open, 'p', PROBE_AFTER_MS)
    expect(passageOf(trying, PROBE_AFTER_MS)).toBe('none')
    expect(passageOf(trying, PROBE_AFTER_MS + CLAIM_LEASE_MS)).toBe('one')
    expect(breakerAfter(trying, accepted, 'p', PROBE_AFTER_MS)).toEqual(CLOSED)
    const again = breakerAfter(trying, refused(), 'p', PROBE_AFTER_MS)
    expect(passageOf(again, PROBE_AFTER_MS + 1)).toBe('none')
    // Messages that left before it opened say nothing of now.
    expect(breakerAfter(trying, accepted, 'another', PROBE_AFTER_MS)).toBe(trying)
  })

  test('waits for a person where money ran out, whatever comes after it', () => {
    const open = brokenBy(CLOSED, refused({ code: '402', needsPerson: true }), refused())
    expect(passageOf(open, 1e12)).toBe('none')
    expect(passageOf(triedNow(open, 5), 5)).toBe('one')
  })

  test('opens after two uncertain answers in a row', () => {
    expect(brokenBy(CLOSED, uncertain, accepted, uncertain).open).toBeUndefined()
    expect(brokenBy(CLOSED, uncertain, uncertain).open).toBeDefined()
  })

  test('opens after two requests in a row that reached nobody, and they are tried as often as it takes', () => {
    const away = refused({ advice: 'later', code: 'no-connection', reason: 'ECONNREFUSED' })
    expect(brokenBy(CLOSED, away, accepted, away).open).toBeUndefined()
    expect(brokenBy(CLOSED, away, away).open).toBeDefined()
    const { attempt } = afterAnswer(away, { id: 'a', tries: 50 }, newNumber(60, 0), 0)
    expect(attempt).toMatchObject({ state: 'planned', notBeforeMs: 1_024_000 })
  })

  test('opens after many people in a row were refused for one reason', () => {
    const skip = refused({ advice: 'skip', code: '400', reason: 'Invalid Number' })
    const many = Array.from({ length: MAX_SAME_REFUSALS - 1 }, () => skip)
    expect(brokenBy(CLOSED, ...many).open).toBeUndefined()
    expect(brokenBy(CLOSED, ...many, accepted, skip).open).toBeUndefined()
    expect(brokenBy(CLOSED, ...many, skip).open).toBeDefined()
  })
})

describe('after an answer', () => {
  const number = newNumber(60, 0)
  const outcome = (answer: ApiResult, tries = 1) => afterAnswer(answer, { id: 'a', tries }, number, 1_000)

  test('only a proven refusal is planned again', () => {
    expect(outcome(uncertain).attempt.state).toBe('uncertain')
    expect(outcome(refused()).attempt.state).toBe('planned')
    expect(outcome(refused({ advice: 'skip' })).attempt.state).toBe('refused')
    expect(outcome(accepted).attempt).toEqual({ state: 'accepted', ids: ['m'] })
  })

  test('"later" waits 4, 16, 64 … seconds, or as long as it is told to, and ends', () => {
    const later = refused({ advice: 'later', code: '131056' })
    expect(outcome(later, 1).attempt).toMatchObject({ notBeforeMs: 5_000 })
    expect(outcome(later, 3).attempt).toMatchObject({ notBeforeMs: 65_000 })
    expect(outcome(refused({ advice: 'later', retryAfterMs: 7_000 })).attempt).toMatchObject({
      notBeforeMs: 8_000,
    })
    expect(outcome(later, 6).attempt.state).toBe('refused')
  })

  test('"fix" stops the plan', () => {
    expect(outcome(refused({ advice: 'fix', reason: 'Campaign does not exist.' })).stopsPlan).toBe(
      'Campaign does not exist.',
    )
  })

  test('too fast halves the rate, once for one moment', () => {
    const slow = outcome(refused({ advice: 'later', code: '429' })).number
    expect(slow.rate.perSecond).toBe(30)
    const again = afterFailures(slow, [{ code: '130429', messages: 100 }], 2_000)
    expect(again.rate.perSecond).toBe(30)
    expect(afterFailures(slow, [{ code: '130429', messages: 100 }], 10_000).rate.perSecond).toBe(15)
  })

  test('errors of the account in reports stop the number', () => {
    expect(afterFailures(number, [{ code: '131042', messages: 1 }], 0).breaker.open?.code).toBe('131042')
    expect(afterFailures(number, [{ code: '131026', messages: 9 }], 0)).toBe(number)
  })
})

test('a claim outlives the longest answer, so that none is given up while it may still come', () => {
  expect(CLAIM_LEASE_MS).toBeGreaterThan(2 * SEND_TIMEOUT_MS)
})
