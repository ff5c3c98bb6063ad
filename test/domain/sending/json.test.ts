import { describe, expect, test } from 'vitest'
import { planText } from '../../../src/domain/sending/plan.ts'
import {
  attemptJson,
  exclusionJson,
  logJson,
  numberJson,
  planJson,
  resultsJson,
} from '../../../src/domain/sending/plan-json.ts'
import type { Attempt, PlanSummary } from '../../../src/domain/sending/ports.ts'

const NOON = '2026-11-27T12:00:00.000Z'
const NOON_MS = Date.parse(NOON)
const rules = {
  values: ['{name}'],
  evenIfItMayStillArrive: true,
  ttlHours: 24,
  followUpAfterHours: 48,
  window: { fromMinute: 9 * 60 + 5, toMinute: 21 * 60 },
  otherwiseZones: [],
  maxPerDay: 1,
  maxRounds: 3,
  at: 'best-hour' as const,
  lateHours: 6,
}
const plan = {
  id: 'p1',
  hash: 'abc',
  action: 'resend',
  campaignId: 'diwali',
  sender: 'meta',
  template: { name: 'offer', language: 'en', category: 'marketing' },
  rules,
  state: 'draft',
  plannedBy: 'asha',
  plannedAtMs: NOON_MS,
  members: 2,
  excluded: { 'no-phone': 1 },
} as unknown as PlanSummary
const shown = {
  hash: 'abc',
  action: 'resend',
  campaign_id: 'diwali',
  sender: 'meta',
  template: { name: 'offer', language: 'en', category: 'marketing' },
  rules: {
    values: ['{name}'],
    even_if_it_may_still_arrive: true,
    ttl_hours: 24,
    follow_up_after_hours: 48,
    window: '09:05-21:00',
    max_per_day: 1,
    max_rounds: 3,
    at: 'best-hour',
    late_hours: 6,
  },
  state: 'draft',
  planned_by: 'asha',
  planned_at: NOON,
  members: 2,
  excluded: { 'no-phone': 1 },
}

describe('a plan as JSON', () => {
  test('shows what is known, and no more', () => {
    expect(planJson(plan)).toStrictEqual(shown)
  })

  test('shows how far it came', () => {
    const media = { kind: 'document', url: 'https://x/y.pdf' }
    const done = {
      ...plan,
      template: { ...plan.template, media: { ...media, fileName: 'y.pdf' } },
      canary: 50,
      canaryPassedAtMs: NOON_MS,
      stateReason: 'paused',
      confirmedBy: 'ravi',
      confirmedAtMs: NOON_MS + 1000,
      endedAtMs: NOON_MS + 2000,
    } as PlanSummary
    expect(planJson(done)).toStrictEqual({
      ...shown,
      template: { ...shown.template, media: { ...media, file_name: 'y.pdf' } },
      canary: 50,
      canary_passed_at: NOON,
      state_reason: 'paused',
      confirmed_by: 'ravi',
      confirmed_at: '2026-11-27T12:00:01.000Z',
      ended_at: '2026-11-27T12:00:02.000Z',
    })
    const bare = { ...done, template: { ...plan.template, media } } as PlanSummary
    expect(planJson(bare).template).toStrictEqual({ ...shown.template, media })
  })

  test('shows what came of it', () => {
    const results = {
      attempts: { accepted: 3 },
      reasons: { suppressed: 1 },
      delivered: 2,
      read: 1,
      failed: 4,
      replied: 5,
      gotItTwice: 6,
    }
    const { gotItTwice, ...others } = results
    expect(resultsJson(results as never)).toStrictEqual({ ...others, got_it_twice: gotItTwice })
    expect(resultsJson({ ...results, nextMs: NOON_MS } as never)).toMatchObject({ next_at: NOON })
  })
})

describe('an attempt as JSON', () => {
  const attempt = {
    id: '7',
    position: 1,
    recipient: '9',
    phone: '+919812345678',
    round: 2,
    values: ['Asha'],
    zones: ['Asia/Kolkata'],
    notBeforeMs: NOON_MS,
    state: 'planned',
    tries: 0,
  } as unknown as Attempt
  const bare = {
    id: '7',
    position: 1,
    recipient: '9',
    phone: '+919812345678',
    round: 2,
    values: ['Asha'],
    zones: ['Asia/Kolkata'],
    not_before: NOON,
    state: 'planned',
    tries: 0,
  }

  test('shows what is known, and no more', () => {
    expect(attemptJson(attempt)).toStrictEqual(bare)
    const done = {
      ...attempt,
      previousMessage: 'wamid.0',
      hour: { hour: 10, source: 'person' },
      stateReason: 'cut',
      claimedAtMs: NOON_MS,
      messageId: 'wamid.1',
      resolvedBy: 'report',
    } as Attempt
    expect(attemptJson(done)).toStrictEqual({
      ...bare,
      previous_message: 'wamid.0',
      hour: 10,
      hour_source: 'person',
      state_reason: 'cut',
      claimed_at: NOON,
      message_id: 'wamid.1',
      settled_by: 'report',
    })
  })
})

test('exclusions, numbers and the log as JSON show what is known, and no more', () => {
  expect(exclusionJson({ recipient: '9', reason: 'no-phone' })).toStrictEqual({
    recipient: '9',
    reason: 'no-phone',
  })
  expect(exclusionJson({ recipient: '9', phone: '+91', reason: 'too-late', details: 'x' })).toStrictEqual({
    recipient: '9',
    phone: '+91',
    reason: 'too-late',
    details: 'x',
  })
  const streak = { code: '', answers: 0 }
  const open = { sinceMs: NOON_MS, code: '131042', reason: 'billing' }
  expect(numberJson({ sender: 'meta', breaker: { streak }, perSecond: 20 } as never)).toStrictEqual({
    sender: 'meta',
    per_second: 20,
  })
  expect(numberJson({ sender: 'meta', breaker: { streak, open }, perSecond: 20 } as never)).toStrictEqual({
    sender: 'meta',
    per_second: 20,
    stopped: { since: NOON, code: '131042', reason: 'billing' },
  })
  const probed = { streak, open: { ...open, probeAtMs: NOON_MS } }
  expect(numberJson({ sender: 'meta', breaker: probed, perSecond: 20 } as never)).toMatchObject({
    stopped: { tries_again_at: NOON },
  })
  expect(logJson({ atMs: NOON_MS, by: 'asha', what: 'stopped' } as never)).toStrictEqual({
    at: NOON,
    by: 'asha',
    what: 'stopped',
  })
  expect(
    logJson({ atMs: NOON_MS, planHash: 'abc', by: 'asha', what: 'stopped', details: 'x' } as never),
  ).toStrictEqual({ at: NOON, plan: 'abc', by: 'asha', what: 'stopped', details: 'x' })
})

test("a plan's text holds all that it does, whatever the order of its fields", () => {
  const base = {
    id: 'p1',
    action: 'send' as const,
    campaignId: 'c',
    sender: 's',
    template: { name: 'offer', language: 'en', category: 'utility' as const },
    rules,
    plannedAtMs: NOON_MS,
    members: [
      { recipient: '1', phone: '+91', round: 1, values: ['b', 'a'], zones: ['UTC'], notBeforeMs: NOON_MS },
    ],
  }
  const text = planText(base)
  const turned = {
    ...base,
    template: { category: 'utility' as const, media: undefined, language: 'en', name: 'offer' },
  }
  expect(planText(turned as never)).toBe(text)
  expect(planText({ ...base, canary: 0 })).toBe(text)
  const others = [
    { id: 'p2' },
    { action: 'resend' as const },
    { campaignId: 'd' },
    { sender: 't' },
    { template: { ...base.template, language: 'hi' } },
    { rules: { ...rules, ttlHours: 25 } },
    { canary: 1 },
    { plannedAtMs: 0 },
    { members: base.members.map((member) => ({ ...member, values: ['a', 'b'] })) },
  ]
  expect(new Set([text, ...others.map((change) => planText({ ...base, ...change }))]).size).toBe(
    others.length + 1,
  )
})
