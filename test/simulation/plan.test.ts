import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bodyOf } from '../../src/adapters/simulated-sender/bodies.ts'
import { createLedger } from '../../src/domain/simulation/ledger.ts'
import { planSimulation } from '../../src/domain/simulation/plan.ts'
import { ENVELOPES, type SimulationParameters } from '../../src/domain/simulation/simulation.ts'

const share = fc.double({ min: 0, max: 1, noNaN: true })
const parameters: fc.Arbitrary<SimulationParameters> = fc.record({
  seed: fc.integer({ min: 0, max: 0xffff_ffff }),
  campaigns: fc.integer({ min: 1, max: 4 }),
  people: fc.integer({ min: 1, max: 40 }),
  rate: fc.double({ min: 0.1, max: 1000, noNaN: true }),
  disorder: share,
  duplicates: share,
  failures: share,
  replies: share,
  envelopes: fc.subarray([...ENVELOPES], { minLength: 1 }),
})

test('the same parameters give the same plan', () => {
  fc.assert(
    fc.property(parameters, (given) => {
      expect(planSimulation(given)).toEqual(planSimulation(given))
    }),
  )
})

test('webhooks are in the order of their arrival, and none arrives before what it announces', () => {
  fc.assert(
    fc.property(parameters, (given) => {
      const { webhooks, lengthMs } = planSimulation(given)
      const times = webhooks.map(({ arrivesAtMs }) => arrivesAtMs)
      expect(times).toEqual(times.toSorted((a, b) => a - b))
      expect(lengthMs).toBe(times.at(-1))
      expect(
        webhooks.every(({ events, arrivesAtMs }) => (events.at(-1)?.atMs ?? Infinity) <= arrivesAtMs),
      ).toBe(true)
    }),
  )
})

test('ids and phone numbers are of one message each, and other seeds have other ids', () => {
  fc.assert(
    fc.property(parameters, (given) => {
      const { messages } = planSimulation(given)
      const others = planSimulation({ ...given, seed: (given.seed + 1) % 2 ** 32 }).messages
      const ids = [...messages, ...others].flatMap(({ id, submittedId }) => [id, submittedId])
      expect(new Set(ids).size).toBe(ids.length)
      expect(new Set(messages.map(({ phone }) => phone)).size).toBe(messages.length)
      expect(messages).toHaveLength(given.campaigns * given.people)
    }),
  )
})

test('shares are kept: nothing fails, repeats or answers where it must not', () => {
  const given = { seed: 7, campaigns: 2, people: 2000, rate: 50, envelopes: ENVELOPES, disorder: 0 }
  const quiet = planSimulation({ ...given, duplicates: 0, failures: 0, replies: 0 })
  const kinds = quiet.webhooks.map(({ events }) => events.at(-1)?.kind)
  expect(new Set(kinds)).toEqual(new Set(['sent', 'delivered', 'read']))
  expect(kinds.filter((kind) => kind === 'sent')).toHaveLength(4000)
  const doubled = planSimulation({ ...given, duplicates: 1, failures: 1, replies: 0 })
  const failed = doubled.webhooks.filter(({ events }) => events.at(-1)?.kind === 'failed')
  expect(failed).toHaveLength(8000)
})

test('a ledger ends the same whatever the order and the repeats, and its counters add up', () => {
  fc.assert(
    fc.property(parameters, (given) => {
      const { campaigns, messages, webhooks } = planSimulation(given)
      const forward = createLedger(messages, campaigns.length)
      const backward = createLedger(messages, campaigns.length)
      for (const { message, events } of webhooks) forward.note(message, events)
      for (const { message, events } of [...webhooks, ...webhooks].reverse()) backward.note(message, events)
      expect(backward.counters()).toEqual(forward.counters())
      for (const { recipients, pending, sent, delivered, read } of forward.counters()) {
        expect(recipients).toBe(given.people)
        expect(read <= delivered && delivered <= sent && sent + pending <= recipients).toBe(true)
      }
    }),
  )
})

test('times in bodies begin at the origin', () => {
  const { webhooks } = planSimulation({
    ...{ seed: 1, campaigns: 1, people: 1, rate: 1, disorder: 0, duplicates: 0, failures: 0, replies: 0 },
    envelopes: ['meta'],
  })
  const [first] = webhooks
  if (first === undefined) throw new Error('There is a webhook.')
  expect(
    JSON.parse(bodyOf(first, Date.UTC(2026, 10, 1))).entry[0].changes[0].value.statuses[0],
  ).toMatchObject({
    status: 'sent',
    timestamp: String(Date.UTC(2026, 10, 1) / 1000),
  })
})

test("a campaign is called by its title and the seed, so that neither its name nor its messages are another seed's", () => {
  const given = { campaigns: 2, people: 3, rate: 1, disorder: 0, duplicates: 0, failures: 0, replies: 0 }
  const plan = (seed: number) =>
    planSimulation({ ...given, seed, envelopes: ['flat'], titles: ['Flash sale', 'Price drop'] })
  expect(plan(7).campaigns.map(({ id, name }) => [id, name])).toEqual([
    ['flash-sale-7', 'Flash sale 7'],
    ['price-drop-7', 'Price drop 7'],
  ])
  const ids = [...plan(7).messages, ...plan(1001).messages].map(({ id }) => id)
  expect(new Set(ids).size).toBe(12)
})
