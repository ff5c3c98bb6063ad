import type { Recipient } from '../../domain/campaigns/campaign.ts'
import type { CampaignStore, RecipientFilter } from '../../domain/campaigns/ports.ts'
import { meaningOfFailure } from '../../domain/messages/failure-codes.ts'
import { csvLine } from '../../domain/text/csv.ts'

/** Recipients read at once. */
const EXPORT_PAGE = 5_000

/** The columns of an export, in order. */
const EXPORT_COLUMNS = [
  'recipient_id',
  'phone',
  'reference',
  'message_id',
  'status',
  'sent_at',
  'delivered_at',
  'read_at',
  'failed_at',
  'failure_code',
  'failure_meaning',
  'resend',
] as const

/**
 * A campaign's recipients as CSV, in memory that does not grow with it. Read page by page, so that a slow reader
 * holds no transaction open; each page is of its own moment, and a recipient appears once however it changes.
 */
export async function* exportRecipients(
  store: CampaignStore,
  campaignId: string,
  filter: RecipientFilter,
): AsyncGenerator<string> {
  yield csvLine(EXPORT_COLUMNS)
  let afterKey: string | undefined
  do {
    const page = await store.recipients(campaignId, filter, afterKey, EXPORT_PAGE)
    let text = ''
    for (const recipient of page.items) text += lineOf(recipient)
    if (text !== '') yield text
    afterKey = page.next
  } while (afterKey !== undefined)
}

function lineOf(recipient: Recipient): string {
  const { failureCode } = recipient
  const meaning = failureCode === undefined ? undefined : meaningOfFailure(failureCode)
  return csvLine([
    recipient.key,
    recipient.phone,
    recipient.reference,
    recipient.messageId,
    recipient.status,
    isoOf(recipient.sentAtMs),
    isoOf(recipient.deliveredAtMs),
    isoOf(recipient.readAtMs),
    isoOf(recipient.failedAtMs),
    failureCode,
    meaning?.meaning,
    meaning?.resend,
  ])
}

function isoOf(atMs: number | undefined): string | undefined {
  return atMs === undefined ? undefined : new Date(atMs).toISOString()
}
