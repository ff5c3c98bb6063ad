import type { LinkStore, TheirRow, TheirTables } from '../../domain/link/ports.ts'
import { assertionsOf, recipientLineOf, same, textOf } from '../../domain/link/rows.ts'
import type { Shape, TableName } from '../../domain/link/shape.ts'
import { timeOf } from '../../domain/link/times.ts'
import type { TimeRule } from '../../domain/messages/facts.ts'
import type { StateStore } from '../../domain/messages/ports.ts'
import type { Country } from '../../domain/phones/numbering-plans.ts'
import { commitBatch } from '../ingest/commit-batch.ts'

export interface ReadInParts {
  readonly links: LinkStore
  readonly tables: TheirTables
  readonly store: StateStore
  readonly rule: TimeRule
  readonly country?: Country
  readonly now: () => number
}

/**
 * Takes rows of theirs in, as assertions: only what differs from what was read or written last. Harmless to repeat.
 *
 * @returns how many were new or changed
 */
export async function readIn(parts: ReadInParts, shape: Shape, rows: readonly TheirRow[]): Promise<number> {
  if (rows.length === 0) return 0
  const { links } = parts
  const known = await links.known(
    shape.name,
    rows.map((row) => row.key),
  )
  const changed = rows.filter((row) => !same(row.values, known.get(row.key)?.seen))
  if (changed.length === 0) return 0
  const ownKeys = new Map<string, string>()
  if (shape.name === 'broadcasts_messages') {
    const reports = changed.flatMap((row) => assertionsOf(row, parts.now(), parts.country))
    if (reports.length > 0) await commitBatch(parts.store, reports, parts.rule)
    for (const row of changed) ownKeys.set(row.key, textOf(row.values['message_id']) ?? '')
  } else if (shape.name === 'marketing_campaigns') {
    await links.putCampaigns(changed.map(campaignOf))
    for (const row of changed) ownKeys.set(row.key, row.key)
  } else {
    const lines = changed.flatMap((row) => recipientLineOf(row, known.get(row.key), parts.country) ?? [])
    for (const { their_key, own_key } of await links.putRecipients(lines)) ownKeys.set(their_key, own_key)
  }
  const seen = changed.flatMap((row) => {
    const own = ownKeys.get(row.key)
    return own === undefined ? [] : [{ their_key: row.key, own_key: own, seen: row.values }]
  })
  await links.saveKnown(shape.name, seen)
  // What they wrote over is written back.
  if (shape.name === 'marketing_campaigns')
    await links.enqueue(
      shape.name,
      changed.map((row) => row.key),
    )
  return changed.length
}

/** Takes in the rows of keys that were noted; rows that are not there any more are forgotten. */
export async function readKeys(parts: ReadInParts, shape: Shape, keys: readonly string[]): Promise<void> {
  const rows = await parts.tables.rowsByKey(shape, keys)
  await readIn(parts, shape, rows)
  const there = new Set(rows.map((row) => row.key))
  const gone = keys.filter((key) => !there.has(key))
  if (gone.length > 0) await parts.links.forgetRows(shape.name, gone)
}

/** In this order a message, or a campaign, is there before the recipients that name it. */
export const READING_ORDER: readonly TableName[] = [
  'broadcasts_messages',
  'marketing_campaigns',
  'campaign_recipients',
]

function campaignOf({ key, values }: TheirRow) {
  const createdAtMs = timeOf(values['created_at'])
  return {
    id: key,
    name: textOf(values['name']),
    status: textOf(values['status']),
    ...(createdAtMs !== undefined && { created_at: new Date(createdAtMs).toISOString() }),
  }
}
