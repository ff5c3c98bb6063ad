import type { AlertStore } from '../../domain/alerts/ports.ts'
import { percentileOf } from '../../domain/campaigns/breakdown.ts'
import { groupFailures } from '../../domain/dashboard/failure-groups.ts'
import { NO_SUMS, type Sums } from '../../domain/dashboard/messages.ts'
import type { Overview, ReadOverview } from '../../domain/dashboard/overview.ts'
import { type Period, periodOf } from '../../domain/dashboard/period.ts'
import type { AccountNewsStore, DashboardStore, Times } from '../../domain/dashboard/ports.ts'
import { repliesOf } from '../../domain/dashboard/replies.ts'
import { newsOf } from './account.ts'
import { partOf } from './part.ts'
import { webhookFiguresOf } from './webhook-figures.ts'

export interface OverviewParts {
  readonly store: DashboardStore
  readonly account: AccountNewsStore
  readonly alerts: Pick<AlertStore, 'alerts'>
  readonly now: () => number
  readonly onProblem: (error: unknown) => void
}

/** How things go: every part by itself, so that one that fails costs no other. */
export function createOverview({ store, account, alerts, now, onProblem }: OverviewParts): ReadOverview {
  return async (range, zone): Promise<Overview> => {
    const nowMs = now()
    const period = periodOf(range, zone, nowMs)
    const times = store.times('', period)
    const [sums, failures, delivery, replies, news, firing, webhooks] = await Promise.all([
      partOf(sumsOf(store, period), onProblem),
      partOf(store.failures('', period).then(groupFailures), onProblem),
      partOf(times.then(deliveryOf), onProblem),
      partOf(
        Promise.all([store.replySums('', period), times]).then(([found, { replies: after }]) =>
          repliesOf(found, after),
        ),
        onProblem,
      ),
      partOf(newsOf(account, { span: period }), onProblem),
      partOf(alerts.alerts(), onProblem),
      partOf(webhookFiguresOf(store, nowMs), onProblem),
    ])
    return { nowMs, zone, period, sums, failures, delivery, replies, account: news, alerts: firing, webhooks }
  }
}

async function sumsOf(store: DashboardStore, period: Period) {
  const { steps: spans, comparisons } = period
  const all = await store.sums('', [...comparisons, ...spans])
  const steps = all.slice(comparisons.length)
  const usual = meanOf(all.slice(0, comparisons.length))
  // The steps are all of the period: nothing is read twice.
  return { period: sumOf(steps), ...(usual !== undefined && { usual }), steps }
}

/** The mean of those that hold anything: before the first message there was no usual. */
function meanOf(sums: readonly Sums[]): Sums | undefined {
  const held = sums.filter(({ messages }) => messages > 0)
  return held.length === 0 ? undefined : sumOf(held, held.length)
}

function sumOf(sums: readonly Sums[], dividedBy = 1): Sums {
  const sum = { ...NO_SUMS }
  for (const name of Object.keys(NO_SUMS) as (keyof Sums)[])
    sum[name] = sums.reduce((total, one) => total + one[name], 0) / dividedBy
  return sum
}

function deliveryOf({ deliveries: times }: Times) {
  const p50 = percentileOf(times, 0.5)
  const p95 = percentileOf(times, 0.95)
  return {
    messages: [...times.values()].reduce((sum, n) => sum + n, 0),
    ...(p50 !== undefined && { p50 }),
    ...(p95 !== undefined && { p95 }),
  }
}
