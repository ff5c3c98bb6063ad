import type { CounterDelta, StoredMessage } from '../messages/change.ts'
import type { Status } from '../messages/conclusion.ts'
import type { Country } from '../phones/numbering-plans.ts'

/** What people say of a campaign besides its name and state. Times in milliseconds since the epoch. */
export interface CampaignSettings {
  readonly startsAtMs?: number
  readonly endsAtMs?: number
  /** The template that it sends. */
  readonly template?: string
  /** Where numbers in its lists are from that come without a country code. */
  readonly country?: Country
}

/** A campaign as people see it. */
export interface Campaign extends CampaignSettings {
  readonly id: string
  readonly name?: string
  /** Whatever its sender calls its state. */
  readonly status?: string
  /** Who made it: Bluetick's API, a webhook that named it, or the sender's own service. */
  readonly source: 'api' | 'webhook' | 'sender'
  readonly createdAtMs?: number
  /** When its counters last changed. */
  readonly updatedAtMs?: number
  /** The number of people it is for, as far as its sender says so. */
  readonly targetCustomers?: number
  /** Sums of the recipients' contributions, and how many recipients are behind them. */
  readonly counters: CounterDelta
  /** By breakdown key (`breakdownOf`). */
  readonly breakdowns: ReadonlyMap<string, number>
}

/** A recipient as people see it. */
export interface Recipient {
  readonly key: string
  readonly phone?: string
  readonly reference?: string
  readonly messageId?: string
  readonly status: Status
  readonly sentAtMs?: number
  readonly deliveredAtMs?: number
  readonly readAtMs?: number
  readonly failedAtMs?: number
  readonly repliedAtMs?: number
  readonly failureCode?: string
  /** What lists say of it beside: name, city and the like. */
  readonly attributes?: Readonly<Record<string, string>>
}

/** A message, and the campaigns whose recipients it went to. */
export interface KnownMessage {
  /** Absent without a report. */
  readonly message?: StoredMessage
  readonly campaigns: readonly {
    readonly campaignId: string
    readonly campaignName?: string
    readonly recipientKey: string
    readonly reference?: string
  }[]
}

/** A campaign's counters from three sides; they are equal unless another writer changed them. */
export interface Verification {
  readonly id: string
  readonly name?: string
  /** What messages_* show. */
  readonly shown: CounterDelta
  /** Bluetick's own sums. */
  readonly kept: CounterDelta
  /** The contribution rule over all recipients. */
  readonly right: CounterDelta
  /** Recipients whose own mark differs from the rule. */
  readonly miscounted: number
  /** Keys of breakdowns whose number is not that of the recipients marked with them. */
  readonly breakdowns: number
  /** Recipients that others wrote and that are not joined in yet: no difference, only early. */
  readonly waiting: number
}

/** What a recount found, and repaired unless it was dry. */
export interface Recount {
  readonly id: string
  /** Recipients whose mark was wrong. */
  readonly repaired: number
  /** What was added to the kept sums, the repaired recipients included. */
  readonly correction: CounterDelta
  /** Breakdown keys whose number was wrong. */
  readonly breakdowns: number
  /** messages_* did not show the kept sums. */
  readonly disturbed: boolean
}
