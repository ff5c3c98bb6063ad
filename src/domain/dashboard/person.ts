import { Temporal } from 'temporal-polyfill'
import type { Suppression } from '../account/suppression.ts'
import type { KnownMessage } from '../campaigns/campaign.ts'
import type { StoredMessage } from '../messages/change.ts'
import { conclude } from '../messages/conclusion.ts'
import { canonicalId } from '../messages/identity.ts'
import { replyMsOf } from '../replies/answered-by.ts'
import type { AttemptState } from '../sending/outcome.ts'
import type { Action } from '../sending/plan.ts'
import type { UsualHour } from './best-times.ts'
import type { MessageLine } from './messages.ts'
import type { Part } from './part.ts'

/** How somebody answers to messages, as far as the newest of them say. */
export interface Engagement {
  readonly messages: number
  readonly delivered: number
  readonly read: number
  readonly failed: number
  readonly replied: number
  /** Seconds from delivery to reply: half were no longer. */
  readonly replyP50?: number
  /** The hour of the day, 0 to 23, in which most were read, and how many were; the earliest of equals. */
  readonly bestHour?: { readonly hour: number; readonly reads: number }
  readonly lastReadMs?: number
}

/** How engaged somebody is, 0 to 100, with the ends of its interval; of the delivered messages of the last 90 days. */
export interface EngagementScore {
  readonly delivered: number
  readonly score: number
  readonly low: number
  readonly high: number
}

/** What the page about a person shows. */
export interface PersonView {
  readonly engagement: Engagement
  /** Nothing where nothing was delivered lately. */
  readonly score: Part<EngagementScore | undefined>
  /** Everybody's, for a person who read too little to say. */
  readonly usualHour: Part<UsualHour | undefined>
  /** Why the person must not be written to; nothing where they may be. */
  readonly suppressions: Part<readonly Suppression[]>
  /** Newest first. */
  readonly messages: readonly MessageLine[]
  /** There are more messages than were looked at. */
  readonly more: boolean
}

/** A plan that a message came of, or whose message followed it. */
export interface PlanOfMessage {
  readonly action: Action
  /** The plan's. */
  readonly hash: string
  readonly state: AttemptState
  readonly atMs?: number
  /** Whether the message shown is the one that was followed, or the one that was sent. */
  readonly isBefore: boolean
  /** An id of the other message; absent where there is none, or nobody knows it. */
  readonly other?: string
  /** Both arrived, though one was to replace the other. */
  readonly gotItTwice: boolean
}

/** What the page about a message shows. */
export interface MessageView {
  readonly known: KnownMessage
  /** Oldest first. */
  readonly plans: Part<readonly PlanOfMessage[]>
  /** Why the person must not be written to. */
  readonly suppressions: Part<readonly Suppression[]>
}

/** What the pages about messages and people show. */
export interface PersonViews {
  /** By any of its ids. */
  message(id: string): Promise<MessageView | undefined>
  /** The number as "+" and digits. */
  person(phone: string, zone: string): Promise<PersonView>
}

/** Draws a person's engagement from their messages; hours are of a zone. */
export function engagementOf(messages: readonly StoredMessage[], zone: string): Engagement {
  const conclusions = messages.map(({ facts }) => conclude(facts))
  const reads = conclusions.flatMap(({ times }) => times.read ?? [])
  const byHour = new Map<number, number>()
  for (const atMs of reads) {
    const { hour } = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone)
    byHour.set(hour, (byHour.get(hour) ?? 0) + 1)
  }
  const replies = messages.flatMap(({ facts }) => replyMsOf(facts) ?? []).sort((a, b) => a - b)
  const replyMs = replies[(replies.length - 1) >> 1]
  const [best] = [...byHour].sort(([a, m], [b, n]) => n - m || a - b)
  return {
    messages: messages.length,
    delivered: conclusions.filter(({ times }) => times.delivered !== undefined).length,
    read: reads.length,
    failed: conclusions.filter(({ status }) => status === 'failed').length,
    replied: conclusions.filter(({ repliedAtMs }) => repliedAtMs !== undefined).length,
    ...(replyMs !== undefined && { replyP50: replyMs / 1000 }),
    ...(best !== undefined && { bestHour: { hour: best[0], reads: best[1] } }),
    ...(reads.length > 0 && { lastReadMs: Math.max(...reads) }),
  }
}

/** A message as lists show it. */
export function lineOfMessage({ message, campaigns }: Required<KnownMessage>): MessageLine {
  const { ids, facts, createdAtMs } = message
  const campaign = campaigns[0]?.campaignId
  const { times, repliedAtMs, failureCode } = conclude(facts)
  return {
    id: canonicalId(ids),
    heardAtMs: createdAtMs ?? Math.min(...Object.values(times)),
    ...(facts.phone !== undefined && { phone: facts.phone }),
    ...(campaign !== undefined && { campaign }),
    ...(times.sent !== undefined && { sentAtMs: times.sent }),
    ...(times.delivered !== undefined && { deliveredAtMs: times.delivered }),
    ...(times.read !== undefined && { readAtMs: times.read }),
    ...(repliedAtMs !== undefined && { repliedAtMs }),
    ...(times.failed !== undefined && { failedAtMs: times.failed }),
    ...(failureCode !== undefined && { failureCode }),
  }
}
