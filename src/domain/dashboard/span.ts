import { Temporal } from 'temporal-polyfill'
import { dateAt, startOfDayMs } from '../alerts/zone.ts'
import { BUCKET_MS } from '../analytics/rollup.ts'

/** A stretch of time, in milliseconds since the epoch; the end is not part of it. Both are whole quarter-hours. */
export interface Span {
  readonly fromMs: number
  readonly toMs: number
}

/** What the pages' figures can be cut by. */
export type Step = 'quarter' | 'hour' | 'day'

const MINUTE_MS = 60_000

/** The first instant of the day that holds `atMs`, in a zone. */
export function dayStartMs(zone: string, atMs: number): number {
  return startOfDayMs(zone, dateAt(zone, atMs))
}

/** The first instant of the day `days` before the one that holds `atMs`, in a zone. */
export function dayStartBeforeMs(zone: string, atMs: number, days: number): number {
  return startOfDayMs(zone, dateAt(zone, atMs).subtract({ days }))
}

/** The beginning of the quarter-hour that holds `atMs`. */
export function quarterStartMs(atMs: number): number {
  return Math.floor(atMs / BUCKET_MS) * BUCKET_MS
}

/** The end of the quarter-hour that holds `atMs`: the rollups tell times apart no more finely. */
export function quarterEndMs(atMs: number): number {
  return (Math.floor(atMs / BUCKET_MS) + 1) * BUCKET_MS
}

/**
 * Cuts a span into the hours or days of a zone: the one function that makes the bars and points of every page. A day has
 * 23 to 25 hours where the clocks change; an hour that comes twice is two.
 */
export function spansOf(step: Step, zone: string, { fromMs, toMs }: Span): readonly Span[] {
  const spans: Span[] = []
  let day = dateAt(zone, fromMs)
  const endOf = (startMs: number) => {
    if (step === 'quarter') return quarterEndMs(startMs)
    if (step === 'hour') return hourEndMs(zone, startMs)
    day = day.add({ days: 1 })
    return startOfDayMs(zone, day)
  }
  let startMs = fromMs
  while (startMs < toMs) {
    const endMs = Math.min(toMs, endOf(startMs))
    spans.push({ fromMs: startMs, toMs: endMs })
    startMs = endMs
  }
  return spans
}

/** The beginning of the clock hour that holds `atMs`, in a zone. */
export function hourStartMs(zone: string, atMs: number): number {
  const { minute } = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone)
  return Math.floor(atMs / MINUTE_MS) * MINUTE_MS - minute * MINUTE_MS
}

/** The end of the clock hour that holds `atMs`, a whole quarter-hour. */
function hourEndMs(zone: string, atMs: number): number {
  const { minute } = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone)
  return atMs + (60 - minute) * MINUTE_MS
}
