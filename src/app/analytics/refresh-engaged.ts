import type { AnalyticsUpkeep } from '../../domain/analytics/ports.ts'
import { ENGAGED_DAYS } from '../../domain/analytics/question.ts'

/** The longest list that can be asked for. */
const MAX_ENGAGED = 1_000

/** How old a list may grow, by its window in days: the longer the window, the dearer and the slower to change. */
const REFRESH_EVERY_MINUTES: Readonly<Record<(typeof ENGAGED_DAYS)[number], number>> = { 1: 5, 7: 15, 30: 60 }

const DAY_MS = 24 * 60 * 60_000

/** Refreshes the lists of most engaged recipients that are due. Called every minute, on every replica. */
export async function refreshEngaged(
  upkeep: Pick<AnalyticsUpkeep, 'refreshEngaged'>,
  nowMs: number,
): Promise<void> {
  for (const days of ENGAGED_DAYS) {
    await upkeep.refreshEngaged({
      days,
      fromMs: nowMs - days * DAY_MS,
      toMs: nowMs,
      dueAtMs: nowMs + REFRESH_EVERY_MINUTES[days] * 60_000,
      limit: MAX_ENGAGED,
    })
  }
}
