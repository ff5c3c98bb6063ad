import type { Span } from './span.ts'

/** Sums over messages by the time at which they were first heard of. */
export interface Sums {
  readonly messages: number
  readonly sent: number
  readonly delivered: number
  readonly read: number
  readonly failed: number
  readonly contradictory: number
  readonly replied: number
  /** Replied to, and nobody reported that it was read: counted as read. */
  readonly unreported: number
}

export const NO_SUMS: Sums = {
  messages: 0,
  sent: 0,
  delivered: 0,
  read: 0,
  failed: 0,
  contradictory: 0,
  replied: 0,
  unreported: 0,
}

/**
 * What became of a message, as lists are filtered by it. `open`: neither delivered nor failed; `unanswered`: read and not replied
 * to; `unreported`: replied to, and nobody reported that it was read.
 */
export const OUTCOMES = [
  'sent',
  'delivered',
  'read',
  'unanswered',
  'replied',
  'unreported',
  'failed',
  'open',
  'contradictory',
] as const
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
  readonly repliedAtMs?: number
  readonly failedAtMs?: number
  readonly failureCode?: string
}

/** Where a page of messages begins: opaque. */
export type MessagePosition = readonly [at: string, key: string]
