import type { Pool } from 'pg'
import type { PutNewRecipients, RecipientLine } from '../../../domain/link/ports.ts'
import type { StoredRecipient } from '../../../domain/messages/change.ts'
import { statusOfText } from '../campaigns/recipient-rows.ts'
import { rethrowRefusal } from '../connection/errors.ts'
import { type Instrument, uninstrumented } from '../connection/instrument.ts'
import { loadPendingJoin } from '../messages/load.ts'
import { createTransact, type Run } from '../messages/transact.ts'
import { rewrite } from '../messages/write.ts'
import type { Statements } from '../schema/statements.ts'

/**
 * Recipients of theirs that are new to us. They are joined with what is known of their messages before they are written, so
 * each is written once; under the lock of joins, so no other replica takes in the same rows.
 */
export function createPutNewRecipients(
  pool: Pool,
  statements: Statements,
  instrument: Instrument = uninstrumented,
): PutNewRecipients {
  const transact = createTransact(pool, statements, instrument)
  return (rows, decide) =>
    transact('begin-join', async (run) => {
      const fresh = await unknownOf(run, rows.recipients)
      const lines = fresh.map(({ line }) => line)
      await run('link/make-campaigns', [...new Set(lines.map((line) => line.campaign_id))])
      const keys = await run('link/next-recipient-keys', lines.length)
      const nowMs = Date.now()
      const stored = lines.map((line, n) => storedOf(line, keys[n]?.key ?? '', nowMs))
      const ids = [
        ...lines.flatMap((line) => line.whatsapp_message_id ?? []),
        ...rows.reports.flatMap((report) => report.ids),
        ...(await twinsOf(run, lines)),
      ]
      const { loaded, revisions } = await loadPendingJoin(run, [], ids)
      await rewrite(
        run,
        {
          loaded: { ...loaded, recipients: [...loaded.recipients, ...stored] },
          revisions,
          freeKeys: [],
          unwritten: new Map(stored.map(({ key }, n) => [key, lines[n]?.created_at])),
        },
        decide,
      )
      const seen = fresh.map(({ line, seen }, n) => ({
        their_key: line.their_key,
        own_key: keys[n]?.key ?? '',
        seen,
      }))
      await run('link/save-linked-rows', 'campaign_recipients', JSON.stringify(seen))
      if (rows.messages.length > 0)
        await run('link/save-linked-rows', 'broadcasts_messages', JSON.stringify(rows.messages))
    }).catch(rethrowRefusal)
}

async function unknownOf<Row extends { readonly line: RecipientLine }>(
  run: Run,
  rows: readonly Row[],
): Promise<readonly Row[]> {
  const asked = rows.map(({ line }) => line.their_key)
  const known = await run('link/linked-rows', 'campaign_recipients', asked)
  const keys = new Set(known.map((row) => row.their_key))
  return rows.filter(({ line }) => !keys.has(line.their_key))
}

async function twinsOf(run: Run, lines: readonly RecipientLine[]): Promise<readonly string[]> {
  const listed = lines.flatMap(({ campaign_id, phone_number, whatsapp_message_id }) =>
    whatsapp_message_id !== undefined || phone_number === undefined ? [] : [{ campaign_id, phone_number }],
  )
  if (listed.length === 0) return []
  const rows = await run(
    'link/twins',
    listed.map((one) => one.campaign_id),
    listed.map((one) => one.phone_number),
  )
  return rows.map((row) => row.message_id)
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
