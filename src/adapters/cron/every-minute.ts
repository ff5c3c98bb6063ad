import { schedule } from 'node-cron'

/**
 * Runs a job at the start of every minute, never twice at once, until the signal is aborted. What it throws goes
 * to `onError`; the next minute comes all the same.
 */
export function everyMinute(
  job: () => Promise<void>,
  onError: (error: unknown) => void,
  signal: AbortSignal,
): void {
  const task = schedule('* * * * *', () => job().catch(onError), { noOverlap: true, timezone: 'Etc/UTC' })
  signal.addEventListener('abort', () => void task.destroy(), { once: true })
}
