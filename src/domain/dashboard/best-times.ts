import type { HourOfWeek } from './ports.ts'

/** Fewer delivered messages than this say nothing of an hour. */
export const MIN_SAMPLE = 30
/** The square of 1.96, within which 95% of a normal distribution lie. */
const Z2 = 3.8416

/** An hour of the week with what its figures are worth. */
export interface RatedHour extends HourOfWeek {
  /** Enough was delivered in it to say something. */
  readonly isSampled: boolean
  /** Read of delivered, 0 to 1. */
  readonly rate: number
  /** The lower end of its 95% interval (Wilson): what it is at least, whatever chance did. */
  readonly atLeast: number
}

export interface BestTimes {
  readonly days: number
  readonly hours: readonly RatedHour[]
  /** The best first: by what they are at least, so that an hour with three lucky messages does not win. */
  readonly best: readonly RatedHour[]
  /** Of a campaign that says too little: the best hours over all messages. */
  readonly usual?: readonly RatedHour[]
}

/** The hour of the day in which messages are read best, over all of them. */
export type UsualHour = Omit<RatedHour, 'weekday'>

export type ReadBestTimes = (campaign: string, days: number, zone: string) => Promise<BestTimes>

/** How many hours are recommended. */
const BEST = 5

/** Rates the hours of the week. */
export function rateHours(hours: readonly HourOfWeek[], days: number): BestTimes {
  const rated = hours.map(withInterval)
  const best = rated
    .filter(({ isSampled }) => isSampled)
    .sort((a, b) => b.atLeast - a.atLeast || a.weekday - b.weekday || a.hour - b.hour)
    .slice(0, BEST)
  return { days, hours: rated, best }
}

/** The hour of the day that is best whatever the weekday; nothing where none holds enough. */
export function usualHourOf(hours: readonly HourOfWeek[]): UsualHour | undefined {
  const byHour = new Map<number, HourOfWeek>()
  for (const { hour, delivered, read } of hours) {
    const sum = byHour.get(hour) ?? { weekday: 0, hour, delivered: 0, read: 0 }
    byHour.set(hour, { ...sum, delivered: sum.delivered + delivered, read: sum.read + read })
  }
  const [best] = [...byHour.values()]
    .map(withInterval)
    .filter(({ isSampled }) => isSampled)
    .sort((a, b) => b.atLeast - a.atLeast || a.hour - b.hour)
  return best
}

function withInterval(hour: HourOfWeek): RatedHour {
  const { delivered: n, read: k } = hour
  const middle = k + Z2 / 2
  const reach = Math.sqrt(Z2 * ((k * (n - k)) / n + Z2 / 4))
  return {
    ...hour,
    isSampled: n >= MIN_SAMPLE,
    rate: k / n,
    atLeast: Math.max(0, (middle - reach) / (n + Z2)),
  }
}
