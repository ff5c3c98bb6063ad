import type { Tick, Ticker } from '../../src/app/async/ticker.ts'

/** Ticks that a test gives itself, so that it waits for no real minute. */
export interface Ticks {
  readonly onTick: Ticker
  /** Runs every job of the tick once, all at the same time; what they throw goes where the service puts it. */
  tick(name: Tick): Promise<void>
}

export function createTicks(): Ticks {
  const jobs = new Map<Tick, readonly { readonly run: () => Promise<void>; readonly signal: AbortSignal }[]>()
  return {
    onTick(name, job, onError, signal) {
      jobs.set(name, [...(jobs.get(name) ?? []), { run: () => job().catch(onError), signal }])
    },
    async tick(name) {
      const running = (jobs.get(name) ?? []).filter(({ signal }) => !signal.aborted)
      await Promise.all(running.map(({ run }) => run()))
    },
  }
}
