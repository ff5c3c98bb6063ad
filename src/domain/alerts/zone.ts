/** A day in some place, without a time. */
export interface CivilDate {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
}

const DAY_MS = 86_400_000
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
export function zoneOffsetMs(zone: string, atMs: number): number {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(atMs)
      .map((part) => [part.type, Number(part.value)]),
  )
  const get = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0
  const localMs = Date.UTC(
    get('year'),
    get('month') - 1,
    get('day'),
    get('hour'),
    get('minute'),
    get('second'),
  )
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

function ofUtc(atMs: number): CivilDate {
  const at = new Date(atMs)
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() }
}
