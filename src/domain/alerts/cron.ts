import { Cron as Pattern } from 'croner'

/** A cron expression of five fields, read: due in UTC, to the minute. */
export interface Cron {
  readonly text: string
  /** The newest time before an instant at which it is due, if there is any. */
  readonly before: (instant: Date) => Date | undefined
}

/** `sloppyRanges`: "7/15" too, as crontab takes it. */
const OPTIONS = { mode: '5-part', utcOffset: 0, sloppyRanges: true, paused: true } as const

/**
 * Reads a cron expression: numbers, names of days and months, `*`, lists, ranges and steps.
 *
 * @returns undefined where the text is not a valid one
 */
export function parseCron(text: string): Cron | undefined {
  const trimmed = text.trim().split(/\s+/).join(' ')
  try {
    const pattern = new Pattern(trimmed, OPTIONS)
    return { text: trimmed, before: (instant) => pattern.previousRuns(1, instant)[0] }
  } catch {
    return undefined
  }
}

/**
 * The newest time at or before `nowMs` at which the schedule is due, in milliseconds since the epoch; undefined
 * where it is never due.
 */
export function newestSlot(cron: Cron, nowMs: number): number | undefined {
  return cron.before(new Date(Math.floor(nowMs) + 1))?.getTime()
}
