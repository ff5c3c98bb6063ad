import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { apply } from '../../oracle/apply.ts'
import { compare } from '../../oracle/compare.ts'
import { generate } from '../../oracle/generate.ts'
import { type Replicas, startReplicas } from '../../oracle/replicas.ts'
import { run } from '../../oracle/run.ts'
import { checkSeed } from '../../oracle/seed.ts'
import { createModel } from '../../oracle/state.ts'
import { asBluetick } from '../../support/as-bluetick.ts'
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts'

/** `npm run oracle -- --seeds 200` draws others, for as long as one likes. */
const FIRST_SEED = 1
const SEEDS = 12
const STEPS = 40

let database: TestDatabase
let replicas: Replicas
beforeAll(async () => {
  database = await createTestDatabase()
  replicas = await startReplicas(database.url)
}, 60_000)
afterAll(async () => {
  await replicas.close()
  await database.drop()
}, 60_000)

describe('every row, counter, breakdown, rollup and answer is as the documented rules say, whoever writes', () => {
  const seeds = Array.from({ length: SEEDS }, (_, n) => FIRST_SEED + n)
  test.each(seeds)(
    'seed %i',
    async (seed) => {
      expect(await checkSeed(replicas, seed, STEPS)).toBeUndefined()
    },
    300_000,
  )
})

test('the comparison sees one figure that is wrong', async () => {
  const steps = generate(FIRST_SEED, STEPS, Date.UTC(2026, 10, 27))
  expect(await run(replicas, steps, STEPS)).toBeUndefined()
  await asBluetick(
    replicas.pool,
    'UPDATE marketing_campaigns SET messages_sent = messages_sent + 1 WHERE recipients_counted > 0',
  )
  const model = createModel()
  for (const step of steps) apply(model, step, { from: 0, to: Number.POSITIVE_INFINITY })
  expect(await compare(model, replicas)).toEqual(
    expect.arrayContaining([expect.stringMatching(/^campaign .*: counters is /)]),
  )
}, 120_000)
