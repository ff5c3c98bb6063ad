import type { MessageWrite, StoredMessage } from '../../../domain/messages/change.ts'
import type { Facts, FailureFact } from '../../../domain/messages/facts.ts'
import { REPLY_TYPES } from '../../../domain/messages/reply.ts'
import { KINDS, type Kind, type Occurrence, type Pricing } from '../../../domain/messages/report.ts'
import type { RowOf } from '../connection/query.ts'

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
      failures: failuresOfJson((row.failures ?? {}) as Record<string, FailureJson>),
      pricing: (row.pricing ?? {}) as Pricing,
      ...(row.phone_number !== null && { phone: row.phone_number }),
      ...(row.campaign_name !== null && { campaignName: row.campaign_name }),
      ...replyOfRow(row),
    },
    ...(row.created_at !== null && { createdAtMs: row.created_at.getTime() }),
    ...(row.counted_in !== null && { countedIn: row.counted_in }),
    ...(row.recipient_left === true && { recipientLeft: true }),
  }
}

/** The columns of a message, as the JSON that the insert and update statements take. */
export function rowOfMessage(write: MessageWrite): Readonly<Record<string, unknown>> {
  const { facts, conclusion } = write
  const aliases = write.ids.filter((id) => id !== write.canonicalId)
  const { reply } = facts
  const estimatedKinds: string[] = KINDS.filter((kind) => facts.times[kind]?.estimated === true)
  if (reply?.occurrence.estimated === true) estimatedKinds.push(REPLIED)
  return {
    message_id: write.canonicalId,
    aliases,
    phone_number: facts.phone,
    status: write.statusChanged ? statusOfTimes(conclusion.times) : undefined,
    inferred_kinds: conclusion.inferred.length === 0 ? undefined : conclusion.inferred,
    stand_in_kinds: estimatedKinds.length === 0 ? undefined : estimatedKinds,
    failures: jsonOfFailures(facts.failures),
    failure_code: conclusion.failureCode,
    pricing: isEmpty(facts.pricing) ? undefined : facts.pricing,
    campaign_name: facts.campaignName,
    replied_at: reply && isoOfMs(reply.occurrence.atMs),
    reply_type: reply?.type,
    reply_named: reply?.named,
    counted_in: write.countedIn,
    recipient_left: write.recipientLeft,
    created_at: write.createdAtMs === undefined ? undefined : new Date(write.createdAtMs).toISOString(),
    newly_read_at: write.newlyReadAtMs === undefined ? undefined : isoOfMs(write.newlyReadAtMs),
  }
}

/** UTC ISO 8601, with milliseconds only where there are any: "2023-12-10T11:30:00Z". */
export function isoOfMs(atMs: number): string {
  const iso = new Date(atMs).toISOString()
  return iso.endsWith('.000Z') ? `${iso.slice(0, -5)}Z` : iso
}

function statusOfTimes(times: Readonly<Partial<Record<Kind, number>>>): Record<string, string> {
  const status: Record<string, string> = {}
  for (const kind of KINDS) {
    const atMs = times[kind]
    if (atMs !== undefined) status[kind] = isoOfMs(atMs)
  }
  return status
}

/** A time as `status` holds it: ISO 8601, in UTC where it names no zone. Nothing else is one: NaN. */
function msOfIso(text: string): number {
  if (!/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(text)) return Number.NaN
  const iso = text.replace(' ', 'T')
  if (/[zZ]$|[+-]\d\d:\d\d$/.test(iso)) return Date.parse(iso)
  const offset = /[+-]\d\d(?:\d\d)?$/.exec(iso.slice(16))
  if (offset === null) return Date.parse(`${iso}Z`)
  const digits = offset[0]
  return Date.parse(`${iso.slice(0, -digits.length)}${digits.slice(0, 3)}:${digits.slice(3) || '00'}`)
}

function timesOfRow(row: MessageRow): Facts['times'] {
  const times: Partial<Record<Kind, Occurrence>> = {}
  if (typeof row.status !== 'object' || row.status === null) return times
  for (const [key, value] of Object.entries(row.status)) {
    const kind = KINDS.find((known) => known === key)
    // What another tool wrote there and no one can read as a time is not a fact.
    const atMs = typeof value === 'string' ? msOfIso(value) : Number.NaN
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

function failuresOfJson(failures: Record<string, FailureJson>): Facts['failures'] {
  return Object.fromEntries(
    Object.entries(failures).map(([code, { at, standIn, title, details }]) => {
      const fact: FailureFact = {
        occurrence: { atMs: Date.parse(at), estimated: standIn === true },
        ...(title !== undefined && { title }),
        ...(details !== undefined && { details }),
      }
      return [code, fact]
    }),
  )
}

function jsonOfFailures(failures: Facts['failures']): Record<string, FailureJson> | undefined {
  if (isEmpty(failures)) return undefined
  return Object.fromEntries(
    Object.entries(failures).map(([code, { occurrence, title, details }]) => {
      const json: FailureJson = {
        at: isoOfMs(occurrence.atMs),
        ...(occurrence.estimated && { standIn: true as const }),
        ...(title !== undefined && { title }),
        ...(details !== undefined && { details }),
      }
      return [code, json]
    }),
  )
}

function isEmpty(value: object): boolean {
  for (const _ in value) return false
  return true
}
