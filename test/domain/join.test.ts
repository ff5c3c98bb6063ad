import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { conclude } from '../../src/domain/messages/conclusion.ts'
import {
  type Facts,
  factsOfReport,
  joinFacts,
  MAX_FAILURE_CODES,
  NO_FACTS,
  type TimeRule,
} from '../../src/domain/messages/facts.ts'
import { anyReport, NOON_MS, report } from '../support/reports.ts'

const anyFacts = fc
  .array(anyReport, { maxLength: 6 })
  .map((reports) => reports.reduce((facts, one) => joinFacts(facts, factsOfReport(one), 'latest'), NO_FACTS))
const anyTitle = fc.constantFrom(undefined, 'Undeliverable', 'Held back')
const anyRule = fc.constantFrom('latest' as const, 'earliest' as const)

describe('the join of facts', () => {
  test('is commutative', () => {
    fc.assert(
      fc.property(anyFacts, anyFacts, anyRule, (a, b, rule) => {
        expect(joinFacts(a, b, rule)).toEqual(joinFacts(b, a, rule))
      }),
    )
  })

  test('is associative', () => {
    fc.assert(
      fc.property(anyFacts, anyFacts, anyFacts, anyRule, (a, b, c, rule) => {
        expect(joinFacts(joinFacts(a, b, rule), c, rule)).toEqual(joinFacts(a, joinFacts(b, c, rule), rule))
      }),
    )
  })

  test('is idempotent, and says so by returning the very same facts', () => {
    fc.assert(
      fc.property(anyFacts, anyFacts, anyRule, (a, b, rule) => {
        const joined = joinFacts(a, b, rule)
        expect(joinFacts(joined, b, rule)).toBe(joined)
        expect(joinFacts(joined, a, rule)).toBe(joined)
      }),
    )
  })

  test('never knows less than before', () => {
    fc.assert(
      fc.property(anyFacts, anyFacts, anyRule, (a, b, rule) => {
        const joined = joinFacts(a, b, rule)
        expect(Object.keys(joined.times)).toEqual(expect.arrayContaining(Object.keys(a.times)))
        expect(Object.keys(joined.failures)).toEqual(expect.arrayContaining(Object.keys(a.failures)))
        if (a.phone !== undefined) expect(joined.phone).toBeDefined()
      }),
    )
  })
})

describe('two reports of one kind', () => {
  const early = factsOfReport(report({ occurrence: { atMs: NOON_MS, estimated: false } }))
  const late = factsOfReport(report({ occurrence: { atMs: NOON_MS + 9000, estimated: false } }))
  const guessed = factsOfReport(report({ occurrence: { atMs: NOON_MS + 20_000, estimated: true } }))
  const guessedLater = factsOfReport(report({ occurrence: { atMs: NOON_MS + 30_000, estimated: true } }))
  const sentAt = (facts: Facts) => facts.times.sent?.atMs

  test('keep the later time by default, the earlier one where that is chosen', () => {
    expect(sentAt(joinFacts(early, late, 'latest'))).toBe(NOON_MS + 9000)
    expect(sentAt(joinFacts(late, early, 'earliest'))).toBe(NOON_MS)
  })

  test('let a time of receipt yield to a real time, however late it is', () => {
    expect(sentAt(joinFacts(guessed, early, 'latest'))).toBe(NOON_MS)
    expect(sentAt(joinFacts(early, guessed, 'latest'))).toBe(NOON_MS)
  })

  test('keep the earliest of two times of receipt', () => {
    expect(sentAt(joinFacts(guessedLater, guessed, 'latest'))).toBe(NOON_MS + 20_000)
  })
})

describe('the reason of a failure', () => {
  const failed = (atMs: number, failure?: { code: string; title?: string; details?: string }) =>
    factsOfReport(
      report({ kind: 'failed', occurrence: { atMs, estimated: false }, ...(failure && { failure }) }),
    )

  test('is not erased by a later report that gives none', () => {
    const known = failed(NOON_MS, {
      code: '131026',
      title: 'Undeliverable',
      details: 'Not a WhatsApp number',
    })
    const joined = joinFacts(known, failed(NOON_MS + 5000), 'latest')
    expect(joined.failures).toEqual(known.failures)
    expect(conclude(joined).failureCode).toBe('131026')
  })

  test('is the newest one, and the older one stays on record', () => {
    const joined = joinFacts(
      failed(NOON_MS, { code: '131049' }),
      failed(NOON_MS + 5000, { code: '131026' }),
      'latest',
    )
    expect(conclude(joined).failureCode).toBe('131026')
    expect(Object.keys(joined.failures).sort()).toEqual(['131026', '131049'])
  })

  test('is the same in any order and any batches, with more codes than are kept', () => {
    const anyFailure = fc
      .record({ code: fc.integer({ min: 0, max: 3 * MAX_FAILURE_CODES }), atMs: fc.nat(5), title: anyTitle })
      .map(({ code, atMs, title }) => failed(NOON_MS + atMs, { code: String(code), ...(title && { title }) }))
    const anyParts = fc.array(fc.array(anyFailure, { maxLength: 12 }), { minLength: 1, maxLength: 4 })
    const fold = (parts: readonly Facts[], rule: TimeRule) =>
      parts.reduce((facts, one) => joinFacts(facts, one, rule), NO_FACTS)
    fc.assert(
      fc.property(anyParts, anyRule, fc.infiniteStream(fc.nat()), (batches, rule, keys) => {
        const inTurn = fold(batches.flat(), rule)
        const shuffled = batches
          .flat()
          .map((facts) => ({ facts, key: keys.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ facts }) => facts)
        expect(fold([...shuffled, ...shuffled], rule)).toEqual(inTurn)
        expect(
          fold(
            batches.map((batch) => fold(batch, rule)),
            rule,
          ),
        ).toEqual(inTurn)
        expect(conclude(fold(shuffled, rule))).toEqual(conclude(inTurn))
      }),
      { numRuns: 500 },
    )
  })

  test('cannot be made to grow without bound', () => {
    const codes = Array.from({ length: 30 }, (_, index) => failed(NOON_MS, { code: `${1000 + index}` }))
    const joined = codes.reduce((facts, one) => joinFacts(facts, one, 'latest'), NO_FACTS)
    expect(Object.keys(joined.failures)).toHaveLength(MAX_FAILURE_CODES)
  })
})

describe('conclusions', () => {
  test('infer delivery from reading, until a real delivery is reported', () => {
    const read = factsOfReport(
      report({ kind: 'read', occurrence: { atMs: NOON_MS + 60_000, estimated: false } }),
    )
    expect(conclude(read)).toMatchObject({
      status: 'read',
      times: { delivered: NOON_MS + 60_000, read: NOON_MS + 60_000 },
      inferred: ['delivered'],
      sentAtMs: NOON_MS + 60_000,
    })
    const delivered = factsOfReport(report({ kind: 'delivered' }))
    expect(conclude(joinFacts(read, delivered, 'latest'))).toMatchObject({
      times: { delivered: NOON_MS, read: NOON_MS + 60_000 },
      inferred: [],
    })
  })

  test('keep both sides of a contradiction and believe the arrival', () => {
    const facts = joinFacts(
      factsOfReport(report({ kind: 'failed', failure: { code: '131026' } })),
      factsOfReport(report({ kind: 'delivered' })),
      'latest',
    )
    expect(conclude(facts)).toMatchObject({ status: 'delivered', contradictory: true, failureCode: '131026' })
    expect(conclude(facts).times.failed).toBe(NOON_MS)
  })
})
