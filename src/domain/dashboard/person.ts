import { Temporal } from 'temporal-polyfill'
import type { KnownMessage } from '../campaigns/campaign.ts'
import type { StoredMessage } from '../messages/change.ts'
import { conclude } from '../messages/conclusion.ts'
import { canonicalId } from '../messages/identity.ts'
import type { MessageLine } from './ports.ts'

/** How somebody answers to messages, as far as the newest of them say. */
export interface Engagement {
  readonly messages: number
  readonly delivered: number
  readonly read: number
  readonly failed: number
  /** The hour of the day, 0 to 23, in which most were read, and how many were; the earliest of equals. */
  readonly bestHour?: { readonly hour: number; readonly reads: number }
  readonly lastReadMs?: number
}

/** What the page about a person shows. */
export interface PersonView {
  readonly engagement: Engagement
  /** Newest first. */
  readonly messages: readonly MessageLine[]
  /** There are more messages than were looked at. */
  readonly more: boolean
}

/** What the pages about messages and people show. */
export interface PersonViews {
  /** By any of its ids. */
  message(id: string): Promise<KnownMessage | undefined>
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
  const [best] = [...byHour].sort(([a, m], [b, n]) => n - m || a - b)
  return {
    messages: messages.length,
    delivered: conclusions.filter(({ times }) => times.delivered !== undefined).length,
    read: reads.length,
    failed: conclusions.filter(({ status }) => status === 'failed').length,
    ...(best !== undefined && { bestHour: { hour: best[0], reads: best[1] } }),
    ...(reads.length > 0 && { lastReadMs: Math.max(...reads) }),
  }
}

/** A message as lists show it. */
export function lineOfMessage({ ids, facts, createdAtMs, countedIn }: StoredMessage): MessageLine {
  const { times, failureCode } = conclude(facts)
  return {
    id: canonicalId(ids),
    heardAtMs: createdAtMs ?? Math.min(...Object.values(times)),
    ...(facts.phone !== undefined && { phone: facts.phone }),
    ...(countedIn !== undefined && countedIn !== '' && { campaign: countedIn }),
    ...(times.sent !== undefined && { sentAtMs: times.sent }),
    ...(times.delivered !== undefined && { deliveredAtMs: times.delivered }),
    ...(times.read !== undefined && { readAtMs: times.read }),
    ...(times.failed !== undefined && { failedAtMs: times.failed }),
    ...(failureCode !== undefined && { failureCode }),
  }
}
