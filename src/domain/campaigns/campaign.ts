import type { CounterDelta, StoredMessage } from '../messages/change.ts'
import type { Status } from '../messages/conclusion.ts'

/** A campaign as people see it. */
export interface Campaign {
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
  /** By tally key (`tallyOf`). */
  readonly tallies: ReadonlyMap<string, number>
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
  readonly failureCode?: string
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

/** Which campaigns to list; everything absent means any. Times in milliseconds since the epoch. */
export interface CampaignFilter {
  readonly status?: string
  readonly createdFromMs?: number
  readonly createdBeforeMs?: number
}

/** Which recipients of a campaign to list. A failure code implies the status failed. */
export interface RecipientFilter {
  readonly status?: Status
  readonly failureCode?: string
}

/** A page of a list, and where the next one begins: absent at the end. */
export interface Page<Item, Position> {
  readonly items: readonly Item[]
  readonly next?: Position
}

/** Where a page of campaigns begins: opaque to callers. */
export interface CampaignPosition {
  readonly at: string
  readonly id: string
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
  /** Recipients that others wrote and that are not joined in yet: no difference, only early. */
  readonly waiting: number
}

/** What a recount found, and repaired unless it was dry. */
export interface Recount {
  readonly id: string
  /** Recipients whose mark was wrong. */
  readonly mended: number
  /** What was added to the kept sums, the mended recipients included. */
  readonly correction: CounterDelta
  /** Tally keys whose number was wrong. */
  readonly tallies: number
  /** messages_* did not show the kept sums. */
  readonly disturbed: boolean
}

/**
 * Campaigns, for reading and repair. Everything read in one call is of one moment. Calls reject with
 * `StoreUnavailableError` where the store cannot work just now.
 */
export interface CampaignStore {
  /** Makes a campaign; one of that id stays as it is. @returns whether it was made */
  create(id: string, name: string, status: string): Promise<boolean>
  find(id: string): Promise<Campaign | undefined>
  /** Newest first. */
  list(
    filter: CampaignFilter,
    after: CampaignPosition | undefined,
    limit: number,
  ): Promise<Page<Campaign, CampaignPosition>>
  ids(): Promise<readonly string[]>
  /** In key order. A key that cannot be one gives an empty page. */
  recipients(
    campaignId: string,
    filter: RecipientFilter,
    afterKey: string | undefined,
    limit: number,
  ): Promise<Page<Recipient, string>>
  /** By any of its ids. */
  message(id: string): Promise<KnownMessage | undefined>
  /** Newest first; the number as "+" and digits. */
  messagesOf(phone: string, afterKey: bigint | undefined, limit: number): Promise<Page<StoredMessage, bigint>>
  /** One campaign, or all. Changes nothing. */
  verify(campaignId?: string): Promise<readonly Verification[]>
  /**
   * Sets the marks of up to `limit` recipients right, from a key on, and the counters with them.
   *
   * @returns how many there were, and the last key: absent at the end
   */
  mendRecipients(
    campaignId: string,
    afterKey: string | undefined,
    limit: number,
  ): Promise<{ readonly mended: number; readonly correction: CounterDelta; readonly lastKey?: string }>
  /** Brings the sums and tallies to what the recipients' marks say. Exact while batches are being committed. */
  recount(campaignId: string): Promise<Omit<Recount, 'mended'>>
  /** Restores the shown counters from the kept sums. @returns the campaigns' ids */
  heal(): Promise<readonly string[]>
}
