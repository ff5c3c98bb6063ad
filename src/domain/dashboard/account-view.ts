import type { EventEffect } from '../account/event.ts'
import type { KeptEvent } from '../account/ports.ts'
import type { Suppression, SuppressionReason } from '../account/suppression.ts'
import type { Page } from '../campaigns/ports.ts'
import type { Part } from './part.ts'
import type { Span } from './span.ts'

/** Where a page of account events begins: opaque. */
export type NewsPosition = readonly [at: string, id: string]
/** Where a page of suppressions begins: opaque, but for the phone number in it, which addresses must not tell. */
export type SuppressionPosition = readonly [at: string, phone: string, reason: string]

/** Which account events to list; what is absent means any. */
export interface NewsFilter {
  readonly effect?: EventEffect
  /** Of those that last for a while: any that touches the span. */
  readonly span?: Span
}

/** Which people to list; what is absent means any. */
export interface StoppedFilter {
  readonly reason?: SuppressionReason
  /** Since when they must not be written to. */
  readonly span?: Span
  /** Whose recipients they are. */
  readonly campaign?: string
}

/** Account events and opt-outs of a time, as pages about other things show them. */
export interface NewsOfSpan {
  readonly events: readonly KeptEvent[]
  readonly stopped: number
  /** Who of whom, and when, `stopped` counts. */
  readonly filter: StoppedFilter
}

/** What the page about the account shows. */
export interface AccountView {
  readonly news: Part<Page<KeptEvent, NewsPosition>>
  readonly stopped: Part<number>
}

export interface StoppedList extends Page<Suppression, SuppressionPosition> {
  readonly total: number
}

/** What the pages about the account show. */
export interface AccountViews {
  account(filter: NewsFilter, after: NewsPosition | undefined): Promise<AccountView>
  stopped(filter: StoppedFilter, after: SuppressionPosition | undefined, limit: number): Promise<StoppedList>
}
