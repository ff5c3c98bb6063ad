import { remembered } from '../../domain/async/remembered.ts'
import { percentileOf } from '../../domain/campaigns/breakdown.ts'
import type { Campaign } from '../../domain/campaigns/campaign.ts'
import { detailsOf } from '../../domain/campaigns/campaign-details.ts'
import type { CampaignStore, RecipientFilter } from '../../domain/campaigns/ports.ts'
import { countOfPart } from '../../domain/campaigns/recipient-part.ts'
import type { Benchmark, CampaignViews, Progress } from '../../domain/dashboard/campaign-views.ts'
import type { AccountNewsStore, DashboardStore } from '../../domain/dashboard/ports.ts'
import { repliesOf } from '../../domain/dashboard/replies.ts'
import { dayStartMs, type Span, type Step, spansOf } from '../../domain/dashboard/span.ts'
import { newsOf } from './account.ts'
import { partOf } from './part.ts'

export interface CampaignViewParts {
  readonly store: DashboardStore
  readonly account: AccountNewsStore
  readonly campaigns: Pick<CampaignStore, 'find' | 'recipients'>
  readonly now: () => number
  readonly onProblem: (error: unknown) => void
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Campaigns that one can be compared with. */
const OTHERS = 30
/** How many of the last ones medians are of. */
const MEDIAN_OF = 10
/** Campaigns of fewer recipients say little. */
const LEAST_RECIPIENTS = 20
/** The longest stretches that are shown by the quarter-hour, by the hour, and at all. */
const MAX_QUARTERS_MS = 8 * HOUR_MS
const MAX_HOURS_MS = 3 * DAY_MS
const MAX_SHOWN_MS = 60 * DAY_MS
/** People who stop because of a campaign do so within days. */
const NEWS_AFTER_MS = 7 * DAY_MS
const USUALLY = 0.8
const USUAL_DAYS = 30
/** What is usual over a month changes slowly. */
const USUAL_SHARED_MS = 10 * 60_000

/** What the pages about campaigns show. */
export function createCampaignViews({
  store,
  account,
  campaigns,
  now,
  onProblem,
}: CampaignViewParts): CampaignViews {
  const readUsuallyKnown = remembered(() => usuallyKnownOf(store, now()), now, USUAL_SHARED_MS)
  return {
    async list(query, limit) {
      const found = await store.campaigns(query, limit + 1)
      return { items: found.slice(0, limit), more: found.length > limit }
    },
    async campaign(id, zone, compareWith) {
      const campaign = await campaigns.find(id)
      if (campaign === undefined) return undefined
      const nowMs = now()
      const newest = store.campaigns({ search: '', withArchived: true, sort: 'newest', from: 0 }, OTHERS + 1)
      const life = store.life(id)
      const ofLife = <T>(read: (span: Span) => Promise<T>) =>
        partOf(
          life.then((span) => span && read(span)),
          onProblem,
        )
      const others = newest.then((found) => found.filter((other) => other.id !== id))
      const [progress, prices, replies, news, usuallyKnown, benchmark, listed] = await Promise.all([
        ofLife((span) => progressOf(store, id, zone, span)),
        ofLife((span) => store.prices(id, span)),
        ofLife(async (span) => {
          const [sums, times] = await Promise.all([store.replySums(id, span), store.times(id, span)])
          return repliesOf(sums, times.replies)
        }),
        ofLife(({ fromMs, toMs }) =>
          newsOf(account, { campaign: id, span: { fromMs, toMs: toMs + NEWS_AFTER_MS } }),
        ),
        partOf(readUsuallyKnown(), onProblem),
        partOf(
          compareWith === ''
            ? others.then(medianOf)
            : campaigns.find(compareWith).then((other) => other && benchmarkOf(other)),
          onProblem,
        ),
        partOf(others, onProblem),
      ])
      return {
        nowMs,
        campaign,
        details: detailsOf(campaign, nowMs),
        progress,
        prices: prices.ok ? { ok: true, value: prices.value ?? [] } : prices,
        replies,
        account: news,
        usuallyKnown,
        benchmark,
        others: listed,
      }
    },
    async people(id, filter, afterKey, limit) {
      const [campaign, page] = await Promise.all([
        campaigns.find(id),
        campaigns.recipients(id, filter, afterKey, limit),
      ])
      return campaign === undefined ? undefined : { campaign, page, total: totalOf(campaign, filter) }
    },
  }
}

function totalOf(campaign: Campaign, { part, failureCode }: RecipientFilter): number {
  if (failureCode !== undefined) return campaign.breakdowns.get(`f${failureCode}`) ?? 0
  return part === undefined ? campaign.counters.recipients : countOfPart(campaign, part)
}

async function progressOf(store: DashboardStore, id: string, zone: string, life: Span): Promise<Progress> {
  const lengthMs = life.toMs - life.fromMs
  const step: Step = lengthMs <= MAX_QUARTERS_MS ? 'quarter' : lengthMs <= MAX_HOURS_MS ? 'hour' : 'day'
  const fromMs = Math.max(life.fromMs, life.toMs - MAX_SHOWN_MS)
  const span = { fromMs: step === 'day' ? dayStartMs(zone, fromMs) : fromMs, toMs: life.toMs }
  const steps = spansOf(step, zone, span)
  return { span, step, steps, sums: await store.sums(id, steps) }
}

async function usuallyKnownOf(store: DashboardStore, nowMs: number) {
  const { deliveries, reads } = await store.times('', { fromMs: nowMs - USUAL_DAYS * DAY_MS, toMs: nowMs })
  const delivered = percentileOf(deliveries, USUALLY)
  const read = percentileOf(reads, USUALLY)
  return { ...(delivered !== undefined && { delivered }), ...(read !== undefined && { read }) }
}

function benchmarkOf(campaign: Campaign): Benchmark {
  const { recipients, sent, delivered, read, failed, replied } = campaign.counters
  return {
    campaign,
    campaigns: 1,
    ...(sent > 0 && { delivered: delivered / sent }),
    ...(delivered > 0 && { read: read / delivered }),
    ...(recipients > 0 && { failed: failed / recipients }),
    ...(delivered > 0 && { replied: replied / delivered }),
  }
}

/** Medians of the last campaigns, newest first, that are large enough to say something; nothing where there are none. */
function medianOf(campaigns: readonly Campaign[]): Benchmark | undefined {
  const large = campaigns
    .filter(({ counters }) => counters.recipients >= LEAST_RECIPIENTS)
    .slice(0, MEDIAN_OF)
    .map(benchmarkOf)
  if (large.length === 0) return undefined
  const median = (name: 'delivered' | 'read' | 'failed' | 'replied') => {
    const values = large.flatMap((one) => one[name] ?? []).sort((a, b) => a - b)
    const upper = values[values.length >> 1]
    const lower = values[(values.length - 1) >> 1]
    return upper === undefined || lower === undefined ? {} : { [name]: (upper + lower) / 2 }
  }
  return {
    campaigns: large.length,
    ...median('delivered'),
    ...median('read'),
    ...median('failed'),
    ...median('replied'),
  }
}
