import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createCampaignStore } from '../../../src/adapters/postgres/campaigns/campaign-store.ts'
import { AS_WRITTEN } from '../../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../../src/adapters/postgres/schema/statements.ts'
import { NOON_MS } from '../../support/reports.ts'
import { KILL_POINTS, type KillResult, runKills } from '../../support/sending/kill-run.ts'
import { createMemoryWorld } from '../../support/sending/memory-world.ts'
import { createPostgresKillWorld } from '../../support/sending/postgres-kills.ts'
import { createWorld, type SendingWorld } from '../../support/sending/world.ts'

const SEEDS = 500
/** A run on a database takes half a second. */
const DATABASE_SEEDS = 12
const phonesOf = (n: number) => Array.from({ length: n }, (_, i) => `+9198${String(i).padStart(8, '0')}`)

function expectOnce(result: KillResult): void {
  expect([...result.ledger].filter(([, requests]) => requests > 1)).toEqual([])
  expect(result.sentToSuppressed).toBe(0)
  expect(result.unlisted).toEqual([])
  // Nothing hangs: what may have been sent is resolved or listed.
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

describe('processes that are killed, on a real database', () => {
  let world: SendingWorld
  beforeAll(async () => {
    world = await createWorld()
  })
  afterAll(() => world.close())

  test('never write twice to anybody, and leave counters that are right', async () => {
    let kills = 0
    for (let seed = 1; seed <= DATABASE_SEEDS; seed += 1) {
      const phones = Array.from(
        { length: 20 },
        (_, i) => `+9195${String(seed).padStart(3, '0')}${String(i).padStart(5, '0')}`,
      )
      const run = await createPostgresKillWorld(world, `kill-${seed}`, phones)
      const result = await runKills(run, { seed, replicas: 1 + (seed % 3) }, world.now())
      expectOnce(result)
      kills += result.kills
    }
    expect(kills).toBeGreaterThan(DATABASE_SEEDS / 2)
    const verified = await createCampaignStore(world.pool, loadStatements(AS_WRITTEN)).verify()
    expect(verified.filter(({ kept, right }) => JSON.stringify(kept) !== JSON.stringify(right))).toEqual([])
  })
})
