import type { Page } from '../campaigns/ports.ts'
import type { MessageFilter, MessageLine, MessagePosition } from './messages.ts'

/** A page of messages, and how many there are of them. */
export interface MessageList extends Page<MessageLine, MessagePosition> {
  /** From the rollups: messages that were deleted since, by retention, are among them. */
  readonly total: number
}

export type ReadMessages = (
  filter: MessageFilter,
  after: MessagePosition | undefined,
  limit: number,
) => Promise<MessageList>
