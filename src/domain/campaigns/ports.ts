import type { CounterDelta, StoredRecipient } from '../messages/change.ts'
import type { Status } from '../messages/conclusion.ts'
import type { Decide } from '../messages/ports.ts'
import type {
  Campaign,
  CampaignSettings,
  KnownMessage,
  Recipient,
  Recount,
  Verification,
} from './campaign.ts'
import type { LostId, StatusRange } from './lookup.ts'
import type { RecipientLine } from './recipient-line.ts'
import type { RecipientPart } from './recipient-part.ts'
import type { ReadNumber, RowFault, RowPage } from './row-check.ts'

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
  /** As the campaign's counters count: the list is as long as the counter says. Instead of the others. */
  readonly part?: RecipientPart
}

/** Whom people ask for by what to do next, rather than by status. */
export type Selection = 'not-read' | 'worth-resend'

/** What an export holds, and for whom. */
export interface ExportOptions extends RecipientFilter {
  /** Instead of the filter. */
  readonly selection?: Selection
  /** With a byte order mark, and numbers that Excel does not shorten. */
  readonly excel?: boolean
}

/** A page of a list, and where the next one begins: absent at the end. */
export interface Page<Item, Position> {
  readonly items: readonly Item[]
  readonly next?: Position
}

/** What people change of a campaign; null takes a setting away. */
export interface CampaignChange extends Changes<CampaignSettings> {
  readonly name?: string
  readonly status?: string
}

type Changes<Settings> = { readonly [Name in keyof Settings]: Settings[Name] | null }

/** Where a page of campaigns begins: opaque to callers. */
export interface CampaignPosition {
  readonly at: string
  readonly id: string
}

/**
 * Campaigns, for reading and repair. Everything read in one call is of one moment. Calls reject with
 * `StoreUnavailableError` where the store cannot work just now.
 */
export interface CampaignStore {
  /** Makes a campaign; one of that id stays as it is. @returns whether it was made */
  create(id: string, name: string, status: string): Promise<boolean>
  find(id: string): Promise<Campaign | undefined>
  /** The id of the campaign that this name stands for, without case and repeated blanks: of several the oldest. */
  idOfName(name: string): Promise<string | undefined>
  /** Sets what is given. @returns whether there is such a campaign */
  edit(id: string, change: CampaignChange): Promise<boolean>
  /** Newest first. */
  list(
    filter: CampaignFilter,
    after: CampaignPosition | undefined,
    limit: number,
  ): Promise<Page<Campaign, CampaignPosition>>
  ids(): Promise<readonly string[]>
  /** What campaigns' states are called, the most frequent first. */
  statuses(): Promise<readonly string[]>
  /** In key order. A key that cannot be one gives an empty page. */
  recipients(
    campaignId: string,
    filter: RecipientFilter,
    afterKey: string | undefined,
    limit: number,
  ): Promise<Page<Recipient, string>>
  /** The names of the attributes that its recipients have, in alphabetical order. */
  attributeNames(campaignId: string, limit: number): Promise<readonly string[]>
  /** By any of its ids. */
  message(id: string): Promise<KnownMessage | undefined>
  /** Newest first; the number as "+" and digits. */
  messagesOf(
    phone: string,
    afterKey: bigint | undefined,
    limit: number,
  ): Promise<Page<Required<KnownMessage>, bigint>>
  /** One campaign, or all. Changes nothing. */
  verify(campaignId?: string): Promise<readonly Verification[]>
  /**
   * Sets the marks of up to `limit` recipients right, from a key on, and the counters with them.
   *
   * @returns how many there were, and the last key: absent at the end
   */
  repairRecipients(
    campaignId: string,
    afterKey: string | undefined,
    limit: number,
  ): Promise<{ readonly repaired: number; readonly correction: CounterDelta; readonly lastKey?: string }>
  /** Brings the sums and breakdowns to what the recipients' marks say. Exact while batches are being committed. */
  recount(campaignId: string): Promise<Omit<Recount, 'repaired'>>
  /** Restores the shown counters from the kept sums. @returns the campaigns' ids */
  reconcileCounters(): Promise<readonly string[]>
  /**
   * Forgets where recipients of a status were and are no more, in campaigns that changed lately: pages of one status would
   * look there in vain.
   *
   * @returns how many ranges
   */
  forgetEmptyRanges(signal: AbortSignal): Promise<number>
}

/** What became of a batch of lines. */
export interface ImportOutcome {
  readonly inserted: number
  /** Rows that were there already and learned something: a message id, a phone number, a reference. */
  readonly amended: number
  /** Indexes of lines whose reference is there already with another message. */
  readonly conflicting: readonly number[]
  /**
   * Indexes of lines that fit the recipient or the message of an earlier line: what they are follows from what became of that, so they
   * were not taken and are to be given again. Never all of them.
   */
  readonly waiting: readonly number[]
}

/**
 * The recipients of campaigns, as their sender lists them. Every call is one transaction, joins in what is known
 * of the messages, and leaves the counters right; repeating it changes nothing. `decide` is as for `StateStore`.
 * They reject with `StoreUnavailableError` where the store cannot work just now.
 */
export interface RecipientStore {
  /**
   * Imports lines, no two of which are of one identity (`identityOf`), into a campaign that exists.
   *
   * @param decide gets the ids that lines which were taken name together
   */
  importRecipients(
    campaignId: string,
    lines: readonly RecipientLine[],
    decide: (links: readonly (readonly string[])[]) => Decide,
  ): Promise<ImportOutcome>
  /**
   * Sets what the line gives, by the store's own key. Another message id starts the recipient afresh: what was
   * known of the former message refers to it no more.
   *
   * @returns whether the campaign has such a recipient
   */
  amendRecipient(campaignId: string, key: string, line: RecipientLine, decide: Decide): Promise<boolean>
  /**
   * Deletes a recipient, by the store's own key. Its message stays, without a recipient: none is made from a webhook again.
   *
   * @returns whether the campaign had such a recipient
   * @throws StoreRefusedError where the database does not let go of it
   */
  removeRecipient(campaignId: string, key: string, decide: Decide): Promise<boolean>
  /**
   * Deletes up to `limit` recipients of a campaign as `removeRecipient` does, and the campaign with its last ones.
   *
   * @returns how many there were and whether the campaign is gone; undefined where there is no such campaign
   * @throws StoreRefusedError where the database does not let go of any of them
   */
  removeCampaign(
    campaignId: string,
    limit: number,
    decide: Decide,
  ): Promise<{ readonly recipients: number; readonly isDone: boolean } | undefined>
}

/** Rows as they are stored, to be compared with the facts. Calls reject with `StoreUnavailableError` where the store cannot work just now. */
export interface RowStore {
  /** Keys of messages after a key, in order. */
  messageKeys(after: bigint, limit: number): Promise<readonly bigint[]>
  /** These messages and all their recipients, of one moment. */
  messages(keys: readonly bigint[]): Promise<RowPage>
  /**
   * Recipients after a key: those of which no message is known, and the messages of the others; of all that do not wait to be joined
   * in their numbers. `lastKey` is absent at the end.
   */
  recipients(
    after: string,
    limit: number,
    campaignId: string | undefined,
  ): Promise<{
    readonly unheard: readonly StoredRecipient[]
    readonly numbers: readonly ReadNumber[]
    readonly messageKeys: readonly bigint[]
    readonly lastKey?: string
  }>
  /** Marks rows so that they are joined anew from the facts, like what others wrote. Idempotent. */
  joinAnew(faults: readonly RowFault[]): Promise<void>
}

/** The tables by which messages and recipients are found, to be compared with these. Calls reject as those of `RowStore` do. */
export interface LookupStore {
  /** Ids of the messages after a key that do not lead to them. `lastKey` is absent at the end. */
  lostIds(
    after: bigint,
    limit: number,
  ): Promise<{ readonly lost: readonly LostId[]; readonly lastKey?: bigint }>
  /** Ids after one that lead to a message that does not bear them, or is not there. `lastId` is absent at the end. */
  strayIds(
    after: string,
    limit: number,
  ): Promise<{
    readonly astray: readonly string[]
    readonly dangling: readonly string[]
    readonly lastId?: string
  }>
  /** Inbound messages after one that are counted for another message than the one that they name, or is there. `lastId` is absent at the end. */
  astrayReplies(
    after: string,
    limit: number,
  ): Promise<{ readonly astray: readonly string[]; readonly lastId?: string }>
  /** Ranges of recipients after a key in which a status occurs that is not noted. `lastKey` is absent at the end. */
  unnotedRanges(
    after: string,
    limit: number,
    campaignId: string | undefined,
  ): Promise<{ readonly ranges: readonly StatusRange[]; readonly lastKey?: string }>
  /** Has ids lead to the messages that bear them; where two share one, marks one of them to be joined anew, so that they become one. Idempotent. */
  leadIds(lost: readonly LostId[]): Promise<void>
  /** Forgets ids that lead to no message that bears them. Idempotent. */
  forgetIds(ids: readonly string[]): Promise<void>
  /** Has inbound messages matched anew with what they answer. Idempotent. */
  rematch(inbound: readonly string[]): Promise<void>
  /** Notes ranges. Idempotent. */
  noteRanges(ranges: readonly StatusRange[]): Promise<void>
}
