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
  /** Nothing of it will come any more. */
  readonly isOver: boolean
}

/** What Meta reported of a template or a number. */
export interface PastNews {
  readonly atMs: number
  /** The field of Meta's webhook, and what it holds. */
  readonly field: string
  readonly value: Readonly<Record<string, unknown>>
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
    const endMs = startMs + MAX_LENGTH_MS
    return { name, startMs, people: count, failures, endMs: Math.min(nowMs, endMs), isOver: endMs <= nowMs }
  })
}

const HOUR_MS = 60 * MINUTE_MS
const NUMBER = { display_phone_number: '919876500000' }
const templateNamed = (name: string) => ({
  message_template_id: 500_600,
  message_template_name: name,
  message_template_language: 'en',
})

/** What such an account hears in a month, beside what becomes of its messages; the oldest first. */
export function pastNews(nowMs: number): readonly PastNews[] {
  const at = (daysAgo: number) => Math.round(nowMs - daysAgo * DAY_MS)
  const gift = templateNamed('festive_gift_cards')
  const template = 'message_template_status_update'
  return [
    {
      atMs: at(24),
      field: 'phone_number_quality_update',
      value: { ...NUMBER, event: 'UPGRADE', current_limit: 'TIER_10K' },
    },
    {
      atMs: at(16.1),
      field: 'message_template_quality_update',
      value: { ...gift, previous_quality_score: 'GREEN', new_quality_score: 'RED' },
    },
    { atMs: at(16), field: template, value: { ...gift, event: 'PAUSED', reason: 'NONE' } },
    { atMs: at(16) + 3 * HOUR_MS, field: template, value: { ...gift, event: 'APPROVED', reason: 'NONE' } },
    {
      atMs: at(5),
      field: 'template_category_update',
      value: { ...templateNamed('order_updates'), previous_category: 'UTILITY', new_category: 'MARKETING' },
    },
  ]
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
