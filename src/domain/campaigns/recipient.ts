import type { RecipientColumns, RecipientWrite, StoredRecipient } from '../messages/change.ts'
import type { Conclusion } from '../messages/conclusion.ts'
import { type Facts, NO_FACTS } from '../messages/facts.ts'
import type { Kind, Occurrence } from '../messages/report.ts'
import { breakdownOf, sameBreakdown } from './breakdown.ts'
import { type Contribution, contributionOf, sameContribution } from './contribution.ts'

/** Where a row made from a webhook belongs; the sender's own rows stay as the sender wrote them. */
export interface Placement {
  readonly campaignId: string
  readonly messageId: string
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
 * already. Without `stored` a new row is made at `placement`.
 */
export function planRecipient(
  stored: StoredRecipient | undefined,
  facts: Facts,
  conclusion: Conclusion,
  placement?: Placement,
): RecipientWrite | undefined {
  const columns = columnsOf(conclusion)
  const contribution = contributionOf(conclusion)
  const breakdown = breakdownOf(facts, conclusion, stored?.fromWebhook ?? true)
  const campaignId = placement?.campaignId ?? stored?.campaignId
  if (campaignId === undefined) throw new Error('A new recipient needs a placement.')
  const messageId = placement?.messageId ?? stored?.messageId
  const phone = placement?.phone ?? stored?.phone
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

/**
 * What somebody else's write of a recipient says of its message. Such times yield to any real report:
 * the seed's own service filled `delivered_at` by guessing, and its guesses look like its knowledge.
 *
 * @param columns the columns that count, by name; all of them where nothing else is left of what was known
 */
export function assertedBy(
  recipient: StoredRecipient,
  columns: readonly string[] | 'all' = recipient.asserted,
): Facts {
  const counts = (column: string) => columns === 'all' || columns.includes(column)
  const { status, sentAtMs, deliveredAtMs, readAtMs, failedAtMs } = withoutConclusions(recipient.columns)
  const times: Partial<Record<Kind, Occurrence>> = {}
  const assert = (kind: Kind, atMs: number | undefined) => {
    const timed = counts(`${kind}_at`) ? atMs : undefined
    const assertedAtMs = timed ?? (counts('status') && status === kind ? recipient.writtenAtMs : undefined)
    if (assertedAtMs !== undefined) times[kind] = { atMs: assertedAtMs, estimated: true }
  }
  assert('sent', sentAtMs)
  assert('delivered', deliveredAtMs)
  assert('read', readAtMs)
  assert('failed', failedAtMs)
  return Object.keys(times).length === 0 ? NO_FACTS : { ...NO_FACTS, times }
}

/**
 * Columns less the times that would follow from the others anyway: a row may be a copy of what was concluded, and what
 * was concluded is not taken back in as asserted.
 */
function withoutConclusions(columns: RecipientColumns): RecipientColumns {
  const { sentAtMs, deliveredAtMs, readAtMs, repliedAtMs, ...rest } = columns
  const arrivals = [deliveredAtMs, readAtMs].filter((atMs) => atMs !== undefined)
  const sentFollows = arrivals.length > 0 && sentAtMs === Math.min(...arrivals)
  const deliveredFollows = readAtMs !== undefined && deliveredAtMs === readAtMs
  const readFollows = readAtMs !== undefined && readAtMs === repliedAtMs
  return {
    ...rest,
    ...(sentAtMs !== undefined && !sentFollows && { sentAtMs }),
    ...(deliveredAtMs !== undefined && !deliveredFollows && { deliveredAtMs }),
    ...(readAtMs !== undefined && !readFollows && { readAtMs }),
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
