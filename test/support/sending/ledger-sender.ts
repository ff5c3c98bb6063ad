import type { ApiResult } from '../../../src/domain/sending/answer.ts'
import type { MessageSender, OutgoingMessage } from '../../../src/domain/sending/ports.ts'
import { SENDER } from './world.ts'

/** A sender that keeps a ledger of what it accepted: the oracle. */
export interface LedgerSender extends MessageSender {
  /** Accepted requests, in order. */
  readonly accepted: OutgoingMessage[]
  /** All requests. */
  readonly asked: OutgoingMessage[]
}

/** @param decide what it answers; `accepted` without ids by default gets one */
export function createLedgerSender(
  decide: (
    message: OutgoingMessage,
    n: number,
  ) => ApiResult | 'accepts' | Promise<ApiResult | 'accepts'> = () => 'accepts',
  over: Partial<MessageSender> = {},
): LedgerSender {
  const accepted: OutgoingMessage[] = []
  const asked: OutgoingMessage[] = []
  return {
    name: SENDER,
    matchedBy: 'reference',
    ...over,
    accepted,
    asked,
    async send(message) {
      asked.push(message)
      const answer = await decide(message, asked.length)
      if (answer !== 'accepts') return answer
      accepted.push(message)
      return { kind: 'accepted', ids: [idOf(message)] }
    },
  }
}

/** The id under which a message was accepted. */
export function idOf(message: OutgoingMessage): string {
  return `wamid.${message.reference}`
}
