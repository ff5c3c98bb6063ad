import type { Decide } from '../messages/ports.ts'
import type { RecipientLine } from './recipient-line.ts'

/** What became of a batch of lines. */
export interface ImportOutcome {
  readonly inserted: number
  /** Rows that were there already and learned something: a message id, a phone number, a reference. */
  readonly amended: number
  /** Indexes of lines whose reference is there already with another message. */
  readonly conflicting: readonly number[]
}

/**
 * The recipients of campaigns, as their sender lists them. Every call is one transaction, joins in what is known
 * of the messages, and leaves the counters right; repeating it changes nothing. `decide` is as for `StateStore`.
 * They reject with `StoreUnavailableError` where the store cannot work just now.
 */
export interface RecipientStore {
  /** Imports lines, no two of which are of one identity (`identityOf`), into a campaign that exists. */
  importRecipients(
    campaignId: string,
    lines: readonly RecipientLine[],
    decide: Decide,
  ): Promise<ImportOutcome>
  /**
   * Sets what the line gives, by the store's own key. Another message id starts the recipient afresh: what was
   * known of the former message speaks of it no more.
   *
   * @returns whether the campaign has such a recipient
   */
  amendRecipient(campaignId: string, key: string, line: RecipientLine, decide: Decide): Promise<boolean>
}
