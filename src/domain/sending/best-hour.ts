import type { HourSource } from './plan.ts'
import { wilson } from './wilson.ts'
import { type DayWindow, minuteOfDay, nextWithin, offsetMinutes } from './window.ts'

/** What happened in one quarter-hour of the day, in UTC: 0 to 95. */
export interface QuarterHour {
  readonly quarter: number
  readonly delivered: number
  readonly read: number
}

/** What is known of hours. */
export interface Habits {
  /** When people read or replied, in milliseconds since the epoch, by number. */
  readonly people: ReadonlyMap<string, readonly number[]>
  readonly campaign: readonly QuarterHour[]
  readonly everybody: readonly QuarterHour[]
}

/** Fewer reads and replies than this say nothing of a person. */
const MIN_PERSON_SAMPLE = 5
/** Fewer delivered messages than this say nothing of an hour. */
const MIN_HOUR_SAMPLE = 30
const HOURS = 24
const HOUR_MS = 3_600_000

/** Share of a person's reads in an hour that chance alone would give. */
const CHANCE = 1 / HOURS

/**
 * The hour of the day in which a person most likely reads, within the window: by what is certain (the lower end of Wilson's
 * interval), so that three lucky messages do not win. The person's own habits where they say more than chance would, else the
 * campaign's, else everybody's; it says which.
 */
export function bestHour(
  phone: string,
  zone: string,
  window: DayWindow,
  habits: Habits,
  nowMs: number,
): { readonly hour: number; readonly source: HourSource } {
  const allowed = Array.from({ length: HOURS }, (_, hour) => hour).filter(
    (hour) => hour * 60 >= window.fromMinute && hour * 60 < window.toMinute,
  )
  const own = habits.people.get(phone) ?? []
  if (own.length >= MIN_PERSON_SAMPLE) {
    const reads = new Map<number, number>()
    for (const atMs of own) {
      const hour = Math.floor(minuteOfDay(zone, atMs) / 60)
      reads.set(hour, (reads.get(hour) ?? 0) + 1)
    }
    const best = highest(allowed, (hour) => wilson(reads.get(hour) ?? 0, own.length).low)
    if (best !== undefined && best.value > CHANCE) return { hour: best.hour, source: 'person' }
  }
  const sources = [
    ['campaign', habits.campaign],
    ['everybody', habits.everybody],
  ] as const
  for (const [source, quarters] of sources) {
    const hours = hoursIn(zone, quarters, nowMs)
    const best = highest(allowed, (hour) => {
      const { delivered, read } = hours[hour] ?? NOTHING
      return delivered < MIN_HOUR_SAMPLE ? 0 : wilson(read, delivered).low
    })
    if (best !== undefined && best.value > 0) return { hour: best.hour, source }
  }
  return { hour: allowed[0] ?? 0, source: 'none' }
}

/** The next time that the clocks of the zone show the hour, within the window in all the zones. */
export function nextAtHour(
  hour: number,
  window: DayWindow,
  zones: readonly string[],
  fromMs: number,
): number | undefined {
  const [zone] = zones
  if (zone === undefined) return undefined
  const isHour = (atMs: number) => Math.floor(minuteOfDay(zone, atMs) / 60) === hour
  const within = isHour(fromMs) ? nextWithin(window, zones, fromMs) : undefined
  if (within === fromMs) return fromMs
  const aheadMs = ((hour * 60 - minuteOfDay(zone, fromMs) + 1440) % 1440) * 60_000
  // A change of the clocks in between may have moved it by an hour.
  const guesses = [0, -HOUR_MS, HOUR_MS].map(
    (shift) => Math.floor(fromMs / 60_000) * 60_000 + aheadMs + shift,
  )
  const atMs = guesses.find((guess) => guess > fromMs && isHour(guess))
  return nextWithin(window, zones, atMs ?? fromMs)
}

const NOTHING = { delivered: 0, read: 0 }

/** Quarter-hours of UTC as hours of a zone, by the offset that it has now. */
function hoursIn(zone: string, quarters: readonly QuarterHour[], nowMs: number) {
  const shift = offsetMinutes(zone, nowMs) / 15
  const hours = Array.from({ length: HOURS }, () => ({ delivered: 0, read: 0 }))
  for (const { quarter, delivered, read } of quarters) {
    const hour = hours[Math.floor(((quarter + shift + 2 * 96) % 96) / 4)]
    if (hour === undefined) continue
    hour.delivered += delivered
    hour.read += read
  }
  return hours
}

function highest(hours: readonly number[], worth: (hour: number) => number) {
  let best: { hour: number; value: number } | undefined
  for (const hour of hours) {
    const value = worth(hour)
    if (best === undefined || value > best.value) best = { hour, value }
  }
  return best
}
