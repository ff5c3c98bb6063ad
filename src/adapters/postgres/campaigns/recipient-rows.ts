import type { Contribution } from '../../../domain/campaigns/contribution.ts'
import type { LeftRecipient, RecipientWrite, StoredRecipient } from '../../../domain/messages/change.ts'
import type { Status } from '../../../domain/messages/conclusion.ts'
import type { RowOf } from '../connection/query.ts'

export type RecipientRow = RowOf<'campaigns/lock-recipients'>

const STATUSES: readonly Status[] = ['pending', 'sent', 'delivered', 'read', 'failed']

/** SQLSTATEs of a key that is not of the table's type. PostgreSQL manual, appendix A. */
export const NO_KEY: ReadonlySet<string | undefined> = new Set(['22P02', '22003'])

/** What is left of a recipient that is gone. */
export type LeftRow = RowOf<'external/take-left-recipients'>

export function leftRecipientOfRow({ campaign_id, message_id, counted, tally }: LeftRow): LeftRecipient {
  return {
    ...(campaign_id !== null && { campaignId: campaign_id }),
    ...(message_id !== null && { messageId: message_id }),
    ...(counted !== null && { counted: contributionOfBits(counted) }),
    tally: tally ?? [],
  }
}

export function recipientOfRow(row: RecipientRow): StoredRecipient {
  return {
    key: row.key,
    campaignId: row.campaign_id,
    ...(row.phone_number !== null && { phone: row.phone_number }),
    // An empty id is none.
    ...(row.whatsapp_message_id && { messageId: row.whatsapp_message_id }),
    fromWebhook: row.from_webhook,
    columns: {
      status: statusOfText(row.status),
      ...timeOf('sentAtMs', row.sent_at),
      ...timeOf('deliveredAtMs', row.delivered_at),
      ...timeOf('readAtMs', row.read_at),
      ...timeOf('failedAtMs', row.failed_at),
      ...timeOf('repliedAtMs', row.replied_at),
      ...(row.failure_code !== null && { failureCode: row.failure_code }),
    },
    ...(row.counted !== null && { counted: contributionOfBits(row.counted) }),
    tally: row.tally ?? [],
    settled: row.settled,
    asserted: row.asserted?.includes('*') === true ? 'all' : (row.asserted ?? []),
    writtenAtMs: row.written_at.getTime(),
  }
}

/** A status as another writer wrote it; an unknown status proves nothing. */
export function statusOfText(text: string | null): Status {
  return STATUSES.find((status) => status === text?.toLowerCase()) ?? 'pending'
}

/** The columns of a recipient, as the JSON that the insert and update statements take. */
export function rowOfRecipient(write: RecipientWrite): Readonly<Record<string, unknown>> {
  const { columns } = write
  return {
    campaign_id: write.campaignId,
    phone_number: write.phone,
    whatsapp_message_id: write.messageId,
    status: columns.status,
    sent_at: timestampOfMs(columns.sentAtMs),
    delivered_at: timestampOfMs(columns.deliveredAtMs),
    read_at: timestampOfMs(columns.readAtMs),
    failed_at: timestampOfMs(columns.failedAtMs),
    replied_at: timestampOfMs(columns.repliedAtMs),
    failure_code: columns.failureCode,
    from_webhook: write.stored?.fromWebhook ?? true,
    counted: bitsOfContribution(write.contribution),
    tally: write.tally.length === 0 ? undefined : write.tally,
  }
}

/** A contribution as `campaign_recipients.counted` keeps it: one bit a counter. */
function bitsOfContribution(contribution: Contribution): number {
  const { pending, sent, delivered, read, failed, replied } = contribution
  return pending + 2 * sent + 4 * delivered + 8 * read + 16 * failed + 32 * replied
}

function contributionOfBits(bits: number): Contribution {
  return {
    pending: bits & 1,
    sent: (bits >> 1) & 1,
    delivered: (bits >> 2) & 1,
    read: (bits >> 3) & 1,
    failed: (bits >> 4) & 1,
    replied: (bits >> 5) & 1,
  }
}

/** A time of a row, if it is one: PostgreSQL knows `infinity`, which others may write. */
function timeOf<Name extends string>(name: Name, value: Date | null): Partial<Record<Name, number>> {
  const atMs = value instanceof Date ? value.getTime() : Number.NaN
  return Number.isNaN(atMs) ? {} : ({ [name]: atMs } as Record<Name, number>)
}

function timestampOfMs(atMs: number | undefined): string | undefined {
  return atMs === undefined ? undefined : new Date(atMs).toISOString()
}
