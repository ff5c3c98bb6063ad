import { type InboundMessage, REPLY_TYPES } from '../../../domain/messages/reply.ts'
import type { RowOf } from '../connection/query.ts'

/** An inbound message as it is stored. */
export function inboundOfRow(row: RowOf<'replies/inbound-messages'>): InboundMessage {
  return {
    id: row.id,
    type: REPLY_TYPES.find((type) => type === row.type) ?? 'other',
    occurrence: { atMs: row.at.getTime(), estimated: row.stand_in },
    ...(row.phone !== null && { phone: row.phone }),
    ...(row.answers_id !== null && { answersId: row.answers_id }),
  }
}
