import type { Tick, Ticker } from '../../src/app/async/ticker.ts'

/** Ticks that a test gives itself, so that it waits for no real minute. */
export interface Ticks {
  readonly onTick: Ticker
  /** Runs every job of the tick once, all at the same time; what they throw goes where the service puts it. */
  tick(name: Tick): Promise<void>
}

export function createTicks(): Ticks {
  const jobs = new Map<Tick, Set<() => Promise<void>>>()
  return {
    onTick(name, job, onError, signal) {
      const all = jobs.get(name) ?? new Set()
      jobs.set(name, all)
      const caught = () => job().catch(onError)
      all.add(caught)
      signal.addEventListener('abort', () => all.delete(caught), { once: true })
    },
    async tick(name) {
      await Promise.all([...(jobs.get(name) ?? [])].map((job) => job()))
    },
  }
}
