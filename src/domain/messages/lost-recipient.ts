import { ALL_MESSAGES } from '../analytics/rollup.ts'
import type { StoredMessage, StoredRecipient } from './change.ts'

/** Whether a message counts in a campaign and none of the recipients is its own: somebody took it away, or a backup was restored without it. */
export function hasLostRecipient(
  { countedIn, ids }: StoredMessage,
  recipients: readonly StoredRecipient[],
): boolean {
  if (countedIn === undefined || countedIn === ALL_MESSAGES) return false
  return !recipients.some(({ messageId }) => messageId !== undefined && ids.includes(messageId))
}
