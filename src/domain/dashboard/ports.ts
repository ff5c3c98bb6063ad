import type { Page } from '../campaigns/ports.ts'
import type { Span } from './span.ts'

/** Sums over messages by the time at which they were first heard of. */
export interface Sums {
  readonly messages: number
  readonly sent: number
  readonly delivered: number
  readonly read: number
  readonly failed: number
  readonly contradictory: number
}

/** What became of a message, as lists are filtered by it. `open`: neither delivered nor failed. */
export const OUTCOMES = ['sent', 'delivered', 'read', 'failed', 'open', 'contradictory'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** Which messages to list: those first heard of in the span. */
export interface MessageFilter extends Span {
  /** '' for all. */
  readonly campaign: string
  readonly outcome?: Outcome
  /** Implies the outcome failed. */
  readonly failureCode?: string
}

/** A message in a list. */
export interface MessageLine {
  readonly id: string
  readonly phone?: string
  readonly campaign?: string
  readonly heardAtMs: number
  readonly sentAtMs?: number
  readonly deliveredAtMs?: number
  readonly readAtMs?: number
  readonly failedAtMs?: number
  readonly failureCode?: string
}

/** Where a page of messages begins: opaque. */
export type MessagePosition = readonly [at: string, key: string]

/** How the service did in a time. */
export interface ServiceSums {
  readonly webhooks: number
  readonly webhookErrors: number
  readonly reports: number
  readonly rejects: number
  readonly slowestUpdateMs: number
}

/**
 * What the pages read, each within the pages' own time limit. Figures come from rollups; lists are read by key, one page at a
 * time. Calls reject with `TooSlowError` where the limit was reached.
 */
export interface DashboardStore {
  /** For each span, in order. */
  sums(campaign: string, spans: readonly Span[]): Promise<readonly Sums[]>
  /** Failed messages by failure code. */
  failures(campaign: string, span: Span): Promise<ReadonlyMap<string, number>>
  /** How many messages took a time from sent to delivered, by bin of `timeBin`. */
  deliveryTimes(campaign: string, span: Span): Promise<ReadonlyMap<number, number>>
  /** For each span, in order. */
  serviceSums(spans: readonly Span[]): Promise<readonly ServiceSums[]>
  /** When a webhook was last answered, to the minute; nothing where none ever was. */
  lastWebhookMs(): Promise<number | undefined>
  /** How long reports took from receipt to commit, by bin of `timeBin`, in hundredths of its times. */
  lag(span: Span): Promise<ReadonlyMap<number, number>>
  /** Newest first. */
  messages(
    filter: MessageFilter,
    after: MessagePosition | undefined,
    limit: number,
  ): Promise<Page<MessageLine, MessagePosition>>
}

/** The database took longer than a page may wait for it. */
export class TooSlowError extends Error {
  override readonly name = 'TooSlowError'
}
