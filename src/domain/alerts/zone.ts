import { Temporal } from 'temporal-polyfill'

/** No change of clocks is finer. */
const HALF_HOUR_MS = 30 * 60_000

/** The date that the calendars of a zone show at an instant. */
export function dateAt(zone: string, atMs: number): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone).toPlainDate()
}

/** The hour that the clocks of a zone show at an instant: 0 to 23. */
export function hourOfDay(zone: string, atMs: number): number {
  return Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone).hour
}

/** The days, "2026-03-02", that begin in a span of whole days of a zone. */
export function daysOfSpan(zone: string, fromMs: number, toMs: number): readonly string[] {
  const days: string[] = []
  for (let day = dateAt(zone, fromMs); startOfDayMs(zone, day) < toMs; day = day.add({ days: 1 })) {
    days.push(day.toString())
  }
  return days
}

/** The hours that the clocks of a zone show within a span, each once, in order of their first time. */
export function hoursOfSpan(zone: string, fromMs: number, toMs: number): readonly number[] {
  const hours = new Set<number>()
  for (let atMs = fromMs; atMs < toMs; atMs += HALF_HOUR_MS) hours.add(hourOfDay(zone, atMs))
  return [...hours]
}

/** The first instant of a day in a zone, in milliseconds since the epoch; its clocks may change at midnight. */
export function startOfDayMs(zone: string, date: Temporal.PlainDate): number {
  return date.toZonedDateTime(zone).epochMilliseconds
}

/**
 * When the clocks of a zone show a full hour of a day, in milliseconds since the epoch; in a day that has this hour
 * twice the first, in one that lacks it an hour later.
 */
export function hourOfDayMs(zone: string, date: Temporal.PlainDate, hour: number): number {
  return date.toPlainDateTime({ hour }).toZonedDateTime(zone).epochMilliseconds
}
