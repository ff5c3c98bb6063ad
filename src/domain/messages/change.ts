import type { CohortDeltas } from '../analytics/cohort.ts'
import type { RollupDelta } from '../analytics/rollup.ts'
import type { Contribution } from '../campaigns/contribution.ts'
import type { Conclusion, Status } from './conclusion.ts'
import type { Facts } from './facts.ts'

/** A message as the store holds it. */
export interface StoredMessage {
  /** The store's own key; keys sort by age. */
  readonly key: bigint
  /** Every id it is known by. */
  readonly ids: readonly string[]
  readonly facts: Facts
  /** `created_at`; absent only in rows of others that lack it, which no window holds. */
  readonly createdAtMs?: number
  /** The campaign under which the rollups hold it, '' for none; absent while they do not hold it. */
  readonly countedIn?: string
  /** True where somebody took its recipient away: none is made from a webhook again. */
  readonly recipientLeft?: boolean
}

/** The columns of a recipient that follow from its message; times in milliseconds since the epoch. */
export interface RecipientColumns {
  readonly status: Status
  readonly sentAtMs?: number
  readonly deliveredAtMs?: number
  readonly readAtMs?: number
  readonly failedAtMs?: number
  readonly repliedAtMs?: number
  /** Why it failed, where the status is failed. */
  readonly failureCode?: string
}

/** A row of `campaign_recipients` as the store holds it. */
export interface StoredRecipient {
  /** The store's own key, as text: other people's tables have keys of any type. */
  readonly key: string
  readonly campaignId: string
  readonly phone?: string
  /** The number that `phone` means, where it is written otherwise than as digits with or without "+". */
  readonly meantPhone?: string
  /** `whatsapp_message_id`: any id of the message, or none while nothing was sent. */
  readonly messageId?: string
  /** True where a webhook that named its campaign made the row, not the sender. */
  readonly fromWebhook: boolean
  readonly columns: RecipientColumns
  /** What the campaign's counters hold for this row; absent where they never saw it. */
  readonly counted?: Contribution
  /** The campaign's breakdowns that hold this row; see `breakdownOf`. */
  readonly breakdown: readonly string[]
  /** Another service wrote the row since Bluetick did: what it asserts is not joined in yet. */
  readonly pendingJoin: boolean
  /** The columns that somebody else wrote since Bluetick did: they alone assert something, the others are conclusions. */
  readonly asserted: readonly string[] | 'all'
  /** When the row was last written: stands in for the time of a claim that gives none. */
  readonly writtenAtMs: number
}

/** A recipient that others deleted, moved, or gave another message: what it leaves behind. */
export interface LeftRecipient {
  readonly campaignId?: string
  /** The message that it had. */
  readonly messageId?: string
  /** What the campaign's counters and breakdowns still hold for it. */
  readonly counted?: Contribution
  readonly breakdown: readonly string[]
}

/** Campaigns that are there and that names stand for. */
export interface NamedCampaigns {
  /** Campaign id by name, for every campaign name that the batch or the loaded messages give. */
  readonly campaignIds: ReadonlyMap<string, string>
  /** Provisional campaigns that give way to one of those: their id → the one in its place. */
  readonly replacedCampaigns?: ReadonlyMap<string, string>
}

/** What the store knows of the messages and recipients that a batch refers to. */
export interface Loaded extends NamedCampaigns {
  readonly messages: readonly StoredMessage[]
  readonly recipients: readonly StoredRecipient[]
  readonly leftRecipients?: readonly LeftRecipient[]
  /** Messages that others changed, as the rollups still hold them. */
  readonly leftMessages?: readonly StoredMessage[]
}

/** A message to be written: new where it has no key. */
export interface MessageWrite {
  readonly key?: bigint
  readonly canonicalId: string
  /** Every id it is known by, sorted. */
  readonly ids: readonly string[]
  /** Those of `ids` that the store does not hold for this key yet. */
  readonly newIds: readonly string[]
  readonly facts: Facts
  readonly conclusion: Conclusion
  /** False where `status` stands as it is: another tool's finer times are then left alone. */
  readonly statusChanged: boolean
  /** The campaign under which the rollups hold it from now on; '' for none. */
  readonly countedIn: string
  /** When it was read, where that is new. */
  readonly newlyReadAtMs?: number
  /** `created_at`, the earliest receipt, where the row is new or that has changed. */
  readonly createdAtMs?: number
  /** See `StoredMessage`. */
  readonly recipientLeft: boolean
}

/** A recipient to be written: new where `stored` is absent. */
export interface RecipientWrite {
  readonly stored?: StoredRecipient
  readonly campaignId: string
  readonly messageId?: string
  readonly phone?: string
  readonly columns: RecipientColumns
  readonly contribution: Contribution
  readonly breakdown: readonly string[]
}

/** What a campaign's counters change by; `recipients` is the number of rows behind them. */
export interface CounterDelta extends Contribution {
  readonly recipients: number
}

/**
 * Inbound messages that may answer another message than before: those that name one of the ids, and those that came to
 * the phone after one of the arrivals.
 */
export interface Rematch {
  readonly ids: readonly string[]
  readonly arrivals: readonly Arrival[]
}

export interface Arrival {
  readonly phone: string
  readonly arrivedAtMs: number
}

/** Everything that one batch changes; all of it empty where the batch said nothing new. */
export interface Change {
  readonly messages: readonly MessageWrite[]
  /** Messages that turned out to be another one, which has taken over their ids and facts; by their keys. */
  readonly mergedMessages: readonly { readonly key: bigint; readonly into: bigint }[]
  readonly recipients: readonly RecipientWrite[]
  readonly removedRecipients: readonly StoredRecipient[]
  /** Campaigns to be made for names that no campaign has: id → name. */
  readonly newCampaigns: ReadonlyMap<string, string>
  readonly counters: ReadonlyMap<string, CounterDelta>
  /** Campaign id → breakdown key → change; never zero. */
  readonly breakdowns: ReadonlyMap<string, ReadonlyMap<string, number>>
  /** What analytics' rollups change by: at most one for each campaign and quarter-hour. */
  readonly rollups: readonly RollupDelta[]
  /** What the cohorts of five minutes change by. */
  readonly cohorts: CohortDeltas
  /** Inbound messages for which the choice of the message they answer has to be made again. */
  readonly rematch: Rematch
  readonly stats: BatchStats
}

/** What a batch turned out to hold, for the metrics. */
export interface BatchStats {
  /** Reports that added nothing to what was known. */
  duplicates: number
  /** Messages whose delivery is newly inferred from `read` or `played`. */
  inferred: number
  /** Messages that newly have both a failure and an arrival. */
  contradictions: number
}
