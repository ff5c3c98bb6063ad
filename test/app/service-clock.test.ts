import { expect, test } from 'vitest'
import { createServiceClock } from '../../src/app/ingest/service-clock.ts'

const YEAR_MS = 365 * 24 * 3600 * 1000

function clockOff(byMs: number) {
  const said: [number, boolean][] = []
  const state = { byMs }
  const clock = createServiceClock({
    machine: () => 1_800_000_000_000 + state.byMs,
    database: async () => 1_800_000_000_000,
    onSkew: (skewMs, notable) => said.push([skewMs, notable]),
  })
  return { clock, said, state }
}

test('a clock that is two years off is warned of once, and receipts are stamped by the database', async () => {
  for (const byMs of [-2 * YEAR_MS, 2 * YEAR_MS]) {
    const { clock, said } = clockOff(byMs)
    await clock.measure()
    await clock.measure()
    expect(said).toEqual([[byMs, true]])
    expect(clock.now()).toBe(1_800_000_000_000)
  }
})

test('a clock that is some seconds off is warned of and believed, and its agreeing again is said', async () => {
  const { clock, said, state } = clockOff(20_000)
  await clock.measure()
  expect(clock.now()).toBe(1_800_000_020_000)
  state.byMs = 1
  await clock.measure()
  expect(said).toEqual([
    [20_000, true],
    [1, false],
  ])
})
