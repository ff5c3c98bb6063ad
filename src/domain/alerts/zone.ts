/** A day in some place, without a time. */
export interface CivilDate {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const formats = new Map<string, Intl.DateTimeFormat>()

/** Whether the runtime knows a time zone of this name. */
export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

/** How far the clocks of a zone are ahead of UTC at an instant, in milliseconds. */
function zoneOffsetMs(zone: string, atMs: number): number {
  // en-US writes "3/8/2026, 03:07:00".
  const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = formatOf(zone)
    .format(atMs)
    .split(/\D+/)
    .map(Number)
  const localMs = Date.UTC(year, month - 1, day, hour, minute, second)
  return localMs - Math.floor(atMs / 1000) * 1000
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formats.set(zone, format)
  return format
}

/** The date that the calendars of a zone show at an instant. */
export function civilDate(zone: string, atMs: number): CivilDate {
  return ofUtc(atMs + zoneOffsetMs(zone, atMs))
}

/** `date` and so many days; days past the month's end roll over, as do months given as days of it. */
export function addDays(date: CivilDate, days: number): CivilDate {
  return ofUtc(Date.UTC(date.year, date.month - 1, date.day + days))
}

/** 0 for Monday to 6 for Sunday. */
export function weekday(date: CivilDate): number {
  return (new Date(Date.UTC(date.year, date.month - 1, date.day)).getUTCDay() + 6) % 7
}

/**
 * The first instant of a day in a zone, in milliseconds since the epoch. Right also where the clocks change at
 * midnight, so that the day begins at 01:00 or has two midnights.
 */
export function startOfDayMs(zone: string, date: CivilDate): number {
  const utcMs = Date.UTC(date.year, date.month - 1, date.day)
  const candidates = [utcMs - DAY_MS, utcMs, utcMs + DAY_MS]
    .map((nearMs) => utcMs - zoneOffsetMs(zone, nearMs))
    .filter((atMs) => atMs + zoneOffsetMs(zone, atMs) >= utcMs)
  return Math.min(...candidates)
}

/**
 * When the clocks of a zone show a full hour of a day, in milliseconds since the epoch; in a day that has this hour
 * twice or not at all, one of the instants next to it.
 */
export function hourOfDayMs(zone: string, date: CivilDate, hour: number): number {
  const wantedMs = Date.UTC(date.year, date.month - 1, date.day, hour)
  const nearMs = startOfDayMs(zone, date) + hour * HOUR_MS
  // The clocks may have changed since the day began.
  return wantedMs - zoneOffsetMs(zone, nearMs)
}

function ofUtc(atMs: number): CivilDate {
  const at = new Date(atMs)
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() }
}
