import type { ListedAlert } from '../alerts/alert-status.ts'
import type { NewsOfSpan } from './account-view.ts'
import type { FailureGroup } from './failure-groups.ts'
import type { Sums } from './messages.ts'
import type { Part } from './part.ts'
import type { Period, Range } from './period.ts'
import type { ServiceSums } from './ports.ts'
import type { Replies } from './replies.ts'

/** Whether webhooks arrive, and how soon reports are committed. */
export interface WebhookFigures {
  readonly lastWebhookMs?: number
  /** Of the last hour. */
  readonly hour: ServiceSums
  /** Of each of the last 60 minutes, oldest first. */
  readonly reportsByMinute: readonly number[]
  /** Seconds from receipt to commit within which 95% were, over the last day. */
  readonly lagP95?: number
}

/** The first page: how things go. */
export interface Overview {
  readonly nowMs: number
  readonly zone: string
  readonly period: Period
  readonly sums: Part<{
    readonly period: Sums
    /** Mean over what the period is compared with; nothing where there was nothing. */
    readonly usual?: Sums
    readonly steps: readonly Sums[]
  }>
  readonly failures: Part<readonly FailureGroup[]>
  /** Seconds from sent to delivered. */
  readonly delivery: Part<{ readonly messages: number; readonly p50?: number; readonly p95?: number }>
  readonly replies: Part<Replies>
  readonly account: Part<NewsOfSpan>
  readonly alerts: Part<readonly ListedAlert[]>
  readonly webhooks: Part<WebhookFigures>
}

export type ReadOverview = (range: Range, zone: string) => Promise<Overview>
