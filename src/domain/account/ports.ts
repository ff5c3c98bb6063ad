import type { AccountEvent, EventEffect, EventKind } from './event.ts'
import type { Suppression, SuppressionChange, SuppressionReason } from './suppression.ts'

/** An event as it was kept; `lastAtMs` is the newest of those that are one. */
export interface KeptEvent extends AccountEvent {
  readonly id: string
  readonly lastAtMs: number
}

/** Which events to list; what is absent means any. */
export interface EventFilter {
  readonly kind?: EventKind
  readonly effect?: EventEffect
  readonly fromMs?: number
}

/** Where a page of events begins, as the page before gave it: newest first. */
export interface EventPosition {
  readonly at: string
  readonly id: string
}

/** Which suppressions to list; what is absent means any. */
export interface SuppressionFilter {
  readonly phone?: string
  readonly reason?: SuppressionReason
}

/**
 * Account events, and the people who must not be written to. Repeating a call changes nothing. They reject with
 * `StoreUnavailableError` where the store cannot work just now.
 */
export interface AccountStore {
  /** Keeps events, and what they say of who may be written to. */
  keepEvents(events: readonly AccountEvent[]): Promise<void>
  /** Newest first. */
  events(
    filter: EventFilter,
    after: EventPosition | undefined,
    limit: number,
  ): Promise<{ readonly items: readonly KeptEvent[]; readonly next?: EventPosition }>
  /** By number, then reason. `after` is the last of the page before. */
  suppressions(
    filter: SuppressionFilter,
    after: Pick<Suppression, 'phone' | 'reason'> | undefined,
    limit: number,
  ): Promise<readonly Suppression[]>
  /** @returns how many people and reasons are suppressed, or not any more, that were otherwise before */
  changeSuppressions(changes: readonly SuppressionChange[]): Promise<number>
  /** Ends every suppression of a number. @returns how many there were */
  endSuppressions(phone: string, source: string, atMs: number): Promise<number>
}
