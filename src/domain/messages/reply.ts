import type { Occurrence } from './report.ts'

/** How a person answered. What they wrote is never kept. */
export const REPLY_TYPES = [
  'text',
  'button',
  'list',
  'form',
  'reaction',
  'media',
  'location',
  'contact',
  'order',
  'other',
] as const
export type ReplyType = (typeof REPLY_TYPES)[number]

/** That a person wrote to us: when, how, and which message they answered if they said so. Never what. */
export interface InboundMessage {
  /** The inbound message's own id. */
  readonly id: string
  readonly type: ReplyType
  readonly occurrence: Occurrence
  /** The person's number as "+" and digits; absent for people known by a username, and in groups. */
  readonly phone?: string
  /** The id of the message it answers, where it names one (a quoted message, a button, a reaction). */
  readonly answersId?: string
}

/** The first reply to a message: what `replied_at` and `reply_type` show. */
export interface Reply {
  readonly occurrence: Occurrence
  readonly type: ReplyType
  /** True where the reply names the message; false where the time between the two decided. */
  readonly named: boolean
}

/** The first of the replies to one message; nothing where there are none. */
export function firstReply(inbound: readonly InboundMessage[]): Reply | undefined {
  const [first] = inbound.toSorted(
    (a, b) =>
      a.occurrence.atMs - b.occurrence.atMs ||
      Number(a.occurrence.estimated) - Number(b.occurrence.estimated) ||
      (a.id < b.id ? -1 : 1),
  )
  return first && { occurrence: first.occurrence, type: first.type, named: first.answersId !== undefined }
}

/** Of two replies to what turned out to be one message, the first. A join: any order, any number of times. */
export function joinReplies(a: Reply | undefined, b: Reply | undefined): Reply | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return rank(b) < rank(a) ? b : a
}

/** Whether two replies are the same. */
export function sameReply(a: Reply | undefined, b: Reply | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && rank(a) === rank(b))
}

/** Texts that sort as the replies do: times have thirteen digits from 2001 to 2286. */
function rank({ occurrence, type, named }: Reply): string {
  const atMs = String(occurrence.atMs).padStart(16, '0')
  return `${atMs} ${occurrence.estimated ? 1 : 0} ${named ? 0 : 1} ${type}`
}
