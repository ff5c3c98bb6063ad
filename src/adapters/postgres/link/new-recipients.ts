import type { Pool } from 'pg'
import { groupBy } from '../../../domain/link/group-by.ts'
import { valuesOfMessage, valuesOfRecipient } from '../../../domain/link/own-rows.ts'
import type {
  NewRecipients,
  PutNewRecipients,
  RecipientLine,
  SeenRow,
  TheirRow,
} from '../../../domain/link/ports.ts'
import { seenMessage } from '../../../domain/link/rows.ts'
import type { TableName } from '../../../domain/link/shape.ts'
import type { Change, StoredRecipient } from '../../../domain/messages/change.ts'
import { twinsOf } from '../campaigns/pending-recipients.ts'
import { claimListed } from '../campaigns/provisional.ts'
import { statusOfText } from '../campaigns/recipient-rows.ts'
import { rethrowRefusal } from '../connection/errors.ts'
import { type Instrument, uninstrumented } from '../connection/instrument.ts'
import { loadPendingJoin, newKeys } from '../messages/load.ts'
import { createTransact, type Run } from '../messages/transact.ts'
import { rewrite } from '../messages/write.ts'
import type { Statements } from '../schema/statements.ts'
import { columnsOfSeen } from './seen-rows.ts'

/**
 * Recipients of theirs that are new to us. They are joined with what is known of their messages before they are written, so
 * each is written once. What another replica takes in at the same time, it claims: then this one looks again.
 */
export function createPutNewRecipients(
  pool: Pool,
  statements: Statements,
  instrument: Instrument = uninstrumented,
): PutNewRecipients {
  const transact = createTransact(pool, statements, instrument)
  return (rows, decide) =>
    transact(isEachWithMessage(rows) ? 'begin-copying' : 'begin-copying-alone', async (run) => {
      const given = rows.recipients.map(({ line }) => line)
      const [known, read, keys, freeKeys, twins] = await Promise.all([
        knownOf(
          run,
          'campaign_recipients',
          rows.recipients.map(({ theirs }) => theirs),
        ),
        knownOf(run, 'broadcasts_messages', rows.messages),
        run('link/next-recipient-keys', given.length),
        newKeys(run, rows.messages.length),
        twinsOf(
          run,
          given.flatMap(({ campaign_id: campaign, phone_number: phone, whatsapp_message_id }) =>
            whatsapp_message_id !== undefined || phone === undefined ? [] : [{ campaign, phone }],
          ),
        ),
      ])
      const fresh = rows.recipients.filter(({ theirs }) => !known.has(theirs.key))
      const unread = rows.messages.filter(({ key }) => !read.has(key))
      const lines = fresh.map(({ line }) => line)
      const nowMs = Date.now()
      const stored = lines.map((line, n) => storedOf(line, keys[n]?.key ?? '', nowMs))
      const theirsOf = new Map(fresh.map(({ theirs }, n) => [keys[n]?.key ?? '', theirs]))
      const ids = [
        ...lines.flatMap((line) => line.whatsapp_message_id ?? []),
        ...rows.reports.flatMap((report) => report.ids),
        ...twins,
      ]
      const locked = await loadPendingJoin(run, { ids })
      await rewrite(
        run,
        {
          ...locked,
          loaded: { ...locked.loaded, recipients: [...locked.loaded.recipients, ...stored] },
          freeKeys,
          unwritten: new Map(stored.map(({ key }, n) => [key, lines[n]?.created_at])),
        },
        decide,
        (change) => [
          run('link/make-campaigns', [...new Set(lines.map((line) => line.campaign_id))]),
          claimListed(run, stored),
          saveSeen(run, 'campaign_recipients', seenRecipients(theirsOf)),
          saveSeen(run, 'broadcasts_messages', unread.map(seenMessage)),
          enqueue(run, rows, change, theirsOf),
        ],
      )
    }).catch(rethrowRefusal)
}

/** Whether each comes with what its message says. */
function isEachWithMessage({ recipients, reports }: NewRecipients): boolean {
  const said = new Set(reports.flatMap(({ ids }) => ids))
  return recipients.every(({ line }) => said.has(line.whatsapp_message_id ?? ''))
}

/**
 * Has written back what differs from theirs, and what it is not known of.
 *
 * @param theirsOf rows of theirs by our new keys
 */
async function enqueue(
  run: Run,
  { recipients, messages, lacks }: NewRecipients,
  change: Change,
  theirsOf: ReadonlyMap<string, TheirRow>,
): Promise<void> {
  const lacking = change.recipients.flatMap((write) => {
    const key = write.stored?.key
    const theirs = theirsOf.get(key ?? '')
    const agrees = theirs !== undefined && !lacks('campaign_recipients', valuesOfRecipient(write), theirs)
    return key === undefined || agrees ? [] : [key]
  })
  const rowsOf = groupBy(messages, (row) => String(row.values['message_id']))
  const ids = new Set(recipients.flatMap(({ line }) => line.whatsapp_message_id ?? []))
  for (const write of change.messages) {
    const [only, ...others] = write.ids.flatMap((id) => rowsOf.get(id) ?? [])
    const agrees =
      only !== undefined && others.length === 0 && !lacks('broadcasts_messages', valuesOfMessage(write), only)
    for (const id of write.ids) agrees ? ids.delete(id) : ids.add(id)
  }
  const counted = [...change.counters.keys()]
  await Promise.all([
    lacking.length > 0 && run('link/enqueue', 'campaign_recipients', lacking),
    ids.size > 0 && run('link/enqueue-messages', [...ids]),
    counted.length > 0 && run('link/enqueue', 'marketing_campaigns', counted),
  ])
}

/** Keys of theirs that somebody has read meanwhile: a page that was read ahead is older than what is known of its rows. */
async function knownOf(run: Run, table: TableName, rows: readonly TheirRow[]): Promise<ReadonlySet<string>> {
  if (rows.length === 0) return new Set()
  const asked = rows.map(({ key }) => key)
  return new Set((await run('link/known-keys', table, asked)).map((row) => row.their_key))
}

async function saveSeen(run: Run, table: TableName, seen: readonly SeenRow[]): Promise<void> {
  if (seen.length > 0) await run('link/insert-linked-rows', table, ...columnsOfSeen(seen))
}

function seenRecipients(theirsOf: ReadonlyMap<string, TheirRow>): SeenRow[] {
  return [...theirsOf].map(([own_key, { key, values }]) => ({ their_key: key, own_key, seen: values }))
}

function storedOf(line: RecipientLine, key: string, nowMs: number): StoredRecipient {
  const { phone_number, whatsapp_message_id, sent_at, delivered_at, read_at, failed_at, created_at } = line
  return {
    key,
    campaignId: line.campaign_id,
    ...(phone_number !== undefined && { phone: phone_number }),
    ...(whatsapp_message_id !== undefined && { messageId: whatsapp_message_id }),
    fromWebhook: false,
    columns: {
      status: statusOfText(line.status ?? null),
      ...(sent_at !== undefined && { sentAtMs: Date.parse(sent_at) }),
      ...(delivered_at !== undefined && { deliveredAtMs: Date.parse(delivered_at) }),
      ...(read_at !== undefined && { readAtMs: Date.parse(read_at) }),
      ...(failed_at !== undefined && { failedAtMs: Date.parse(failed_at) }),
    },
    breakdown: [],
    pendingJoin: true,
    asserted: 'all',
    writtenAtMs: created_at === undefined ? nowMs : Date.parse(created_at),
  }
}
