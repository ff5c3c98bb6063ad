import { expect, test } from 'vitest'
import { simulateCrashes } from '../../alerts/crash-simulation.ts'

/** `npm run bench -- alerts` does ten thousand. */
const SEEDS = 500

test('two replicas that crash anywhere lose no signal, pair every episode, and notify in order', async () => {
  let crashes = 0
  let episodes = 0
  for (let seed = 1; seed <= SEEDS; seed++) {
    const outcome = await simulateCrashes(seed)
    crashes += outcome.crashes
    episodes += outcome.episodes
    const { lost, unpaired, disordered } = outcome
    expect({ seed, lost, unpaired, disordered }).toEqual({ seed, lost: 0, unpaired: 0, disordered: 0 })
  }
  // A simulation in which nothing happens proves nothing.
  expect(crashes).toBeGreaterThan(SEEDS)
  expect(episodes).toBeGreaterThan(SEEDS)
})
