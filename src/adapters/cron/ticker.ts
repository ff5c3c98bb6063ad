import { schedule } from 'node-cron'

/** The ticks that the service needs, as node-cron writes them. */
const PATTERNS = {
  everyMinute: '* * * * *',
  everyTenSeconds: '*/10 * * * * *',
  everyFiveSeconds: '*/5 * * * * *',
} as const

/**
 * Runs a job at each tick, never twice at once, until the signal is aborted. What it throws goes to `onError`; the
 * next tick comes all the same.
 */
export function onTick(
  tick: keyof typeof PATTERNS,
  job: () => Promise<void>,
  onError: (error: unknown) => void,
  signal: AbortSignal,
): void {
  const task = schedule(PATTERNS[tick], () => job().catch(onError), { noOverlap: true, timezone: 'Etc/UTC' })
  signal.addEventListener('abort', () => void task.destroy(), { once: true })
}
