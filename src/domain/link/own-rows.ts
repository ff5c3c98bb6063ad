import type { MessageWrite, RecipientWrite } from '../messages/change.ts'
import { isoOf } from '../text/iso.ts'
import type { OwnRow } from './ports.ts'

/** A recipient as it is about to be written, as `OwnRow` has it. */
export function valuesOfRecipient({ columns, messageId }: RecipientWrite): OwnRow['values'] {
  const { status, sentAtMs, deliveredAtMs, readAtMs, failedAtMs, failureCode } = columns
  return {
    status,
    sent_at: isoOfSome(sentAtMs),
    delivered_at: isoOfSome(deliveredAtMs),
    read_at: isoOfSome(readAtMs),
    failed_at: isoOfSome(failedAtMs),
    failure_code: failureCode,
    whatsapp_message_id: messageId,
  }
}

/** A message as it is about to be written. */
export function valuesOfMessage({ canonicalId, conclusion }: MessageWrite): OwnRow['values'] {
  const kinds = Object.entries(conclusion.times).map(([kind, atMs]) => [kind, isoOfSome(atMs)])
  return {
    message_id: canonicalId,
    status: Object.fromEntries(kinds),
    failure_code: conclusion.failureCode,
  }
}

function isoOfSome(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : isoOf(ms)
}
