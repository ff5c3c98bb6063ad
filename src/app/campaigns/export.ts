import type { Recipient } from '../../domain/campaigns/campaign.ts'
import { MAX_ATTRIBUTES } from '../../domain/campaigns/list-columns.ts'
import type { CampaignStore, ExportOptions } from '../../domain/campaigns/ports.ts'
import { filterOfSelection, isSelected } from '../../domain/campaigns/recipient-selection.ts'
import { meaningOfFailure } from '../../domain/messages/failure-codes.ts'
import { BYTE_ORDER_MARK, csvLine, spreadsheetLine } from '../../domain/text/csv.ts'
import { isoOrNull } from '../../domain/text/iso.ts'

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
  'failure_advice',
  'resend',
  'replied_at',
] as const

/**
 * A campaign's recipients as CSV, in memory that does not grow with it. Read page by page, so that a slow reader
 * holds no transaction open; each page is of its own moment, and a recipient appears once however it changes.
 * Importing it again changes nothing.
 */
export async function* exportRecipients(
  store: CampaignStore,
  campaignId: string,
  { selection, excel = false, ...filter }: ExportOptions,
): AsyncGenerator<string> {
  const attributes = await store.attributeNames(campaignId, MAX_ATTRIBUTES)
  const line = excel ? spreadsheetLine : csvLine
  yield (excel ? BYTE_ORDER_MARK : '') + line([...EXPORT_COLUMNS, ...attributes])
  const among = selection === undefined ? filter : filterOfSelection(selection)
  let afterKey: string | undefined
  do {
    const page = await store.recipients(campaignId, among, afterKey, EXPORT_PAGE)
    const chosen = page.items.filter((recipient) => isSelected(recipient, selection))
    const text = chosen.map((recipient) => line(cellsOf(recipient, attributes))).join('')
    if (text !== '') yield text
    afterKey = page.next
  } while (afterKey !== undefined)
}

function cellsOf(
  recipient: Recipient,
  attributes: readonly string[],
): readonly (string | null | undefined)[] {
  const { failureCode } = recipient
  const meaning = failureCode === undefined ? undefined : meaningOfFailure(failureCode)
  return [
    recipient.key,
    recipient.phone,
    recipient.reference,
    recipient.messageId,
    recipient.status,
    isoOrNull(recipient.sentAtMs),
    isoOrNull(recipient.deliveredAtMs),
    isoOrNull(recipient.readAtMs),
    isoOrNull(recipient.failedAtMs),
    failureCode,
    meaning?.meaning,
    meaning?.advice,
    meaning?.resend,
    isoOrNull(recipient.repliedAtMs),
    ...attributes.map((name) => recipient.attributes?.[name]),
  ]
}
