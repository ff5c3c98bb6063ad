import type { Occurrence } from './report.ts'

/** WhatsApp was founded in 2009: no status of a WhatsApp message is older. */
export const EARLIEST_TIME_MS = Date.UTC(2009, 0, 1)
/** How far past its receipt a time is believed: a year, generous to clocks and to test data. */
export const MAX_AHEAD_MS = 365 * 24 * 60 * 60 * 1000
/** Longer texts are not times; the longest real ones (ISO 8601 with nanoseconds and offset) have 35. */
const MAX_TIME_CHARACTERS = 64

/**
 * Below this a number counts seconds, from it on milliseconds. As seconds it is the year 5138, as
 * milliseconds March 1973, so no believable time lies on the wrong side.
 */
const MILLISECONDS_FROM = 1e11
/** Micro- and nanoseconds in the same way, a thousand times finer each. */
const MICROSECONDS_FROM = 1e14
const NANOSECONDS_FROM = 1e17

/** Unix seconds have ten digits from 2001 to 2286. */
const SECONDS_DIGITS = 10
const ZERO = 0x30

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i
const ISO_8601 =
  /^(\d{4})-(\d\d)-(\d\d)[t ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(?: ?(z|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?))?$/i

/**
 * Reads a sender's time: a number or numeric text, whole or not, in seconds, milliseconds or finer since the epoch,
 * or ISO 8601 text (without a zone it is UTC).
 *
 * `'missing'` means that the sender gave none: absent, null or blank. A time that is there but cannot be read or believed,
 * zero among them, gives the time of receipt, marked as estimated.
 */
export function parseOccurrence(value: unknown, receivedAtMs: number): Occurrence | 'missing' {
  const atMs = readTime(value)
  if (atMs === 'missing') return 'missing'
  // NaN, the unreadable, fails both comparisons.
  const believable = atMs >= EARLIEST_TIME_MS && atMs <= receivedAtMs + MAX_AHEAD_MS
  return believable ? { atMs, estimated: false } : { atMs: receivedAtMs, estimated: true }
}

/** The time in milliseconds since the epoch, NaN where it cannot be read. */
function readTime(value: unknown): number | 'missing' {
  if (value === undefined || value === null) return 'missing'
  if (typeof value === 'number') return toMilliseconds(value)
  if (typeof value !== 'string') return Number.NaN
  const seconds = plainSeconds(value)
  if (seconds !== undefined) return seconds * 1000
  const text = value.trim()
  if (text === '') return 'missing'
  if (text.length > MAX_TIME_CHARACTERS) return Number.NaN
  return DECIMAL.test(text) ? toMilliseconds(Number(text)) : readIsoTime(text)
}

/** The quick way, for how nearly all come: ten digits. */
function plainSeconds(text: string): number | undefined {
  if (text.length !== SECONDS_DIGITS) return undefined
  let seconds = 0
  for (let at = 0; at < SECONDS_DIGITS; at += 1) {
    const digit = text.charCodeAt(at) - ZERO
    if (digit < 0 || digit > 9) return undefined
    seconds = seconds * 10 + digit
  }
  return seconds
}

function toMilliseconds(time: number): number {
  if (time < MILLISECONDS_FROM) return Math.round(time * 1000)
  if (time < MICROSECONDS_FROM) return Math.round(time)
  return Math.floor(time < NANOSECONDS_FROM ? time / 1e3 : time / 1e6)
}

function readIsoTime(text: string): number {
  const parts = ISO_8601.exec(text)
  if (parts === null) return Number.NaN
  const [, year, month, day, hour, minute, second = '00', fraction = '', zone = 'Z'] = parts
  // Date.UTC takes years below 100 for those of the 1900s. No status is that old.
  if (Number(year) < 100 || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return Number.NaN
  // Fractions finer than a millisecond are cut, not rounded, as PostgreSQL's date_trunc would.
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'))
  const localMs = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    milliseconds,
  )
  // Impossible dates roll over ("02-30" to "03-02", month 13 to January): another day or month comes back.
  const read = new Date(localMs)
  if (read.getUTCDate() !== Number(day) || read.getUTCMonth() !== Number(month) - 1) return Number.NaN
  return localMs - zoneOffsetMs(zone)
}

/** "Z", "+05", "+0530" or "+05:30", as milliseconds east of UTC. */
function zoneOffsetMs(zone: string): number {
  if (zone === 'Z' || zone === 'z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + (zone.length > 3 ? Number(zone.slice(-2)) : 0)
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000
}
