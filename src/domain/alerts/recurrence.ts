import { Cron as Pattern } from 'croner'
import { readTimeZone } from '../text/time-zone.ts'
import { parseCron } from './cron.ts'

/** When something comes again: due by a cron expression in a time zone, and how long it lasts each time. */
export interface Recurrence {
  readonly cron: string
  readonly zone: string
  readonly lastsMs: number
}

/** Whether it holds at a time: it was due at or before that, and has not lasted out. Clocks that change move it along. */
export function recurs(recurrence: Recurrence, nowMs: number): boolean {
  const lastMs = newestDue(recurrence, nowMs)
  return lastMs !== undefined && nowMs - lastMs < recurrence.lastsMs
}

/** The newest time at or before another at which an expression is due in a zone, if there is any. */
export function newestDue(
  { cron, zone }: Pick<Recurrence, 'cron' | 'zone'>,
  nowMs: number,
): number | undefined {
  // `previousRuns` looks at whole seconds strictly before.
  const pattern = new Pattern(cron, { mode: '5-part', timezone: zone, sloppyRanges: true, paused: true })
  return pattern.previousRuns(1, new Date(Math.floor(nowMs) + 1))[0]?.getTime()
}

/** A window lasts at most a week each time: what lasts longer is not a window. */
const MAX_LASTS_MS = 7 * 86_400_000

/** Reads what people write of something that comes again; `problem` says what would be right. */
export function readRecurrence(
  cron: string,
  zone: string,
  lastsMs: number | undefined,
): { readonly recurrence: Recurrence } | { readonly problem: string } {
  const read = parseCron(cron)
  if (read === undefined)
    return { problem: `"${cron}" is not five cron fields such as "0 2 * * 0" (Sundays at two)` }
  const known = readTimeZone(zone)
  if ('problem' in known) return { problem: `the time zone "${zone}" ${known.problem}` }
  if (lastsMs === undefined || lastsMs > MAX_LASTS_MS)
    return { problem: 'it must last for some time, at most 7 days each time' }
  return { recurrence: { cron: read.text, zone: known.zone, lastsMs } }
}
