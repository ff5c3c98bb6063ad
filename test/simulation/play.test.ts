import { expect, test } from 'vitest'
import { type SimulationOptions, simulate, verifySimulation } from '../../src/app/simulation/simulate.ts'
import { createLedger, type SimulatedCounters } from '../../src/domain/simulation/ledger.ts'
import { planSimulation } from '../../src/domain/simulation/plan.ts'
import type { PostResult, SimulatedSender } from '../../src/domain/simulation/ports.ts'
import { ENVELOPES } from '../../src/domain/simulation/simulation.ts'

const PLAN = planSimulation({
  ...{
    seed: 3,
    campaigns: 1,
    people: 30,
    rate: 5,
    disorder: 0.2,
    duplicates: 0.2,
    failures: 0.1,
    replies: 0.1,
  },
  envelopes: ENVELOPES,
})
const START_MS = Date.UTC(2026, 10, 1)

/** A clock that moves when somebody waits, and a sender that answers as `answer` says. */
function scene(answer: (attempt: number) => PostResult, speed = 60) {
  let nowMs = START_MS
  let attempts = 0
  const latestSaidMs: number[] = []
  const sender: SimulatedSender = {
    register: async () => undefined,
    async post({ events }, originMs) {
      latestSaidMs.push(originMs + (events.at(-1)?.atMs ?? 0) - nowMs)
      attempts += 1
      return answer(attempts)
    },
    postEvent: async () => ({ kind: 'acknowledged' }),
    countersOf: async () => shown,
  }
  const options: SimulationOptions = {
    speed,
    connections: 1,
    registers: true,
    now: () => nowMs,
    wait: async (ms) => {
      nowMs += ms
    },
    signal: new AbortController().signal,
    onProgress: () => undefined,
  }
  return { sender, options, latestSaidMs, elapsedMs: () => nowMs - START_MS }
}

let shown: SimulatedCounters

test('simulated time runs as fast as asked for, and says nothing of the future', async () => {
  const { sender, options, latestSaidMs, elapsedMs } = scene(() => ({ kind: 'acknowledged' }))
  const result = await simulate(PLAN, sender, options)
  expect(elapsedMs()).toBeCloseTo(PLAN.lengthMs / 60, 0)
  expect(Math.max(...latestSaidMs)).toBeLessThanOrEqual(0)
  expect(result).toMatchObject({
    posted: PLAN.webhooks.length,
    acknowledged: PLAN.webhooks.length,
    repeated: 0,
  })
})

test.each([
  ['a wrong secret is answered with 401', { kind: 'refused', reason: 'HTTP 401' }],
  ['a sender is shut out after wrong secrets', { kind: 'deferred', reason: 'HTTP 429' }],
] as const)('%s: it says so instead of trying for ever', async (_name, answer) => {
  let asked = 0
  const { sender, options } = scene(() => {
    asked += 1
    return answer
  })
  await expect(simulate(PLAN, sender, options)).rejects.toThrow(
    `none of the first 10 webhooks (${answer.reason}): are the webhook's token and the secrets right?`,
  )
  expect(asked).toBeLessThanOrEqual(60)
})

test('a busy service is asked again, and what it acknowledges then counts', async () => {
  const { sender, options } = scene((attempt) =>
    attempt % 3 === 0 ? { kind: 'acknowledged' } : { kind: 'deferred', reason: 'HTTP 503' },
  )
  const result = await simulate(PLAN, sender, options)
  const all = createLedger(PLAN.messages, 1)
  for (const { message, events } of PLAN.webhooks) all.note(message, events)
  expect(result.unacknowledged).toEqual({})
  expect(result.repeated).toBe(2 * PLAN.webhooks.length)
  expect(result.expected[0]?.counters).toEqual(all.counters()[0])
})

test('what is refused is not repeated, is counted by reason, and is expected nowhere', async () => {
  const { sender, options } = scene((attempt) =>
    attempt === 1 ? { kind: 'acknowledged' } : { kind: 'refused', reason: 'HTTP 413' },
  )
  const result = await simulate(PLAN, sender, options)
  expect(result).toMatchObject({ acknowledged: 1, repeated: 0 })
  expect(result.unacknowledged).toEqual({ 'HTTP 413': PLAN.webhooks.length - 1 })
  expect(result.expected[0]?.counters).toMatchObject({ recipients: 30, pending: 29, sent: 1 })
})

test('a counter that stays different is named with both numbers', async () => {
  const { sender, options } = scene(() => ({ kind: 'acknowledged' }), Number.POSITIVE_INFINITY)
  const result = await simulate(PLAN, sender, options)
  const right = result.expected[0]?.counters
  if (right === undefined) throw new Error('There is one campaign.')
  shown = right
  expect(await verifySimulation(result, sender, options)).toEqual([])
  shown = { ...right, read: right.read - 1 }
  expect(await verifySimulation(result, sender, options)).toEqual([
    { campaign: 'simulated-3-1', counter: 'read', expected: right.read, shown: right.read - 1 },
  ])
})
