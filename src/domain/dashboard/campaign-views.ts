import type { Campaign, Recipient } from '../campaigns/campaign.ts'
import type { CampaignDetails } from '../campaigns/campaign-details.ts'
import type { Page, RecipientFilter } from '../campaigns/ports.ts'
import type { NewsOfSpan } from './account-view.ts'
import type { Sums } from './messages.ts'
import type { Part } from './part.ts'
import type { CampaignQuery, Price } from './ports.ts'
import type { Replies } from './replies.ts'
import type { Span, Step } from './span.ts'

/** Rates of a campaign, or the medians of several. Shares of 0 to 1; absent where nothing is counted yet. */
export interface Benchmark {
  /** Absent for medians. */
  readonly campaign?: Campaign
  /** How many campaigns are behind it. */
  readonly campaigns: number
  readonly delivered?: number
  readonly read?: number
  readonly failed?: number
  readonly replied?: number
}

/** Messages of a campaign by the time at which they were first heard of. */
export interface Progress {
  readonly span: Span
  readonly step: Step
  readonly steps: readonly Span[]
  readonly sums: readonly Sums[]
}

/** One campaign, as its page shows it. */
export interface CampaignView {
  readonly nowMs: number
  readonly campaign: Campaign
  readonly details: CampaignDetails
  /** From its first message to its last, in steps that suit its length; nothing where there is none. */
  readonly progress: Part<Progress | undefined>
  readonly prices: Part<readonly Price[]>
  /** Of its messages; nothing where there is none. */
  readonly replies: Part<Replies | undefined>
  /** From its first message to a week after its last; nothing where there is none. */
  readonly account: Part<NewsOfSpan | undefined>
  /** Seconds within which 80% of deliveries and reads were known, over all messages of the last month. */
  readonly usuallyKnown: Part<{ readonly delivered?: number; readonly read?: number }>
  readonly benchmark: Part<Benchmark | undefined>
  /** What it can be compared with. */
  readonly others: Part<readonly Campaign[]>
}

/** What the pages about campaigns show. */
export interface CampaignViews {
  /** Up to `limit` campaigns, and whether there are more. */
  list(
    input: CampaignQuery,
    limit: number,
  ): Promise<{ readonly items: readonly Campaign[]; readonly more: boolean }>
  /** @param compareWith another campaign's id; '' for the median of the last ten */
  campaign(id: string, zone: string, compareWith: string): Promise<CampaignView | undefined>
  people(
    id: string,
    filter: RecipientFilter,
    afterKey: string | undefined,
    limit: number,
  ): Promise<
    | { readonly campaign: Campaign; readonly total: number; readonly page: Page<Recipient, string> }
    | undefined
  >
}
