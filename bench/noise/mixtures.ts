/** How what is sent fares when all is well: shares of all messages. */
export interface Fate {
  /** Phones that are switched off for hours or days, log-normally. */
  readonly off: number
  /** Never reached, and no failure either. */
  readonly never: number
  /** Failed for reasons that are the audience's or Meta's. */
  readonly outOfReach: number
  /** Failed for reasons that somebody here could fix. */
  readonly failed: number
  /** Of the delivered. */
  readonly read: number
}

export interface Campaigns {
  /** Days of the week (0 is Sunday) on which one is sent. */
  readonly days: readonly number[]
  /** When it begins, in hours UTC; each day up to an hour later. */
  readonly hour: number
  readonly size: number
  /** How long sending takes. */
  readonly minutes: number
}

/** The traffic of one sender. */
export interface Mixture {
  readonly name: string
  readonly fate: Fate
  readonly campaigns: readonly Campaigns[]
  /** Messages an hour by the hour of the day (UTC), besides campaigns. */
  readonly hourly: readonly number[]
}

const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6]
const WORKING_DAYS = [1, 2, 3, 4, 5, 6]
const NONE = Array.from({ length: 24 }, () => 0)
const GOOD: Fate = { off: 0.05, never: 0.01, outOfReach: 0.005, failed: 0.005, read: 0.6 }

const flat = (messages: number) => Array.from({ length: 24 }, () => messages)

/** As many an hour by day as by night there are fewer: `day` from `from` until before `to`, in hours UTC. */
function dayAndNight(day: number, night: number, from: number, to: number): readonly number[] {
  return Array.from({ length: 24 }, (_, hour) => (hour >= from && hour < to ? day : night))
}

/** Healthy traffic, as seen in the field. India's day is 3 to 15 UTC, Brazil's 11 to 23. */
export const MIXTURES: readonly Mixture[] = [
  {
    name: 'one campaign of 10,000 a day',
    fate: { ...GOOD, outOfReach: 0.007, failed: 0.003 },
    campaigns: [{ days: EVERY_DAY, hour: 5, size: 10_000, minutes: 20 }],
    hourly: NONE,
  },
  {
    name: '10,000 a day to a worn list, and 60 utility messages an hour',
    fate: { off: 0.06, never: 0.03, outOfReach: 0.03, failed: 0.01, read: 0.5 },
    campaigns: [{ days: EVERY_DAY, hour: 6, size: 10_000, minutes: 30 }],
    hourly: flat(60),
  },
  {
    name: '12% held back by Meta',
    fate: { ...GOOD, outOfReach: 0.12 },
    campaigns: [{ days: EVERY_DAY, hour: 5, size: 10_000, minutes: 20 }],
    hourly: dayAndNight(30, 5, 3, 16),
  },
  {
    name: 'steady 60 an hour at 95%',
    fate: { off: 0, never: 0.05, outOfReach: 0, failed: 0, read: 0.7 },
    campaigns: [],
    hourly: flat(60),
  },
  {
    name: 'utility messages in India, by day and night',
    fate: { ...GOOD, off: 0.08 },
    campaigns: [],
    hourly: dayAndNight(300, 20, 3, 16),
  },
  {
    name: 'a small shop: 8 an hour by day, 500 twice a week',
    fate: { ...GOOD, off: 0.08, never: 0.02 },
    campaigns: [{ days: [2, 5], hour: 7, size: 500, minutes: 5 }],
    hourly: dayAndNight(8, 0, 4, 15),
  },
  {
    name: 'Brazil: 5,000 and 20,000 on working days',
    fate: GOOD,
    campaigns: [
      { days: WORKING_DAYS, hour: 12, size: 5_000, minutes: 10 },
      { days: WORKING_DAYS, hour: 20, size: 20_000, minutes: 40 },
    ],
    hourly: dayAndNight(40, 2, 11, 24),
  },
  {
    name: '100,000 three times a week, and 400 an hour',
    fate: { ...GOOD, off: 0.06, never: 0.02, outOfReach: 0.03 },
    campaigns: [{ days: [1, 3, 5], hour: 6, size: 100_000, minutes: 90 }],
    hourly: dayAndNight(400, 60, 3, 17),
  },
  {
    name: 'campaigns that a third reads',
    fate: { ...GOOD, read: 0.35 },
    campaigns: [{ days: EVERY_DAY, hour: 8, size: 4_000, minutes: 15 }],
    hourly: dayAndNight(20, 1, 3, 16),
  },
]
