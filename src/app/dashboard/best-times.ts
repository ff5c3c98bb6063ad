import { type ReadBestTimes, rateHours } from '../../domain/dashboard/best-times.ts'
import type { DashboardStore } from '../../domain/dashboard/ports.ts'
import { dayStartBeforeMs, dayStartMs } from '../../domain/dashboard/span.ts'

/** When messages were read best, by hour of the week; today is left out, since its messages are still being read. */
export function createBestTimes(
  store: Pick<DashboardStore, 'hoursOfWeek'>,
  now: () => number,
): ReadBestTimes {
  return async (campaign, days, zone) => {
    const nowMs = now()
    const span = { fromMs: dayStartBeforeMs(zone, nowMs, days), toMs: dayStartMs(zone, nowMs) }
    return rateHours(await store.hoursOfWeek(campaign, span, zone), days)
  }
}
