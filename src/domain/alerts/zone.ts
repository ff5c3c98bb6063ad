import { Temporal } from 'temporal-polyfill'

/** The date that the calendars of a zone show at an instant. */
export function dateAt(zone: string, atMs: number): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone).toPlainDate()
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
