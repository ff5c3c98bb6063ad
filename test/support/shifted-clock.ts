const MINUTE_MS = 60_000
/** The first minute tick comes so long after the start: later than the service takes to start. */
const FIRST_TICK_MS = 8_000

/**
 * What to add to a process's environment so that its clock is wrong by so many minutes, and by the part of a minute
 * with which its first minute tick comes soon: a test need not wait for the real one.
 */
export function shiftedClock(minutes: number): Readonly<Record<string, string>> {
  const untilTickMs = MINUTE_MS - (Date.now() % MINUTE_MS)
  return {
    NODE_OPTIONS: `--import ${new URL('shifted-clock.js', import.meta.url).href}`,
    CLOCK_SHIFT_MS: String(minutes * MINUTE_MS + untilTickMs - FIRST_TICK_MS),
  }
}
