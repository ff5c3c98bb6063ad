import type { Change, Loaded } from '../messages/change.ts'
import type { InboundMessage, Reply } from '../messages/reply.ts'

/**
 * That people wrote to us, and the choice of the message that each of them answers. Repeating a call changes nothing.
 * They reject as `StateStore` does.
 */
export interface ReplyStore {
  /**
   * Keeps inbound messages, to be matched. Of one id that was kept already the earlier time stays, a real one before a
   * estimated one, and what either says of phone and answered message. Durable when it resolves.
   */
  keepInbound(inbound: readonly InboundMessage[]): Promise<void>
  /**
   * Matches up to `limit` inbound messages that wait for it: `answeredBy` chooses, `decide` says what that changes.
   * Everything that was written before the call is looked at; what is written meanwhile waits for the next.
   *
   * @returns how many waited
   */
  matchReplies(limit: number, windowMs: number, decide: DecideReplies): Promise<number>
}

/** Decides what the first replies to messages, by key, change. Pure. */
export type DecideReplies = (loaded: Loaded, replies: ReadonlyMap<bigint, Reply | undefined>) => Change
