import type { Facts } from '../messages/facts.ts'
import type { InboundMessage } from '../messages/reply.ts'

/** How long after its arrival a message can be answered by one that does not name it. */
export const DEFAULT_REPLY_WINDOW_HOURS = 72
export const MAX_REPLY_WINDOW_HOURS = 30 * 24

/** Senders tell times to the second: a message that arrived in the second of the reply came before it. */
const CLOCK_GRAIN_MS = 1000

/**
 * Which message an inbound one answers: the one it names; else, of the messages to that number that had arrived, at most
 * `windowMs` before it, the one that arrived last. Of those that arrived in the same moment: the one sent last, then
 * the one with the greater id.
 *
 * A function of reported facts alone, never of what a reply proves, and so of the set of all facts: the order in which
 * they became known makes no difference, once everything is known. A reply that names a message is never counted for another.
 */
export function answeredBy(
  inbound: InboundMessage,
  messages: readonly AnswerableMessage[],
  windowMs: number,
): AnswerableMessage | undefined {
  const { answersId } = inbound
  if (answersId !== undefined) return messages.find(({ ids }) => ids.includes(answersId))
  if (inbound.phone === undefined) return undefined
  let newest: AnswerableMessage | undefined
  for (const message of messages) {
    const arrivedAtMs = reportedArrivalMs(message.facts)
    if (message.facts.phone === undefined || arrivedAtMs === undefined) continue
    const sinceMs = inbound.occurrence.atMs - arrivedAtMs
    const fits = withPlus(message.facts.phone) === inbound.phone && sinceMs > -CLOCK_GRAIN_MS
    if (fits && sinceMs <= windowMs && (newest === undefined || isNewer(message, newest))) newest = message
  }
  return newest
}

/** What the choice looks at. */
export interface AnswerableMessage {
  readonly key: bigint
  readonly ids: readonly string[]
  /** The id that names it: decides between equal times, and does not depend on what came first. */
  readonly canonicalId: string
  readonly facts: Facts
}

/** When a message reached the phone as reports say, not as a reply proves; nothing while none has said so. */
export function reportedArrivalMs({ times }: Pick<Facts, 'times'>): number | undefined {
  return (times.delivered ?? times.read ?? times.played)?.atMs
}

/** The time from a reported delivery to the first reply; nothing where one of them is missing or estimated. */
export function replyMsOf({ times, reply }: Pick<Facts, 'times' | 'reply'>): number | undefined {
  if (times.delivered === undefined || reply === undefined) return undefined
  if (times.delivered.estimated || reply.occurrence.estimated) return undefined
  return Math.max(0, reply.occurrence.atMs - times.delivered.atMs)
}

/** A number as we write it; rows of others lack the plus. */
export function withPlus(phone: string): string {
  return phone.startsWith('+') ? phone : `+${phone}`
}

function isNewer(a: AnswerableMessage, b: AnswerableMessage): boolean {
  const arrived = (reportedArrivalMs(a.facts) ?? 0) - (reportedArrivalMs(b.facts) ?? 0)
  if (arrived !== 0) return arrived > 0
  const sent = (a.facts.times.sent?.atMs ?? 0) - (b.facts.times.sent?.atMs ?? 0)
  return sent === 0 ? a.canonicalId > b.canonicalId : sent > 0
}
