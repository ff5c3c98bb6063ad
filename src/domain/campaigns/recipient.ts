import type { RecipientColumns, RecipientWrite, StoredRecipient } from '../messages/change.ts'
import { type Conclusion, conclude } from '../messages/conclusion.ts'
import { type Facts, NO_FACTS } from '../messages/facts.ts'
import type { Kind, Occurrence } from '../messages/report.ts'
import { borneOut, breakdownOf, sameBreakdown } from './breakdown.ts'
import { type Contribution, contributionOf, sameContribution } from './contribution.ts'

/** The kinds for which the documents' table has a column. */
const KINDS_WITH_COLUMNS = ['sent', 'delivered', 'read', 'failed'] as const

/** Where a row made from a webhook belongs; the sender's own rows stay as the sender wrote them, but for a campaign that gives way. */
export interface RecipientOrigin {
  readonly campaignId: string
  readonly messageId?: string
  readonly phone?: string
}

/** What a recipient's columns show of a message's conclusion (the analysis document's columns). */
export function columnsOf(conclusion: Conclusion): RecipientColumns {
  const { status, sentAtMs, times, repliedAtMs, failureCode } = conclusion
  return {
    status,
    ...(sentAtMs !== undefined && { sentAtMs }),
    ...(times.delivered !== undefined && { deliveredAtMs: times.delivered }),
    ...(times.read !== undefined && { readAtMs: times.read }),
    ...(times.failed !== undefined && { failedAtMs: times.failed }),
    ...(repliedAtMs !== undefined && { repliedAtMs }),
    ...(status === 'failed' && failureCode !== undefined && { failureCode }),
  }
}

/**
 * The write that brings a recipient to what its message's conclusion says, or nothing where it is there
 * already. Without `stored` a new row is made from `origin`.
 */
export function planRecipient(
  stored: StoredRecipient | undefined,
  facts: Facts,
  conclusion: Conclusion,
  origin?: RecipientOrigin,
): RecipientWrite | undefined {
  const columns = columnsOf(conclusion)
  const contribution = contributionOf(conclusion)
  const breakdown = breakdownOf(facts, conclusion, stored?.fromWebhook ?? true)
  const campaignId = origin?.campaignId ?? stored?.campaignId
  if (campaignId === undefined) throw new Error('A new recipient needs an origin.')
  const messageId = origin?.messageId ?? stored?.messageId
  const phone = origin?.phone ?? stored?.phone
  const upToDate =
    stored?.pendingJoin === false &&
    isCounted(stored.counted, contribution) &&
    sameBreakdown(stored.breakdown, breakdown) &&
    sameColumns(stored.columns, columns) &&
    stored.campaignId === campaignId &&
    stored.messageId === messageId &&
    stored.phone === phone
  if (upToDate) return undefined
  return {
    ...(stored !== undefined && { stored }),
    campaignId,
    ...(messageId !== undefined && { messageId }),
    ...(phone !== undefined && { phone }),
    columns,
    contribution,
    breakdown,
  }
}

/** The write of a recipient whose message is gone, by its own row: what only the message knew stands, as far as the row bears it out. */
export function planByItself(stored: StoredRecipient, campaignId: string): RecipientWrite {
  const { messageId, phone, breakdown, fromWebhook } = stored
  const columns = columnsByItself(stored)
  return {
    stored,
    campaignId,
    ...(messageId !== undefined && { messageId }),
    ...(phone !== undefined && { phone }),
    columns,
    contribution: contributionOfColumns(columns),
    breakdown: borneOut(breakdown, columns, fromWebhook),
  }
}

/**
 * What a recipient shows of which no message is known: it follows from itself. Only a message knew why it failed, that it was replied to, and
 * that it was sent later than it arrived (clocks differ).
 */
export function columnsByItself(recipient: StoredRecipient): RecipientColumns {
  const { sentAtMs, readAtMs, repliedAtMs, failureCode } = recipient.columns
  const due = columnsOf(conclude(assertedBy(recipient, 'all')))
  return {
    ...due,
    ...(sentAtMs !== undefined && { sentAtMs }),
    ...(readAtMs !== undefined && repliedAtMs !== undefined && { repliedAtMs }),
    ...(due.status === 'failed' && failureCode !== undefined && { failureCode }),
  }
}

/** What a recipient adds to its campaign's counters by what it shows. */
export function contributionOfColumns(columns: RecipientColumns): Contribution {
  const { status, sentAtMs, deliveredAtMs: delivered, readAtMs: read, repliedAtMs } = columns
  const times = { ...(delivered !== undefined && { delivered }), ...(read !== undefined && { read }) }
  return contributionOf({
    status,
    times,
    ...(sentAtMs !== undefined && { sentAtMs }),
    ...(repliedAtMs !== undefined && { repliedAtMs }),
  })
}

/**
 * What somebody else's write of a recipient says of its message. Such times yield to any real report:
 * the seed's own service filled `delivered_at` by guessing, and its guesses look like its knowledge.
 *
 * @param columns the columns that count, by name; all of them where nothing else is left of what was known
 * @param repliedAtMs when the message was replied to, where that is known: a reading at that moment follows from it
 */
export function assertedBy(
  recipient: StoredRecipient,
  columns: readonly string[] | 'all' = recipient.asserted,
  repliedAtMs?: number,
): Facts {
  const counts = (column: string) => columns === 'all' || columns.includes(column)
  const assertedTimes = timesWithoutConclusions(recipient.columns, repliedAtMs)
  const times: Partial<Record<Kind, Occurrence>> = {}
  for (const kind of KINDS_WITH_COLUMNS) {
    const hasTime = counts(`${kind}_at`) && recipient.columns[`${kind}AtMs`] !== undefined
    const isStatus = recipient.columns.status === kind && counts('status')
    const atMs = hasTime ? assertedTimes[kind] : isStatus ? recipient.writtenAtMs : undefined
    if (atMs !== undefined) times[kind] = { atMs, estimated: true }
  }
  return Object.keys(times).length === 0 ? NO_FACTS : { ...NO_FACTS, times }
}

/** What a recipient still says of its message, which is gone: why it failed, too, where that was concluded of the message. */
export function witnessedBy(recipient: StoredRecipient): Facts {
  const facts = assertedBy(recipient, 'all')
  const { asserted, columns } = recipient
  const occurrence = facts.times.failed
  const isConcluded = asserted !== 'all' && !asserted.includes('status') && columns.status === 'failed'
  if (!isConcluded || columns.failureCode === undefined || occurrence === undefined) return facts
  return { ...facts, failures: { [columns.failureCode]: { occurrence } } }
}

/**
 * Times less those that would follow from the others anyway: a row may be a copy of what was concluded, and what
 * was concluded is not taken back in as asserted.
 */
function timesWithoutConclusions(
  { sentAtMs: sent, deliveredAtMs: delivered, readAtMs: read, failedAtMs: failed }: RecipientColumns,
  replied: number | undefined,
): Readonly<Record<(typeof KINDS_WITH_COLUMNS)[number], number | undefined>> {
  const firstArrival = Math.min(delivered ?? Number.POSITIVE_INFINITY, read ?? Number.POSITIVE_INFINITY)
  return {
    sent: sent === firstArrival ? undefined : sent,
    delivered: delivered === read ? undefined : delivered,
    read: read === replied ? undefined : read,
    failed,
  }
}

function isCounted(counted: Contribution | undefined, contribution: Contribution): boolean {
  return counted !== undefined && sameContribution(counted, contribution)
}

function sameColumns(a: RecipientColumns, b: RecipientColumns): boolean {
  return (
    a.status === b.status &&
    a.sentAtMs === b.sentAtMs &&
    a.deliveredAtMs === b.deliveredAtMs &&
    a.readAtMs === b.readAtMs &&
    a.failedAtMs === b.failedAtMs &&
    a.repliedAtMs === b.repliedAtMs &&
    a.failureCode === b.failureCode
  )
}
