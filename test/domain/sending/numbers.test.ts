import { describe, expect, test } from 'vitest'
import { type ApiResult, NO_CONNECTION } from '../../../src/domain/sending/answer.ts'
import {
  type Breaker,
  breakerAfter,
  CLOSED,
  MAX_SAME_REFUSALS,
  notProbed,
  PROBE_AFTER_MS,
  passageOf,
  probing,
  triedNow,
} from '../../../src/domain/sending/breaker.ts'
import { readDailyLimit } from '../../../src/domain/sending/daily-limit.ts'
import { CLAIM_LEASE_MS } from '../../../src/domain/sending/limits.ts'
import { grantOf, newNumber } from '../../../src/domain/sending/number.ts'
import { refilled, slowed, spent, untilTokens } from '../../../src/domain/sending/rate.ts'

const NOW_MS = Date.parse('2026-11-27T08:00:00Z')
const refused = (advice: 'skip' | 'stop' | 'fix' | 'later', more: object = {}): ApiResult => ({
  kind: 'refused',
  advice,
  code: '7',
  reason: 'no',
  ...more,
})
const uncertain: ApiResult = { kind: 'uncertain', reason: 'cut' }
const accepted: ApiResult = { kind: 'accepted', ids: ['m1'] }
const number = newNumber(60, NOW_MS)

describe('the breaker', () => {
  const opened = (more: object = {}): Breaker => ({
    streak: CLOSED.streak,
    open: { sinceMs: NOW_MS - 1, code: '7', reason: 'no', probeAtMs: NOW_MS, ...more },
  })
  const feed = (answers: readonly ApiResult[], from: Breaker = CLOSED) =>
    answers.reduce((breaker, answer) => breakerAfter(breaker, answer, 'a', NOW_MS), from)

  test('opens at once where the account is refused, and for a person where one must act', () => {
    expect(feed([refused('stop')])).toStrictEqual({
      streak: CLOSED.streak,
      open: { sinceMs: NOW_MS, code: '7', reason: 'no', probeAtMs: NOW_MS + PROBE_AFTER_MS },
    })
    const person = feed([refused('stop', { needsPerson: true })])
    expect(person.open).toStrictEqual({ sinceMs: NOW_MS, code: '7', reason: 'no' })
    expect(feed([refused('stop')], person).open).not.toHaveProperty('probeAtMs')
    expect(feed([refused('stop')], opened()).open?.sinceMs).toBe(NOW_MS - 1)
  })

  test('opens after two answers that nobody can be sure of, or twenty refusals for one reason', () => {
    expect(feed([uncertain]).open).toBeUndefined()
    expect(feed([uncertain, uncertain]).open?.code).toBe('uncertain')
    const away = refused('later', { code: NO_CONNECTION })
    expect([feed([away]).open, feed([away, away]).open?.code]).toEqual([undefined, NO_CONNECTION])
    const same = (n: number) => Array.from({ length: n }, () => refused('skip'))
    expect(feed(same(MAX_SAME_REFUSALS - 1)).open).toBeUndefined()
    expect(feed(same(MAX_SAME_REFUSALS)).open?.code).toBe('7')
    expect(feed([...same(19), refused('skip', { code: '8' }), ...same(19)]).open).toBeUndefined()
    expect(feed([...same(19), accepted, ...same(19)]).open).toBeUndefined()
    expect(feed([...same(19), refused('fix')]).streak.answers).toBe(19)
  })

  test('closes by what was let through to try, and by nothing else', () => {
    const trying = opened({ probe: 'a' })
    expect(feed([accepted], trying)).toBe(CLOSED)
    expect(feed([accepted], opened())).toStrictEqual(opened())
    expect(feed([accepted])).toBe(CLOSED)
    expect(feed([refused('later')], trying).open).toStrictEqual({
      ...{ sinceMs: NOW_MS - 1, code: '7', reason: 'no', probeAtMs: NOW_MS + PROBE_AFTER_MS },
    })
    expect(feed([refused('fix')], trying).open?.probeAtMs).toBe(NOW_MS + PROBE_AFTER_MS)
  })

  test('lets one try at its time, another where that one is lost, and none where a person must act', () => {
    expect(passageOf(CLOSED, NOW_MS)).toBe('all')
    expect([passageOf(opened(), NOW_MS - 1), passageOf(opened(), NOW_MS)]).toEqual(['none', 'one'])
    const trying = probing(opened(), 'a', NOW_MS)
    expect(trying.open).toMatchObject({ probe: 'a', probeAtMs: NOW_MS })
    expect([NOW_MS + CLAIM_LEASE_MS - 1, NOW_MS + CLAIM_LEASE_MS].map((ms) => passageOf(trying, ms))).toEqual(
      ['none', 'one'],
    )
    const { probeAtMs: _, ...person } = opened().open as NonNullable<Breaker['open']>
    expect(passageOf({ ...opened(), open: person }, NOW_MS * 2)).toBe('none')
    expect(probing(CLOSED, 'a', NOW_MS)).toBe(CLOSED)
    expect(notProbed(trying, ['a']).open).not.toHaveProperty('probe')
    expect(notProbed(trying, ['b'])).toBe(trying)
    expect(notProbed(opened(), ['a'])).toStrictEqual(opened())
    expect(triedNow(trying, NOW_MS + 5)).toStrictEqual(opened({ probeAtMs: NOW_MS + 5 }))
    expect(triedNow(CLOSED, NOW_MS)).toBe(CLOSED)
  })
})

describe('what may leave now', () => {
  const full = refilled(number.rate, 60, NOW_MS + 1_000)

  test('is a grab of the tokens, one to try, or nothing for a while', () => {
    const filled = { ...number, rate: full }
    expect(grantOf(filled, 60, 100, NOW_MS + 1_000)).toMatchObject({ messages: 18, isProbe: false })
    expect(grantOf(filled, 60, 4, NOW_MS + 1_000)).toMatchObject({ messages: 4 })
    expect(grantOf(number, 60, 100, NOW_MS)).toStrictEqual({
      number,
      messages: 0,
      isProbe: false,
      blocked: { by: 'rate', waitMs: 100 },
    })
    const open = { sinceMs: NOW_MS, code: '7', reason: 'no', probeAtMs: NOW_MS + 1_000 }
    const broken = { ...filled, breaker: { ...CLOSED, open } }
    expect(grantOf(broken, 60, 100, NOW_MS + 1_000)).toMatchObject({ messages: 1, isProbe: true })
    expect(grantOf(broken, 60, 100, NOW_MS + 999)).toMatchObject({
      messages: 0,
      isProbe: false,
      blocked: { by: 'breaker', waitMs: 5_000 },
    })
  })

  test('is at most what the bucket holds, and a clock that goes back changes nothing', () => {
    expect(full).toStrictEqual({
      tokens: 18,
      filledAtMs: NOW_MS + 1_000,
      perSecond: 60,
      changedAtMs: NOW_MS + 1_000,
    })
    expect(refilled(full, 60, NOW_MS)).toStrictEqual(full)
    expect(refilled({ ...number.rate, perSecond: 30 }, 60, NOW_MS + 60_000).perSecond).toBe(36)
    expect(spent(full, 5).tokens).toBe(13)
    expect([untilTokens(full, 18), untilTokens(full, 19)]).toEqual([0, 17])
    expect(slowed(full, NOW_MS, undefined)).toStrictEqual({
      ...full,
      tokens: 0,
      perSecond: 30,
      changedAtMs: NOW_MS,
    })
    expect(slowed(full, NOW_MS, NOW_MS - 4_999)).toBe(full)
    expect(slowed({ ...full, perSecond: 0.6 }, NOW_MS, NOW_MS - 5_000).perSecond).toBe(0.5)
  })
})

test('limits of a day are read as WhatsApp writes them', () => {
  const limits = [
    'TIER_250',
    'tier_1k',
    ' TIER_100K ',
    '2000',
    '1 M',
    'unlimited',
    'TIER_',
    'TIER_1KX',
    'X1K',
    '',
  ]
  expect(limits.map(readDailyLimit)).toEqual([
    250,
    1_000,
    100_000,
    2_000,
    1_000_000,
    ...Array(5).fill(undefined),
  ])
})
