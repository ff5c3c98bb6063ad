import type { Contribution } from '../../../domain/campaigns/contribution.ts'
import type {
  LeftRecipient,
  RecipientColumns,
  RecipientWrite,
  StoredRecipient,
} from '../../../domain/messages/change.ts'
import type { Status } from '../../../domain/messages/conclusion.ts'
import { isoOrNull } from '../../../domain/text/iso.ts'
import { arrayText } from '../connection/array-text.ts'
import type { RowOf } from '../connection/query.ts'
import type { StatementTypes } from '../sql.ts'

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
    breakdown: tally ?? [],
  }
}

export function recipientOfRow(row: RecipientRow): StoredRecipient {
  return {
    key: row.key,
    campaignId: row.campaign_id,
    ...(row.phone_number !== null && { phone: row.phone_number }),
    ...(row.meant_phone !== null && { meantPhone: row.meant_phone }),
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
    breakdown: row.tally ?? [],
    pendingJoin: !row.settled,
    asserted: row.asserted?.includes('*') === true ? 'all' : (row.asserted ?? []),
    writtenAtMs: row.written_at?.getTime() ?? Date.now(),
  }
}

/** A status as another writer wrote it; an unknown status proves nothing. */
export function statusOfText(text: string | null): Status {
  return STATUSES.find((status) => status === text?.toLowerCase()) ?? 'pending'
}

type Inserted = StatementTypes['campaigns/insert-recipients']['parameters']

/** The columns of recipients, one array each, as the insert statement takes them. */
export function columnsOfRecipients(writes: readonly RecipientWrite[]): Inserted {
  const timesOf = (name: Exclude<keyof RecipientColumns, 'status' | 'failureCode'>) =>
    writes.map(({ columns }) => isoOrNull(columns[name]))
  return [
    writes.map(({ campaignId }) => campaignId),
    writes.map(({ phone }) => phone ?? null),
    writes.map(({ messageId }) => messageId ?? null),
    writes.map(({ columns }) => columns.status),
    timesOf('sentAtMs'),
    timesOf('deliveredAtMs'),
    timesOf('readAtMs'),
    timesOf('failedAtMs'),
    timesOf('repliedAtMs'),
    writes.map(({ columns }) => columns.failureCode ?? null),
    writes.map(({ contribution }) => bitsOfContribution(contribution)),
    writes.map(({ breakdown }) => (breakdown.length === 0 ? null : arrayText(breakdown))),
  ]
}

type Updated = StatementTypes['campaigns/update-recipients']['parameters']

/** The columns of stored recipients, one array each, as the update statement takes them. */
export function columnsOfStored(
  writes: readonly (RecipientWrite & { readonly stored: StoredRecipient })[],
  revisions: readonly number[],
): Updated {
  const [campaigns, phones, messageIds, ...rest] = columnsOfRecipients(writes)
  const [statuses, sent, delivered, read, failed, replied, codes, counted, breakdowns] = rest
  return [
    writes.map(({ stored }) => stored.key),
    revisions,
    campaigns,
    phones,
    messageIds,
    statuses,
    sent,
    delivered,
    read,
    failed,
    replied,
    codes,
    counted,
    breakdowns,
    writes.map(({ stored }) => stored.fromWebhook),
  ]
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
