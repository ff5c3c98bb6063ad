import type { MessageWrite, StoredMessage } from '../../../domain/messages/change.ts'
import type { Facts, FailureFact } from '../../../domain/messages/facts.ts'
import { REPLY_TYPES } from '../../../domain/messages/reply.ts'
import { KINDS, type Kind, type Occurrence, type Pricing } from '../../../domain/messages/report.ts'
import { msOfStatusTime } from '../../../domain/messages/status-time.ts'
import { mayBeNumber } from '../../../domain/phones/written-number.ts'
import { isoOrNull } from '../../../domain/text/iso.ts'
import { arrayText } from '../connection/array-text.ts'
import type { RowOf } from '../connection/query.ts'
import type { StatementTypes } from '../sql.ts'

type LockedRow = RowOf<'messages/lock-messages'>
/** A row of `lock-messages`, or of a statement that only shows it. */
export type MessageRow = Omit<LockedRow, 'recipient_left'> & Partial<Pick<LockedRow, 'recipient_left'>>

/** Among `stand_in_kinds`: the time of the reply is that of its receipt. */
const REPLIED = 'replied'

interface FailureJson {
  readonly at: string
  readonly standIn?: true
  readonly title?: string
  readonly details?: string
}

/** Reads a stored row back into facts: what `status` shows, less what was only inferred. */
export function messageOfRow(row: MessageRow): StoredMessage {
  return {
    key: BigInt(row.id),
    ids: [row.message_id, ...(row.aliases ?? [])],
    facts: {
      times: timesOfRow(row),
      failures: failuresOfJson((row.failures ?? {}) as Record<string, FailureJson | null>),
      pricing: (row.pricing ?? {}) as Pricing,
      ...(row.phone_number !== null && mayBeNumber(row.phone_number) && { phone: row.phone_number }),
      ...(row.campaign_name !== null && { campaignName: row.campaign_name }),
      ...replyOfRow(row),
    },
    ...(row.created_at !== null && { createdAtMs: row.created_at.getTime() }),
    ...(row.counted_in !== null && { countedIn: row.counted_in }),
    ...(row.recipient_left === true && { recipientLeft: true }),
  }
}

type Inserted = StatementTypes['messages/insert-messages']['parameters']

/** The columns of messages, one array each, as the insert and update statements take them. */
export function columnsOfMessages(writes: readonly MessageWrite[], keys: readonly string[]): Inserted {
  return [
    keys,
    writes.map(({ canonicalId }) => canonicalId),
    writes.map(({ canonicalId, ids }) => arrayText(ids.filter((id) => id !== canonicalId))),
    writes.map(({ facts }) => facts.phone ?? null),
    writes.map(({ conclusion, statusChanged }) => (statusChanged ? statusOfTimes(conclusion.times) : null)),
    writes.map(({ conclusion }) => textOfSome(conclusion.inferred)),
    writes.map(({ facts }) => textOfSome(estimatedKinds(facts))),
    writes.map(({ facts }) => jsonOfFailures(facts.failures)),
    writes.map(({ conclusion }) => conclusion.failureCode ?? null),
    writes.map(({ facts }) => (isEmpty(facts.pricing) ? null : JSON.stringify(facts.pricing))),
    writes.map(({ facts }) => facts.campaignName ?? null),
    writes.map(({ facts }) => isoOrNull(facts.reply?.occurrence.atMs)),
    writes.map(({ facts }) => facts.reply?.type ?? null),
    writes.map(({ facts }) => facts.reply?.named ?? null),
    writes.map(({ countedIn }) => countedIn),
    writes.map(({ recipientLeft }) => recipientLeft),
    writes.map(({ createdAtMs }) => isoOrNull(createdAtMs)),
  ]
}

function estimatedKinds({ times, reply }: Facts): readonly string[] {
  const kinds: string[] = KINDS.filter((kind) => times[kind]?.estimated === true)
  if (reply?.occurrence.estimated === true) kinds.push(REPLIED)
  return kinds
}

function textOfSome(values: readonly string[]): string | null {
  return values.length === 0 ? null : arrayText(values)
}

/** UTC ISO 8601, with milliseconds only where there are any: "2023-12-10T11:30:00Z". */
export function isoOfMs(atMs: number): string {
  const iso = new Date(atMs).toISOString()
  return iso.endsWith('.000Z') ? `${iso.slice(0, -5)}Z` : iso
}

function statusOfTimes(times: Readonly<Partial<Record<Kind, number>>>): string {
  const status: Record<string, string> = {}
  for (const kind of KINDS) {
    const atMs = times[kind]
    if (atMs !== undefined) status[kind] = isoOfMs(atMs)
  }
  return JSON.stringify(status)
}

function timesOfRow(row: MessageRow): Facts['times'] {
  const times: Partial<Record<Kind, Occurrence>> = {}
  if (typeof row.status !== 'object' || row.status === null) return times
  for (const [key, value] of Object.entries(row.status)) {
    const kind = KINDS.find((known) => known === key)
    // What another tool wrote there and no one can read as a time is not a fact.
    const atMs = typeof value === 'string' ? msOfStatusTime(value) : Number.NaN
    if (kind === undefined || Number.isNaN(atMs) || row.inferred_kinds?.includes(kind) === true) continue
    times[kind] = { atMs, estimated: row.stand_in_kinds?.includes(kind) === true }
  }
  return times
}

function replyOfRow(row: MessageRow): Pick<Facts, 'reply'> {
  if (row.replied_at === null) return {}
  return {
    reply: {
      occurrence: {
        atMs: row.replied_at.getTime(),
        estimated: row.stand_in_kinds?.includes(REPLIED) === true,
      },
      type: REPLY_TYPES.find((type) => type === row.reply_type) ?? 'other',
      named: row.reply_named === true,
    },
  }
}

function failuresOfJson(failures: Record<string, FailureJson | null>): Facts['failures'] {
  return Object.fromEntries(
    Object.entries(failures).flatMap(([code, failure]) => {
      // Others may write anything here; what says no time is no failure.
      const atMs = Date.parse(failure?.at ?? '')
      if (Number.isNaN(atMs)) return []
      const { standIn, title, details } = failure ?? {}
      const fact: FailureFact = {
        occurrence: { atMs, estimated: standIn === true },
        ...(title !== undefined && { title }),
        ...(details !== undefined && { details }),
      }
      return [[code, fact]]
    }),
  )
}

function jsonOfFailures(failures: Facts['failures']): string | null {
  if (isEmpty(failures)) return null
  const byCode = Object.entries(failures).map(([code, { occurrence, title, details }]) => {
    const json: FailureJson = {
      at: isoOfMs(occurrence.atMs),
      ...(occurrence.estimated && { standIn: true as const }),
      ...(title !== undefined && { title }),
      ...(details !== undefined && { details }),
    }
    return [code, json] as const
  })
  return JSON.stringify(Object.fromEntries(byCode))
}

function isEmpty(value: object): boolean {
  for (const _ in value) return false
  return true
}
