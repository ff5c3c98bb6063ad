/** Numbers from 0 to below 1. */
export type Random = () => number

/** Numbers that follow from a seed (mulberry32): the same seed, the same numbers. */
export function createRandom(seed: number): Random {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Log-normal, as waiting times of people and networks are: half are below `median`, and some are far above it. */
export function logNormal(random: Random, median: number, sigma: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return median * Math.exp(sigma * normal)
}

/** One of several values, each as likely as its weight. */
export function pick<T>(random: Random, weighted: readonly (readonly [T, number])[]): T | undefined {
  const total = weighted.reduce((sum, [, weight]) => sum + weight, 0)
  let left = random() * total
  return weighted.find(([, weight]) => {
    left -= weight
    return left < 0
  })?.[0]
}
