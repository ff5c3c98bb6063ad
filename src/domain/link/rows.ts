import type { Conclusion } from '../messages/conclusion.ts'
import { KINDS, type Kind, type StatusReport } from '../messages/report.ts'
import type { RecipientLine, SeenRow, TheirRow } from './ports.ts'
import { foundBy, type Role, type Shape } from './shape.ts'
import { holdsTimes, timeOf } from './times.ts'
import { statusOfWord } from './words.ts'

/** Reads a number of theirs; undefined: it is none. */
export type PhoneReader = (value: unknown) => string | undefined

const TIME_ROLES = ['sent_at', 'delivered_at', 'read_at', 'failed_at'] as const

/** What their status says of a message: kinds with times, or one word. */
function kindsOf(status: unknown): Partial<Record<Kind, number | undefined>> {
  const value = jsonIn(status)
  if (typeof value === 'string') {
    const word = statusOfWord(value)
    return word === undefined || word === 'pending' ? {} : { [word]: undefined }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
  const kinds: Partial<Record<Kind, number | undefined>> = {}
  for (const [key, time] of Object.entries(value)) {
    const kind = KINDS.find((one) => one === key.toLowerCase())
    const atMs = timeOf(time)
    if (kind !== undefined && atMs !== undefined) kinds[kind] = atMs
  }
  // The guide's service fills in a delivery with read's own time: a guess, concluded anew.
  if (kinds.delivered !== undefined && kinds.delivered === kinds.read) delete kinds.delivered
  return kinds
}

/** JSON that is kept as text, or as a string within JSON, is looked into. */
export function jsonIn(status: unknown): unknown {
  if (typeof status !== 'string' || !/^\s*[{[]/.test(status)) return status
  try {
    return JSON.parse(status)
  } catch {
    return status
  }
}

/**
 * What a row of their `broadcasts_messages` asserts, as reports of estimated time: any real report outranks them.
 *
 * @param nowMs stands in where the row has no time at all
 */
export function assertionsOf(row: TheirRow, nowMs: number, phoneOf: PhoneReader): readonly StatusReport[] {
  const { message_id: id, status, phone_number, created_at, updated_at } = row.values
  if (typeof id !== 'string' || id.trim() === '') return []
  const createdAtMs = timeOf(created_at)
  const phone = phoneOf(phone_number)
  return Object.entries(kindsOf(status)).map(([kind, atMs]) => ({
    source: 'flat',
    ids: [id],
    kind: kind as Kind,
    occurrence: { atMs: atMs ?? timeOf(updated_at) ?? createdAtMs ?? nowMs, estimated: true },
    ...(phone !== undefined && { phone }),
    receivedAtMs: createdAtMs ?? atMs ?? nowMs,
  }))
}

/**
 * Whether a recipient of theirs is none any more: without a campaign, or deleted, as frameworks do it, at a time. 0 and infinity are
 * how some say of a row that it is not deleted.
 */
export function isGone({ name, roles }: Shape, { values }: TheirRow): boolean {
  if (name !== 'campaign_recipients') return false
  if (textOf(values['campaign_id']) === undefined) return true
  const column = roles.get('deleted_at')
  return column !== undefined && holdsTimes(column) && timeOf(values['deleted_at']) !== undefined
}

/** A row of their `campaign_recipients`, compared with what was `seen` of it; nothing where nothing changed. */
export function recipientLineOf(
  row: TheirRow,
  known: { readonly ownKey: string; readonly seen: Readonly<Record<Role, unknown>> } | undefined,
  phoneOf: PhoneReader,
): RecipientLine | undefined {
  const { values } = row
  const campaign = textOf(values['campaign_id'])
  if (campaign === undefined) return undefined
  const changed = changedRoles(values, known?.seen ?? {})
  if (known !== undefined && changed.length === 0) return undefined
  const phone = phoneOf(values['phone_number'])
  const messageId = textOf(values['whatsapp_message_id'])
  const status = statusOfWord(values['status'])
  const times: Partial<Record<(typeof TIME_ROLES)[number], string>> = {}
  for (const role of TIME_ROLES) {
    const ms = timeOf(values[role])
    if (ms !== undefined) times[role] = new Date(ms).toISOString()
  }
  const createdAtMs = timeOf(values['created_at'])
  return {
    their_key: row.key,
    ...(known !== undefined && { own_key: known.ownKey }),
    campaign_id: campaign,
    ...(phone !== undefined && { phone_number: phone }),
    ...(messageId !== undefined && { whatsapp_message_id: messageId }),
    ...(status !== undefined && { status }),
    ...times,
    ...(createdAtMs !== undefined && { created_at: new Date(createdAtMs).toISOString() }),
    changed,
  }
}

/** What names a row of theirs among ours. */
export function ownIdOf(shape: Shape, { key, values }: TheirRow): string {
  const column = foundBy(shape)
  if (column === undefined) return key
  return String(values[shape.name === 'broadcasts_messages' ? 'message_id' : 'id'])
}

/** A row of their `marketing_campaigns`, as ours takes it. */
export function campaignOf(shape: Shape, row: TheirRow): Readonly<Record<string, unknown>> {
  const { values } = row
  const createdAtMs = timeOf(values['created_at'])
  return {
    id: ownIdOf(shape, row),
    name: textOf(values['name']),
    status: textOf(values['status']),
    ...(createdAtMs !== undefined && { created_at: new Date(createdAtMs).toISOString() }),
  }
}

/** What is kept of a row of messages. */
export function seenMessage({ key, values }: TheirRow): SeenRow {
  return { their_key: key, own_key: textOf(values['message_id']) ?? '', seen: values }
}

/** The status of a message as one word, from the kinds that our own row shows. */
export function wordOfKinds(kinds: Readonly<Record<string, unknown>>): Conclusion['status'] {
  if (kinds['read'] !== undefined) return 'read'
  if (kinds['delivered'] !== undefined) return 'delivered'
  if (kinds['failed'] !== undefined) return 'failed'
  return kinds['sent'] === undefined ? 'pending' : 'sent'
}

export function textOf(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const text = String(value).trim()
  return text === '' ? undefined : text
}

/**
 * The roles of a row that say something else than what was seen of it. A column that came or went in between is no difference by itself:
 * one that is not there is as one that is empty, and what is read no more says nothing.
 */
export function changedRoles(
  values: Readonly<Record<Role, unknown>>,
  seen: Readonly<Record<Role, unknown>>,
): readonly Role[] {
  return Object.keys(values).filter((role) => {
    const [now, before] = [values[role], seen[role]]
    if (same(now, before)) return false
    // JSON shows a time in the zone of the session, and sessions differ.
    const ms = role.endsWith('_at') ? timeOf(now) : undefined
    return ms === undefined || ms !== timeOf(before)
  })
}

/** Whether two values of JSON are the same, as far as JSON keeps them: an infinite number becomes null in it. */
export function same(a: unknown, b: unknown): boolean {
  const [one, other] = [keptOf(a), keptOf(b)]
  if (typeof one !== 'object' || typeof other !== 'object') return one === other
  return one === other || stable(one) === stable(other)
}

function keptOf(value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? null : (value ?? null)
}

function stable(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify(entries.map(([key, one]) => [key, stable(one)]))
}
