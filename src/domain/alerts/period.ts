import type { Temporal } from 'temporal-polyfill'
import { dateAt, hourOfDayMs, startOfDayMs } from './zone.ts'

export const CADENCES = ['daily', 'weekly', 'monthly'] as const
export type Cadence = (typeof CADENCES)[number]

/** What one report is about: a whole day, week (from Monday) or month of a time zone, and the one before it. */
export interface Period {
  readonly cadence: Cadence
  /** Unique by cadence and zone: "2026-11-20", "2026-11-16/7d", "2026-10". */
  readonly key: string
  readonly zone: string
  readonly previousStartMs: number
  readonly startMs: number
  /** The first instant after it. */
  readonly endMs: number
  /** When its report is to leave. */
  readonly dueMs: number
}

/** Reports leave when the clocks show this hour: late messages of the evening have their outcome by then. */
const REPORT_HOUR = 7
/** A report that leaves this much after its time says that it is late. */
export const LATE_AFTER_MS = 3_600_000

/** The newest period that has ended and whose report is due at `nowMs`. */
export function duePeriod(cadence: Cadence, zone: string, nowMs: number): Period {
  const today = dateAt(zone, nowMs)
  const newest = periodBefore(cadence, zone, today)
  return newest.dueMs <= nowMs
    ? newest
    : periodBefore(cadence, zone, startOf(cadence, today).subtract({ days: 1 }))
}

/** The last whole period before the one that holds `date`. */
function periodBefore(cadence: Cadence, zone: string, date: Temporal.PlainDate): Period {
  const end = startOf(cadence, date)
  const start = startOf(cadence, end.subtract({ days: 1 }))
  const previous = startOf(cadence, start.subtract({ days: 1 }))
  return {
    cadence,
    key: keyOf(cadence, start),
    zone,
    previousStartMs: startOfDayMs(zone, previous),
    startMs: startOfDayMs(zone, start),
    endMs: startOfDayMs(zone, end),
    dueMs: hourOfDayMs(zone, end, REPORT_HOUR),
  }
}

function startOf(cadence: Cadence, date: Temporal.PlainDate): Temporal.PlainDate {
  if (cadence === 'daily') return date
  return cadence === 'weekly' ? date.subtract({ days: date.dayOfWeek - 1 }) : date.with({ day: 1 })
}

function keyOf(cadence: Cadence, start: Temporal.PlainDate): string {
  if (cadence === 'monthly') return start.toPlainYearMonth().toString()
  return `${start}${cadence === 'weekly' ? '/7d' : ''}`
}
