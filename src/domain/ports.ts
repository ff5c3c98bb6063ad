import type { Change, Loaded, Noticed } from './change.ts'
import type { Rejected } from './report.ts'

/** What a batch speaks of, so that the store can lock and load it. */
export interface Scope {
  /** Message ids, in any order, repeats allowed. */
  readonly ids: readonly string[]
  /** Campaign names that reports gave. */
  readonly campaignNames: readonly string[]
  /** Keys of recipients to load beside those of the messages. */
  readonly recipientKeys: readonly string[]
}

/**
 * The state of all messages, recipients and counters.
 *
 * `update` runs in one transaction: it locks and loads the scope, asks `decide` what to change, and writes
 * that. `decide` must be pure, since it is asked again where another replica was faster. Any number of
 * updates may run at once, on any number of replicas, without deadlock. When it resolves, the change is
 * durable; when it rejects, nothing of it is, or (a connection lost during commit) nobody knows: run it
 * again, the join makes that harmless.
 */
export interface StateStore {
  update(scope: Scope, decide: (loaded: Loaded) => Change): Promise<Noticed>
  /** Keeps rejects; at least once. */
  keepRejects(rejects: readonly Rejected[]): Promise<void>
  /** Recipients that others wrote and Bluetick has not joined in yet; oldest first. */
  unsettledRecipients(limit: number): Promise<readonly UnsettledRecipient[]>
}

export interface UnsettledRecipient {
  readonly key: string
  readonly messageId?: string
}

/**
 * The store cannot be reached or cannot work just now: nothing is wrong with what it was given, so the same
 * call is worth repeating. Any other error of a `StateStore` speaks of the data.
 */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError'
}
