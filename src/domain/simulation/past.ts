import { planSimulation } from './plan.ts'
import type { SimulatedWebhook } from './simulation.ts'

/** A campaign that is over, or nearly. */
export interface PastCampaign {
  readonly name: string
  readonly startMs: number
  readonly people: number
  readonly failures: number
  /** When its last webhook arrived, at the latest. */
  readonly endMs: number
}

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const DAYS = 30
/** Messages of a campaign in each second. */
const RATE = 3
/** Phones and readers wait 12 hours each at most, repliers too. */
const MAX_LENGTH_MS = 1.6 * DAY_MS
/** The people that a shop has on its list: most get several campaigns. */
const AUDIENCE = 9_000
const FIRST_PHONE = 919_800_000_000

/** What a shop sends in a month, with how many people in thousandths of the largest, and the share that fails. */
const CAMPAIGNS = [
  ['Back in stock', 450, 0.04],
  ['Weekend sale', 900, 0.06],
  ['Order updates', 350, 0.02],
  ['Loyalty points', 600, 0.05],
  ['Abandoned baskets', 300, 0.04],
  ['Diwali offer', 1000, 0.07],
  ['दिवाली की शुभकामनाएँ', 700, 0.05],
  ['Festive gift cards', 500, 0.16],
  ['New arrivals', 800, 0.06],
  ['Feedback please', 400, 0.03],
  ['Free delivery', 650, 0.05],
  ['Winter collection', 750, 0.06],
] as const

/** A month of a dozen campaigns, the newest first; `people` are in the largest of them. */
export function pastCampaigns(nowMs: number, people: number): readonly PastCampaign[] {
  return CAMPAIGNS.map(([name, thousandths, failures], index) => {
    const daysAgo = (index / CAMPAIGNS.length) ** 1.3 * DAYS
    const startMs = Math.round(nowMs - daysAgo * DAY_MS - (50 + 37 * index) * MINUTE_MS)
    const count = Math.max(1, Math.round((people * thousandths) / 1000))
    return { name, startMs, people: count, failures, endMs: Math.min(nowMs, startMs + MAX_LENGTH_MS) }
  })
}

/**
 * The webhooks of past campaigns that arrived until `nowMs`, in the order of their arrival. Their times, of arrival too, are
 * milliseconds since the epoch.
 */
export function planPast(
  campaigns: readonly PastCampaign[],
  nowMs: number,
  seed: number,
): readonly SimulatedWebhook[] {
  return campaigns
    .flatMap((campaign, index) => webhooksOf(campaign, index, seed))
    .filter(({ arrivesAtMs }) => arrivesAtMs <= nowMs)
    .sort((a, b) => a.arrivesAtMs - b.arrivesAtMs)
}

function webhooksOf({ name, startMs, people, failures }: PastCampaign, index: number, seed: number) {
  const { webhooks } = planSimulation({
    ...{ seed: seed + index, campaigns: 1, people, rate: RATE, failures },
    ...{ disorder: 0.05, duplicates: 0.02, replies: 0.05, envelopes: ['aisensy'] },
  })
  return webhooks.map(({ message, campaign, events, arrivesAtMs }) => ({
    message: { ...message, phone: String(FIRST_PHONE + ((message.index * 7_919 + index * 613) % AUDIENCE)) },
    campaign: { ...campaign, name },
    events: events.map((event) => ({ ...event, atMs: event.atMs + startMs })),
    arrivesAtMs: arrivesAtMs + startMs,
  }))
}
