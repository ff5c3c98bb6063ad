import { percentileOf } from '../../domain/campaigns/breakdown.ts'
import type { WebhookFigures } from '../../domain/dashboard/overview.ts'
import type { DashboardStore } from '../../domain/dashboard/ports.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
/** Minutes of the picture that shows whether webhooks arrive. */
const SHOWN_MINUTES = 60
/** `lag` counts hundredths of the bins' times. */
const LAG_SCALE = 100

/** Whether webhooks arrive, and how soon they are in the database. */
export async function webhookFiguresOf(store: DashboardStore, nowMs: number): Promise<WebhookFigures> {
  const thisMinuteMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS
  const minutes = Array.from({ length: SHOWN_MINUTES }, (_, i) => {
    const fromMs = thisMinuteMs - (SHOWN_MINUTES - 1 - i) * MINUTE_MS
    return { fromMs, toMs: fromMs + MINUTE_MS }
  })
  const hour = { fromMs: thisMinuteMs - (SHOWN_MINUTES - 1) * MINUTE_MS, toMs: thisMinuteMs + MINUTE_MS }
  const [[total, ...byMinute], lastWebhookMs, lag] = await Promise.all([
    store.serviceSums([hour, ...minutes]),
    store.lastWebhookMs(),
    store.lag({ fromMs: nowMs - DAY_MS, toMs: nowMs + DAY_MS }),
  ])
  const lagP95 = percentileOf(lag, 0.95)
  return {
    ...(lastWebhookMs !== undefined && { lastWebhookMs }),
    hour: total ?? { webhooks: 0, webhookErrors: 0, reports: 0, rejects: 0, slowestUpdateMs: 0 },
    reportsByMinute: byMinute.map(({ reports }) => reports),
    ...(lagP95 !== undefined && { lagP95: lagP95 / LAG_SCALE }),
  }
}
