import { CliError, EXIT } from './context.ts'

/** ISO 8601 with Z or an offset, or a day of UTC. */
const TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/

/**
 * A time given on the command line, in milliseconds since the epoch.
 *
 * @throws CliError where it is none
 */
export function timeOf(option: string, text: string): number {
  const timeMs = TIME.test(text) && isDay(text.slice(0, 'YYYY-MM-DD'.length)) ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(timeMs)) return timeMs
  throw new CliError(
    `${option} ${text} is not a valid time: write it as 2026-11-21T08:00:00Z or 2026-11-21.`,
    EXIT.usage,
  )
}

/** Engines roll impossible days over ("11-31" to "12-01"); what does not come back the same is none. */
function isDay(day: string): boolean {
  const date = new Date(day)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day)
}
