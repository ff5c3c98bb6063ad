import { remembered } from '../../domain/async/remembered.ts'
import {
  type ReadBestTimes,
  rateHours,
  type UsualHour,
  usualHourOf,
} from '../../domain/dashboard/best-times.ts'
import type { DashboardStore } from '../../domain/dashboard/ports.ts'
import { dayStartBeforeMs, dayStartMs } from '../../domain/dashboard/span.ts'

type Hours = Pick<DashboardStore, 'hoursOfWeek'>

const USUAL_DAYS = 30
/** What is usual over a month changes slowly. */
const USUAL_SHARED_MS = 10 * 60_000

/** When messages were read best, by hour of the week; today is left out, since its messages are still being read. */
export function createBestTimes(store: Hours, now: () => number): ReadBestTimes {
  const of = async (campaign: string, days: number, zone: string) =>
    rateHours(await store.hoursOfWeek(campaign, spanOf(days, zone, now()), zone), days)
  return async (campaign, days, zone) => {
    const times = await of(campaign, days, zone)
    if (campaign === '' || times.best.length > 0) return times
    return { ...times, usual: (await of('', days, zone)).best }
  }
}

/** The hour of the day in which messages are read best, over a month of all of them. */
export function createUsualHour(
  store: Hours,
  now: () => number,
): (zone: string) => Promise<UsualHour | undefined> {
  const read = async (zone: string) =>
    usualHourOf(await store.hoursOfWeek('', spanOf(USUAL_DAYS, zone, now()), zone))
  return remembered(read, now, USUAL_SHARED_MS)
}

function spanOf(days: number, zone: string, nowMs: number) {
  return { fromMs: dayStartBeforeMs(zone, nowMs, days), toMs: dayStartMs(zone, nowMs) }
}
