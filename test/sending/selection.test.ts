import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Candidate } from '../../src/domain/sending/candidate.ts'
import { type DueMember, decideClaim } from '../../src/domain/sending/claim.ts'
import { ACTIONS, type Member } from '../../src/domain/sending/plan.ts'
import { select } from '../../src/domain/sending/select.ts'
import { isWithin } from '../../src/domain/sending/window.ts'
import { NOON_MS } from '../support/reports.ts'
import { RULES } from '../support/sending/rules.ts'

const HOUR_MS = 3_600_000
const phone = fc.constantFrom('+919812345678', '+919812345679', '+14155552671', '+4915112345678', undefined)
const agoMs = fc.integer({ min: 0, max: 40 * 24 }).map((hours) => NOON_MS - hours * HOUR_MS)
const code = fc.constantFrom('131000', '131026', '131049', '131050', '130403', '131042', '130429', 'x')

/** People in any state, more often than not in one where something speaks against writing to them. */
const anyCandidate = fc
  .record({
    recipient: fc.integer({ min: 1, max: 1_000 }).map(String),
    phone,
    attributes: fc.constantFrom({}, { name: 'Asha' }, { opt_in: 'no' }, { time_zone: 'Europe/Berlin' }),
    message: fc.option(
      fc.record({
        ids: fc.constantFrom(['m1'], ['m2', 'm3']),
        sinceMs: agoMs,
        deliveredAtMs: fc.option(agoMs, { nil: undefined }),
        readAtMs: fc.option(agoMs, { nil: undefined, freq: 2 }),
        repliedAtMs: fc.option(agoMs, { nil: undefined, freq: 2 }),
        failed: fc.option(fc.record({ atMs: agoMs, code }), { nil: undefined }),
      }),
      { nil: undefined },
    ),
    suppressed: fc.constantFrom(undefined, undefined, undefined, 'opt-out', 'block', 'manual'),
    wroteAtMs: fc.option(agoMs, { nil: undefined }),
    inFlight: fc.constantFrom(false, false, false, true),
    rounds: fc.integer({ min: 0, max: 4 }),
    messagesToday: fc.integer({ min: 0, max: 4 }),
  })
  .map((drawn) => defined(drawn) as unknown as Candidate)

/** Without the fields that are undefined, as the types have it. */
function defined(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const fields = Object.entries(value).filter(([, inner]) => inner !== undefined)
  return Object.fromEntries(fields.map(([name, inner]) => [name, defined(inner)]))
}

const anyRules = fc
  .record({
    evenIfItMayStillArrive: fc.boolean(),
    at: fc.constantFrom('once' as const, 'best-hour' as const),
  })
  .map((over) => ({ ...RULES, ...over }))
const anyPlan = fc.record({
  candidates: fc.uniqueArray(anyCandidate, { maxLength: 12, selector: ({ recipient }) => recipient }),
  action: fc.constantFrom(...ACTIONS),
  rules: anyRules,
})
const NO_HABITS = { people: new Map(), campaign: [], everybody: [] }
const chosen = ({ candidates, action, rules }: typeof anyPlan extends fc.Arbitrary<infer P> ? P : never) =>
  select(candidates, { action, rules, habits: NO_HABITS, perSecond: 60, nowMs: NOON_MS })

describe('a selection', () => {
  test('takes nobody who opted out, did not agree, answered, or whom a message reached', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const byKey = new Map(plan.candidates.map((one) => [one.recipient, one]))
        for (const member of chosen(plan).members) {
          const person = byKey.get(member.recipient)
          if (person === undefined) throw new Error('Somebody was taken who was not there.')
          expect(person.suppressed).toBeUndefined()
          expect(person.attributes['opt_in']).toBeUndefined()
          expect(person.inFlight).toBe(false)
          const { message } = person
          if (plan.action === 'send') expect(message).toBeUndefined()
          if (message === undefined) continue
          expect(message.repliedAtMs).toBeUndefined()
          expect(person.wroteAtMs === undefined || person.wroteAtMs < message.sinceMs).toBe(true)
          expect(message.readAtMs).toBeUndefined()
          if (plan.action === 'resend') {
            expect(message.deliveredAtMs).toBeUndefined()
            expect(['131026', '131050', '130403', '131042', 'x']).not.toContain(message.failed?.code)
          } else {
            expect(message.deliveredAtMs).toBeLessThanOrEqual(NOON_MS - 24 * HOUR_MS)
          }
          if (message.failed === undefined && plan.action === 'resend' && !plan.rules.evenIfItMayStillArrive)
            expect(message.sinceMs).toBeLessThanOrEqual(NOON_MS - 720 * HOUR_MS)
        }
      }),
    )
  })

  test('takes or leaves everybody, and nobody twice: not as a recipient, not by number', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const { members, exclusions } = chosen(plan)
        const all = [...members, ...exclusions].map(({ recipient }) => recipient)
        expect(all.toSorted()).toEqual(plan.candidates.map(({ recipient }) => recipient).toSorted())
        expect(new Set(members.map((member) => member.phone)).size).toBe(members.length)
      }),
    )
  })

  test('writes to people in their daytime only, and not before now', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        for (const { zones, notBeforeMs } of chosen(plan).members) {
          expect(isWithin(plan.rules.window, zones, notBeforeMs)).toBe(true)
          expect(notBeforeMs).toBeGreaterThanOrEqual(NOON_MS)
        }
      }),
    )
  })

  test('is asked again when a message leaves: what changed since is seen, and nobody outside the plan is claimed', () => {
    fc.assert(
      fc.property(anyPlan, anyCandidate, fc.integer({ min: 0, max: 47 }), (plan, later, hours) => {
        const nowMs = NOON_MS + hours * HOUR_MS
        for (const member of chosen(plan).members) {
          const now: Candidate = { ...later, recipient: member.recipient }
          const decision = decideClaim({ ...plan, confirmedAtMs: NOON_MS }, due(member), now, nowMs)
          if (decision.kind !== 'claim') continue
          expect(now).toMatchObject({ phone: member.phone, inFlight: false, rounds: member.round - 1 })
          expect(now.suppressed).toBeUndefined()
          expect(isWithin(plan.rules.window, member.zones, nowMs)).toBe(true)
          expect(now.message?.ids.includes(member.previousMessage ?? '') ?? false).toBe(
            member.previousMessage !== undefined,
          )
        }
      }),
    )
  })
})

function due(member: Member): DueMember {
  return { ...member, id: 'a', tries: 0 }
}
