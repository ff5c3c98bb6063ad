import { Temporal } from 'temporal-polyfill'

/** What a field for a local time holds: "2026-11-05T10:00". */
const LOCAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/

/** A local time of a zone as a field holds it. */
export function writeLocalTime(atMs: number, zone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone).toPlainDateTime()
  return local.toString({ smallestUnit: 'minute' })
}

/** Reads what a field for a local time holds; null where it is empty, nothing where it is not a valid time. */
export function readLocalTime(text: string, zone: string): number | null | undefined {
  if (text === '') return null
  if (!LOCAL.test(text)) return undefined
  try {
    return Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds
  } catch {
    return undefined
  }
}
