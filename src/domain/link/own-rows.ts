import type { MessageWrite, RecipientWrite } from '../messages/change.ts'
import type { OwnRow } from './ports.ts'

/** A recipient as it is about to be written, to be compared with theirs: as `OwnRow` has it, with times in milliseconds. */
export function valuesOfRecipient({ columns, messageId }: RecipientWrite): OwnRow['values'] {
  const { status, sentAtMs, deliveredAtMs, readAtMs, failedAtMs, failureCode } = columns
  return {
    status,
    sent_at: sentAtMs,
    delivered_at: deliveredAtMs,
    read_at: readAtMs,
    failed_at: failedAtMs,
    failure_code: failureCode,
    whatsapp_message_id: messageId,
  }
}

/** A message as it is about to be written, in the same way. */
export function valuesOfMessage({ canonicalId, conclusion }: MessageWrite): OwnRow['values'] {
  return { message_id: canonicalId, status: conclusion.times, failure_code: conclusion.failureCode }
}
