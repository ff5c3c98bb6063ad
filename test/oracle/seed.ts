import { generate } from './generate.ts'
import type { Replicas } from './replicas.ts'
import { run } from './run.ts'
import { shrink } from './shrink.ts'
import type { Step } from './steps.ts'

const DAY_MS = 24 * 60 * 60_000
/** After how many steps everything is compared. */
const COMPARE_EVERY = 4
/** Differences that are shown of one seed. */
const MAX_SHOWN = 12

/** @returns what went wrong with a seed, with the fewest steps that show it; nothing where all is right */
export async function checkSeed(
  replicas: Replicas,
  seed: number,
  length: number,
): Promise<string | undefined> {
  const todayMs = Math.floor(Date.now() / DAY_MS) * DAY_MS
  const steps = generate(seed, length, todayMs)
  const failure = await run(replicas, steps, COMPARE_EVERY)
  if (failure === undefined) return undefined
  const attempt = (some: readonly Step[]) => run(replicas, some, some.length)
  const until = steps.slice(0, failure.steps)
  const shortest = (await attempt(until)) === undefined ? until : await shrink(until, attempt)
  const last = await attempt(shortest)
  const lines = shortest.map((step, n) => `  ${n + 1}. ${JSON.stringify(step)}`)
  const { differences } = last ?? failure
  return [`seed ${seed}:`, ...lines, ...differences.slice(0, MAX_SHOWN).map((line) => `  → ${line}`)].join(
    '\n',
  )
}
