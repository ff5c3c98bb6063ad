import type { LinkStore, PutNewRecipients, TheirRow, TheirTables } from '../../domain/link/ports.ts'
import { assertionsOf, campaignOf, recipientLineOf, same, textOf } from '../../domain/link/rows.ts'
import type { Shape, TableName } from '../../domain/link/shape.ts'
import type { TimeRule } from '../../domain/messages/facts.ts'
import { planChange } from '../../domain/messages/plan.ts'
import type { StateStore } from '../../domain/messages/ports.ts'
import type { StatusReport } from '../../domain/messages/report.ts'
import type { Country } from '../../domain/phones/numbering-plans.ts'
import { commitBatch } from '../ingest/commit-batch.ts'
import { halve } from '../ingest/halve.ts'

export interface ReadInParts {
  readonly links: LinkStore
  readonly tables: TheirTables
  readonly store: StateStore
  readonly putNewRecipients: PutNewRecipients
  readonly rule: TimeRule
  readonly country?: Country
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
 * @param messages rows of the messages of these recipients, to be joined with them at once
 * @returns how many were new or changed
 */
export async function readIn(
  parts: ReadInParts,
  shape: Shape,
  rows: readonly TheirRow[],
  messages: readonly TheirRow[] = [],
): Promise<number> {
  const changed = await changedOf(parts, shape.name, rows)
  const waiting =
    changed.length === 0
      ? new Set<string>()
      : await parts.links.waiting(
          shape.name,
          changed.map((row) => row.key),
        )
  const due = waiting.size === 0 ? changed : changed.filter((row) => !waiting.has(row.key))
  if (due.length > 0) await READERS[shape.name](parts, due, messages)
  return due.length
}

/**
 * Takes in the rows of keys that were noted, also those that failed before; rows that are not there any more are forgotten.
 */
export async function readKeys(parts: ReadInParts, shape: Shape, keys: readonly string[]): Promise<void> {
  const rows = await parts.tables.rowsByKey(shape, keys)
  const changed = await changedOf(parts, shape.name, rows)
  const refused = changed.length === 0 ? NONE : await READERS[shape.name](parts, changed, [])
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
    return same(row.values, one.seen) ? [] : [{ ...row, known: one }]
  })
}

/** @returns keys of theirs that were refused */
type Reader = (
  parts: ReadInParts,
  rows: readonly ChangedRow[],
  messages: readonly TheirRow[],
) => Promise<ReadonlySet<string>>

const READERS: Readonly<Record<TableName, Reader>> = {
  broadcasts_messages: readMessages,
  marketing_campaigns: readCampaigns,
  campaign_recipients: readRecipients,
}

async function readMessages(parts: ReadInParts, rows: readonly ChangedRow[]): Promise<ReadonlySet<string>> {
  const { links } = parts
  const rowOf = new Map<StatusReport, TheirRow>()
  const reports = rows.flatMap((row) => {
    const said = assertionsOf(row, parts.now(), parts.country)
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

async function readCampaigns(parts: ReadInParts, rows: readonly ChangedRow[]): Promise<ReadonlySet<string>> {
  const { links } = parts
  const refused = await each(parts, 'marketing_campaigns', rows, (some) =>
    links.putCampaigns(some.map(campaignOf)),
  )
  const taken = rows.filter((row) => !refused.has(row.key))
  const keys = taken.map((row) => row.key)
  await links.saveKnown(
    'marketing_campaigns',
    taken.map(({ key, values }) => ({ their_key: key, own_key: key, seen: values })),
  )
  await links.enqueue('marketing_campaigns', keys)
  return refused
}

async function readRecipients(
  parts: ReadInParts,
  rows: readonly ChangedRow[],
  messages: readonly TheirRow[],
): Promise<ReadonlySet<string>> {
  const { links, country } = parts
  const lines = rows.flatMap((row) => {
    const line = recipientLineOf(row, row.known, country)
    return line === undefined ? [] : [{ key: row.key, line, seen: row.values }]
  })
  const known = lines.filter(({ line }) => line.own_key !== undefined)
  let refused = NONE
  if (known.length > 0) {
    refused = await each(parts, 'campaign_recipients', known, (some) =>
      links.changeRecipients(some.map(({ line }) => line)),
    )
    const taken = known.filter(({ key }) => !refused.has(key))
    const seen = taken.map(({ key, line, seen }) => ({ their_key: key, own_key: line.own_key ?? '', seen }))
    await links.saveKnown('campaign_recipients', seen)
  }
  const fresh = lines.filter(({ line }) => line.own_key === undefined)
  if (fresh.length === 0) return refused
  const messagesOf = new Map(messages.map((row) => [textOf(row.values['message_id']), row]))
  await links.enqueueMessages(fresh.flatMap(({ line }) => line.whatsapp_message_id ?? []))
  const refusedToo = await each(parts, 'campaign_recipients', fresh, async (some) => {
    const own = [...new Set(some.flatMap(({ line }) => messagesOf.get(line.whatsapp_message_id) ?? []))]
    const reports = own.flatMap((row) => assertionsOf(row, parts.now(), country))
    await parts.putNewRecipients({ recipients: some, messages: own.map(seenMessage), reports }, (loaded) =>
      planChange(loaded, reports, parts.rule),
    )
  })
  return new Set([...refused, ...refusedToo])
}

/** @returns keys of the rows that were refused */
async function each<Row extends { readonly key: string }>(
  parts: ReadInParts,
  table: TableName,
  rows: readonly Row[],
  attempt: (rows: readonly Row[]) => Promise<void>,
): Promise<ReadonlySet<string>> {
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
  await parts.links.failed('in', table, [key], code, message)
  parts.onRefused(1, code, table)
}

function seenMessage({ key, values }: TheirRow) {
  return { their_key: key, own_key: textOf(values['message_id']) ?? '', seen: values }
}
