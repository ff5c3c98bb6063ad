export type Tick = 'everyQuarterSecond' | 'everyFiveSeconds' | 'everyTenSeconds' | 'everyMinute'

/**
 * Runs a job at each tick, never twice at once, until the signal is aborted. What it throws goes to `onError`; the
 * next tick comes all the same.
 */
export type Ticker = (
  tick: Tick,
  job: () => Promise<void>,
  onError: (error: unknown) => void,
  signal: AbortSignal,
) => void
