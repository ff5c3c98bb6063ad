/** The minutes of a day in which people are written to: [from, to). */
export interface DayWindow {
  readonly fromMinute: number
  readonly toMinute: number
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MINUTES = 24 * 60
/** Offsets of zones are multiples of it. */
const STEP_MS = 15 * MINUTE_MS
/** A window that is open at all is open within two days, whatever clocks do. */
const SEARCHED_MS = 48 * HOUR_MS

/**
 * The first moment from `fromMs` on at which it is within the window in all of the zones; nothing where that never happens, since
 * the zones lie too far apart. Right over changes of the clocks: every moment is looked up.
 */
export function nextWithin(window: DayWindow, zones: readonly string[], fromMs: number): number | undefined {
  if (isWithin(window, zones, fromMs)) return fromMs
  const firstMs = Math.ceil((fromMs + 1) / STEP_MS) * STEP_MS
  for (let atMs = firstMs; atMs <= fromMs + SEARCHED_MS; atMs += STEP_MS) {
    if (isWithin(window, zones, atMs))
      return earliestWithin(window, zones, Math.max(fromMs, atMs - STEP_MS), atMs)
  }
  return undefined
}

/** Whether the clocks of all the zones show a minute within the window. */
export function isWithin(
  { fromMinute, toMinute }: DayWindow,
  zones: readonly string[],
  atMs: number,
): boolean {
  return zones.every((zone) => {
    const minute = minuteOfDay(zone, atMs)
    return minute >= fromMinute && minute < toMinute
  })
}

/** What the clocks of a zone show, in minutes since midnight. */
export function minuteOfDay(zone: string, atMs: number): number {
  return (
    (((Math.floor(atMs / MINUTE_MS) + offsetMinutes(zone, atMs)) % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES
  )
}

/** By the minute, between a moment outside the window and one inside. */
function earliestWithin(
  window: DayWindow,
  zones: readonly string[],
  outsideMs: number,
  insideMs: number,
): number {
  const firstMs = Math.ceil((outsideMs + 1) / MINUTE_MS) * MINUTE_MS
  for (let atMs = firstMs; atMs < insideMs; atMs += MINUTE_MS) if (isWithin(window, zones, atMs)) return atMs
  return insideMs
}

const formats = new Map<string, Intl.DateTimeFormat>()
/** Offsets of the last quarter-hours looked at: many people share a zone and a moment. */
const offsets = new Map<string, number>()
const MAX_OFFSETS_REMEMBERED = 50_000

/** How far the clocks of a zone are ahead of UTC, in minutes. They change at quarter-hours only. */
export function offsetMinutes(zone: string, atMs: number): number {
  const step = Math.floor(atMs / STEP_MS)
  const key = `${zone} ${step}`
  const known = offsets.get(key)
  if (known !== undefined) return known
  let format = formats.get(zone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
    formats.set(zone, format)
  }
  const name =
    format.formatToParts(step * STEP_MS).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT'
  const [, sign = '+', hours = '0', minutes = '0'] = /^GMT(?:([+-])(\d\d):(\d\d))?/.exec(name) ?? []
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
  if (offsets.size >= MAX_OFFSETS_REMEMBERED) offsets.clear()
  offsets.set(key, offset)
  return offset
}
