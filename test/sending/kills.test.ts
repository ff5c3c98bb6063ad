import { describe, expect, test } from 'vitest'
import { NOON_MS } from '../support/reports.ts'
import { KILL_POINTS, type KillResult, runKills } from '../support/sending/kill-run.ts'
import { createMemoryWorld } from '../support/sending/memory-world.ts'

const SEEDS = 500
const phonesOf = (n: number) => Array.from({ length: n }, (_, i) => `+9198${String(i).padStart(8, '0')}`)

function expectOnce(result: KillResult): void {
  expect([...result.ledger].filter(([, requests]) => requests > 1)).toEqual([])
  expect(result.sentToSuppressed).toBe(0)
  expect(result.unlisted).toEqual([])
  // Nothing hangs: what may have been sent is settled or listed.
  expect([...result.states.values()]).not.toContain('claimed')
}

describe('processes that are killed', () => {
  test(`never write twice to anybody, in ${SEEDS} seeded runs with one to three of them`, async () => {
    let kills = 0
    let sent = 0
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const world = createMemoryWorld(phonesOf(30), NOON_MS)
      const result = await runKills(world, { seed, replicas: 1 + (seed % 3) }, NOON_MS)
      expectOnce(result)
      kills += result.kills
      sent += result.ledger.size
    }
    // The runs are worth something: processes died, and most people were written to.
    expect(kills).toBeGreaterThan(SEEDS)
    expect(sent).toBeGreaterThan(SEEDS * 20)
  })

  test.each(KILL_POINTS)(
    'lose nothing but certainty where they die at %s, wherever in a thousand messages',
    async (point) => {
      for (const nth of [1, 2, 13, 100, 250, 999]) {
        const world = createMemoryWorld(phonesOf(1_000), NOON_MS)
        const result = await runKills(
          world,
          { seed: nth, replicas: 1, kill: { point, nth }, isQuiet: true },
          NOON_MS,
        )
        expectOnce(result)
        const uncertain = [...result.states.values()].filter((state) => state === 'uncertain').length
        const accepted = [...result.states.values()].filter((state) => state === 'accepted').length
        expect(accepted + uncertain).toBe(1_000)
      }
    },
  )
})
