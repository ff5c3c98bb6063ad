import { type FailureMeaning, meaningOfFailure } from '../messages/failure-codes.ts'
import { percentileOf } from './breakdown.ts'
import type { Campaign } from './campaign.ts'

/** Reports of most messages come within minutes; reads trickle in for longer. */
const CHANGING_MS = 60 * 60 * 1000

/** A share of a whole, with the whole named: the same word means the same everywhere. */
export interface Rate {
  readonly numerator: number
  readonly denominator: number
  /** What the denominator counts. */
  readonly of: 'recipients' | 'sent' | 'delivered' | 'read'
  /** Between 0 and 1; absent where the denominator is 0. */
  readonly value?: number
}

/** Times in seconds that a share of the messages stayed within; each within 14% of the exact one. */
export interface Percentiles {
  /** Messages with both times reported, which these figures are of. */
  readonly messages: number
  readonly p50?: number
  readonly p90?: number
  readonly p99?: number
}

/** What follows from a campaign's counters and breakdowns. */
export interface CampaignDetails {
  readonly rates: Readonly<Record<'sent' | 'delivered' | 'read' | 'failed' | 'replied', Rate>>
  /** Failed and arrived, both reported: counted as arrived. */
  readonly contradictions: number
  /** Replied to, and nobody reported that it was read: counted as read. */
  readonly repliedUnread: number
  /** Recipients known from webhooks only, never registered. */
  readonly unregistered: number
  /** The counters changed lately, so they will change again. */
  readonly stillChanging: boolean
  /** Most frequent first. */
  readonly failures: readonly (FailureMeaning & { readonly code: string; readonly recipients: number })[]
  /** From sent to delivered. */
  readonly deliverySeconds: Percentiles
  /** From delivered to read. */
  readonly readSeconds: Percentiles
  /** From delivered to the first reply. */
  readonly replySeconds: Percentiles
}

/** Draws a campaign's details from its counters and breakdowns. */
export function detailsOf(campaign: Campaign, nowMs: number): CampaignDetails {
  const { recipients, sent, delivered, read, failed, replied } = campaign.counters
  const { breakdowns, updatedAtMs } = campaign
  const failures = keysOf(breakdowns, 'f').map(([code, number]) => ({
    code,
    recipients: number,
    ...meaningOfFailure(code),
  }))
  return {
    rates: {
      sent: rateOf(sent, recipients, 'recipients'),
      delivered: rateOf(delivered, sent, 'sent'),
      read: rateOf(read, delivered, 'delivered'),
      failed: rateOf(failed, recipients, 'recipients'),
      replied: rateOf(replied, read, 'read'),
    },
    contradictions: breakdowns.get('c') ?? 0,
    repliedUnread: breakdowns.get('u') ?? 0,
    unregistered: breakdowns.get('w') ?? 0,
    stillChanging: recipients > 0 && updatedAtMs !== undefined && nowMs - updatedAtMs < CHANGING_MS,
    failures: failures.sort((a, b) => b.recipients - a.recipients || (a.code < b.code ? -1 : 1)),
    deliverySeconds: percentilesOf(breakdowns, 'd'),
    readSeconds: percentilesOf(breakdowns, 'r'),
    replySeconds: percentilesOf(breakdowns, 'p'),
  }
}

function rateOf(numerator: number, denominator: number, of: Rate['of']): Rate {
  return { numerator, denominator, of, ...(denominator > 0 && { value: numerator / denominator }) }
}

function percentilesOf(breakdowns: Campaign['breakdowns'], prefix: 'd' | 'r' | 'p'): Percentiles {
  const counts = new Map(keysOf(breakdowns, prefix).map(([bucket, number]) => [Number(bucket), number]))
  const at = (share: number) => percentileOf(counts, share)
  const [p50, p90, p99] = [at(0.5), at(0.9), at(0.99)].map(
    (seconds) => seconds && Math.round(seconds * 10) / 10,
  )
  return {
    messages: [...counts.values()].reduce((sum, number) => sum + number, 0),
    ...(p50 !== undefined && { p50 }),
    ...(p90 !== undefined && { p90 }),
    ...(p99 !== undefined && { p99 }),
  }
}

/** The breakdowns under a prefix, less the prefix. */
function keysOf(breakdowns: Campaign['breakdowns'], prefix: string): [string, number][] {
  return [...breakdowns].flatMap(([key, number]) => (key.startsWith(prefix) ? [[key.slice(1), number]] : []))
}
