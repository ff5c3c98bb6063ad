import type { LinkStore, PutNewRecipients, TheirRow, TheirTables } from '../../domain/link/ports.ts'
import {
  assertionsOf,
  campaignOf,
  changedRoles,
  isGone,
  ownIdOf,
  type PhoneReader,
  recipientLineOf,
  seenMessage,
  textOf,
} from '../../domain/link/rows.ts'
import type { TableName } from '../../domain/link/shape.ts'
import type { LinkedShape } from '../../domain/link/write-back.ts'
import type { TimeRule } from '../../domain/messages/facts.ts'
import type { StateStore } from '../../domain/messages/ports.ts'
import type { StatusReport } from '../../domain/messages/report.ts'
import { commitBatch } from '../ingest/commit-batch.ts'
import { halve } from '../ingest/halve.ts'
import {
  type FirstRead,
  type Linked,
  type NewRecipient,
  putNewRecipients,
  readNewRecipients,
} from './new-recipients.ts'

export interface ReadInParts {
  readonly links: LinkStore
  readonly tables: TheirTables
  readonly store: StateStore
  readonly putNewRecipients: PutNewRecipients
  readonly rule: TimeRule
  readonly phoneOf: PhoneReader
  readonly now: () => number
  /** Called with rows that were refused, of theirs or of ours. */
  readonly onRefused: (rows: number, code: string, table: string) => void
}

/** In this order a message, or a campaign, is there before the recipients that name it. */
export const READING_ORDER: readonly TableName[] = [
  'broadcasts_messages',
  'marketing_campaigns',
  'campaign_recipients',
]

/**
 * Takes rows of theirs in, as assertions: only what differs from what was read or written last. A row that our tables refuse
 * costs only itself: it is set apart and tried again later. Harmless to repeat.
 *
 * @param isFirst what is known by now is newer than these rows, and stays
 * @returns how many were new or changed
 */
export async function readIn(
  parts: ReadInParts,
  own: LinkedShape,
  rows: readonly TheirRow[],
  isFirst: boolean,
): Promise<number> {
  const { shape } = own
  const all = await changedOf(parts, shape.name, rows)
  const found = isFirst ? all.filter((row) => row.known === undefined) : all
  const gone = found.filter((row) => isGone(shape, row))
  const forgotten = gone.flatMap(({ key, known }) => (known === undefined ? [] : [key]))
  if (forgotten.length > 0) await parts.links.forgetRows(shape.name, forgotten)
  const changed = gone.length === 0 ? found : found.filter((row) => !isGone(shape, row))
  const waiting =
    changed.length === 0
      ? NONE
      : await parts.links.waiting(
          shape.name,
          changed.map((row) => row.key),
        )
  const due = waiting.size === 0 ? changed : changed.filter((row) => !waiting.has(row.key))
  if (due.length > 0) await READERS[shape.name](parts, own, due)
  return due.length + forgotten.length
}

/**
 * Takes in recipients that were read for the first time, as `readIn` does; what is known by now is left out. Those whose messages
 * come along are written beside webhooks, the others alone: so each go by themselves.
 */
export async function copyRecipients(
  parts: ReadInParts,
  linked: Linked,
  { recipients, messages }: FirstRead,
): Promise<void> {
  const isTold = ({ line }: NewRecipient) =>
    (messages.get(line.whatsapp_message_id ?? '')?.reports.length ?? 0) > 0
  for (const alike of [recipients.filter(isTold), recipients.filter((one) => !isTold(one))])
    await each(parts, 'campaign_recipients', alike, (some) =>
      putNewRecipients(parts, linked, { recipients: some, messages }),
    )
}

/**
 * Takes in the rows of keys that were noted, also those that failed before; rows that are not there any more are forgotten.
 */
export async function readKeys(parts: ReadInParts, own: LinkedShape, keys: readonly string[]): Promise<void> {
  const { shape } = own
  const rows = (await parts.tables.rowsByKey(shape, keys)).filter((row) => !isGone(shape, row))
  const changed = await changedOf(parts, shape.name, rows)
  const refused = changed.length === 0 ? NONE : await READERS[shape.name](parts, own, changed)
  const there = new Set(rows.map((row) => row.key))
  const taken = keys.filter((key) => there.has(key) && !refused.has(key))
  if (taken.length > 0) await parts.links.taken('in', shape.name, taken)
  const gone = keys.filter((key) => !there.has(key))
  if (gone.length > 0) await parts.links.forgetRows(shape.name, gone)
}

const NONE: ReadonlySet<string> = new Set()

interface ChangedRow extends TheirRow {
  readonly known?: { readonly ownKey: string; readonly seen: TheirRow['values'] }
}

async function changedOf(
  { links }: ReadInParts,
  table: TableName,
  rows: readonly TheirRow[],
): Promise<readonly ChangedRow[]> {
  if (rows.length === 0) return []
  const known = await links.known(
    table,
    rows.map((row) => row.key),
  )
  return rows.flatMap((row) => {
    const one = known.get(row.key)
    if (one === undefined) return [row]
    return changedRoles(row.values, one.seen).length === 0 ? [] : [{ ...row, known: one }]
  })
}

/** @returns keys of theirs that were refused */
type Reader = (
  parts: ReadInParts,
  own: LinkedShape,
  rows: readonly ChangedRow[],
) => Promise<ReadonlySet<string>>

const READERS: Readonly<Record<TableName, Reader>> = {
  broadcasts_messages: readMessages,
  marketing_campaigns: readCampaigns,
  campaign_recipients: readRecipients,
}

async function readMessages(
  parts: ReadInParts,
  _: LinkedShape,
  rows: readonly ChangedRow[],
): Promise<ReadonlySet<string>> {
  const { links } = parts
  const rowOf = new Map<StatusReport, TheirRow>()
  const reports = rows.flatMap((row) => {
    const said = assertionsOf(row, parts.now(), parts.phoneOf)
    for (const report of said) rowOf.set(report, row)
    return said
  })
  // What they wrote over, or lack, is written back.
  await links.enqueueMessages(rows.flatMap(({ values }) => textOf(values['message_id']) ?? []))
  const refused = new Set<string>()
  if (reports.length > 0)
    await commitBatch(parts.store, reports, parts.rule, undefined, async ({ report, code, message }) => {
      const key = rowOf.get(report)?.key ?? ''
      if (!refused.has(key)) await refuse(parts, 'broadcasts_messages', key, code, message)
      refused.add(key)
    })
  const seen = rows.filter((row) => !refused.has(row.key)).map(seenMessage)
  if (seen.length > 0) await links.saveKnown('broadcasts_messages', seen)
  return refused
}

async function readCampaigns(
  parts: ReadInParts,
  { shape }: LinkedShape,
  rows: readonly ChangedRow[],
): Promise<ReadonlySet<string>> {
  const { links } = parts
  const refused = await each(parts, 'marketing_campaigns', rows, (some) =>
    links.putCampaigns(some.map((row) => campaignOf(shape, row))),
  )
  const taken = rows.filter((row) => !refused.has(row.key))
  const known = taken.map((row) => ({ their_key: row.key, own_key: ownIdOf(shape, row), seen: row.values }))
  await links.saveKnown('marketing_campaigns', known)
  await links.enqueue(
    'marketing_campaigns',
    known.map((row) => row.own_key),
  )
  return refused
}

async function readRecipients(
  parts: ReadInParts,
  recipients: LinkedShape,
  rows: readonly ChangedRow[],
): Promise<ReadonlySet<string>> {
  const { links, phoneOf } = parts
  const changed = rows.flatMap((row) => {
    const line = row.known === undefined ? undefined : recipientLineOf(row, row.known, phoneOf)
    return line === undefined ? [] : [{ key: row.key, line, theirs: row }]
  })
  const refused = await each(parts, 'campaign_recipients', changed, (some) =>
    links.changeRecipients(some.map(({ line }) => line)),
  )
  const taken = changed.filter(({ key }) => !refused.has(key))
  if (taken.length > 0)
    await links.saveKnown(
      'campaign_recipients',
      taken.map(({ key, line, theirs }) => ({
        their_key: key,
        own_key: line.own_key ?? '',
        seen: theirs.values,
      })),
    )
  const added = readNewRecipients(
    rows.filter((row) => row.known === undefined),
    phoneOf,
  )
  const refusedToo = await each(parts, 'campaign_recipients', added, (some) =>
    putNewRecipients(parts, { recipients }, { recipients: some, messages: new Map() }),
  )
  return new Set([...refused, ...refusedToo])
}

/** @returns keys of the rows that were refused */
async function each<Row extends { readonly key: string }>(
  parts: ReadInParts,
  table: TableName,
  rows: readonly Row[],
  attempt: (rows: readonly Row[]) => Promise<void>,
): Promise<ReadonlySet<string>> {
  if (rows.length === 0) return NONE
  const refused = new Set<string>()
  await halve(rows, {
    attempt,
    probe: parts.store.probe,
    async culprit({ key }, { code, message }) {
      refused.add(key)
      await refuse(parts, table, key, code, message)
    },
  })
  return refused
}

async function refuse(parts: ReadInParts, table: TableName, key: string, code: string, message: string) {
  await parts.links.failed('in', table, [key], code, message, [])
  parts.onRefused(1, code, table)
}
