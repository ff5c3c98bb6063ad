import type { Pool } from 'pg'
import type { RowStore } from '../../../domain/campaigns/ports.ts'
import { MEANT_PHONE, type RowFault, type ShownConclusion } from '../../../domain/campaigns/row-check.ts'
import type { StoredMessage } from '../../../domain/messages/change.ts'
import { firstReply, type InboundMessage, type Reply } from '../../../domain/messages/reply.ts'
import { KINDS } from '../../../domain/messages/report.ts'
import { msOfStatusTime } from '../../../domain/messages/status-time.ts'
import type { Country } from '../../../domain/phones/numbering-plans.ts'
import { rethrow } from '../connection/errors.ts'
import { uninstrumented } from '../connection/instrument.ts'
import { createQuery, type RowOf } from '../connection/query.ts'
import { inTransaction } from '../connection/transaction.ts'
import { inboundOfRow } from '../messages/inbound-rows.ts'
import { campaignsByName, type ListedKey, listedAt, notListed } from '../messages/load.ts'
import { messageOfRow } from '../messages/message-rows.ts'
import { createTransact, type Run, runOn } from '../messages/transact.ts'
import type { Statements } from '../schema/statements.ts'
import { countryOf, readNumbers } from './pending-recipients.ts'
import { recipientOfRow } from './recipient-rows.ts'

/**
 * Rows in PostgreSQL, read page by page, each page of one snapshot.
 *
 * @param country as of the state store
 */
export function createRowStore(pool: Pool, statements: Statements, country?: Country): RowStore {
  const query = createQuery(pool, statements, uninstrumented)
  const transact = createTransact(pool, statements, uninstrumented)
  const opening = statements.text('transactions/begin-verify')
  return {
    async messageKeys(after, limit) {
      const { rows } = await query('verify/message-keys', String(after), limit).catch(rethrow)
      return rows.map(({ id }) => BigInt(id))
    },
    messages(keys) {
      return inTransaction(
        pool,
        (client) => pageOf(runOn(client, statements, uninstrumented), keys.map(String)),
        uninstrumented,
        opening,
      ).catch(rethrow)
    },
    async recipients(after, limit, campaignId) {
      const { rows } = await query('verify/recipients-page', after, limit, campaignId ?? null).catch(rethrow)
      const lastKey = rows.length < limit ? undefined : rows.at(-1)?.key
      return {
        unheard: rows.filter(({ message }) => message === null).map(recipientOfRow),
        numbers: rows
          .filter(({ settled }) => settled)
          .map(({ key, phone_number, meant_phone, country: ofCampaign }) => ({
            key,
            written: phone_number ?? undefined,
            meant: meant_phone ?? undefined,
            country: countryOf(ofCampaign, country),
          })),
        messageKeys: [...new Set(rows.flatMap(({ message }) => message ?? []))].map(BigInt),
        ...(lastKey !== undefined && { lastKey }),
      }
    },
    joinAnew(faults) {
      const misread = faults.filter(({ columns }) => columns.includes(MEANT_PHONE)).map(({ key }) => key)
      const keys = (table: RowFault['table']) =>
        faults.flatMap((one) => (one.table === table && !one.columns.includes(MEANT_PHONE) ? [one.key] : []))
      return transact('begin-join', async (run) => {
        await run('verify/mark-messages', keys('broadcasts_messages'))
        await run('verify/mark-recipients', keys('campaign_recipients'))
        // What a recipient shows does not follow from its number: where its message is gone, a join would lose what only that knew.
        if (misread.length > 0) await readNumbers(run, misread, country)
        await run('verify/mark-unread', misread)
      }).catch(rethrow)
    },
  }
}

async function pageOf(run: Run, keys: readonly string[]): Promise<Awaited<ReturnType<RowStore['messages']>>> {
  const rows = await run('verify/messages', keys)
  const messages = rows.map(messageOfRow)
  const campaigns = await campaignsByName(run, messages)
  const listed = listedAt(campaigns.campaignIds, messages)
  const asked = async (ids: readonly string[], at: readonly ListedKey[]) => {
    const found = await run(
      'verify/recipients',
      ids,
      at.map(({ campaign }) => campaign),
      at.map(({ written }) => written),
    )
    return found.map(recipientOfRow)
  }
  const ids = messages.flatMap((message) => message.ids)
  const recipients = await asked(ids, listed)
  const more = notListed(listed, { messages, recipients, ...campaigns })
  if (more.length > 0) recipients.push(...(await asked([], more)))
  const left = await run('external/left-of-messages', ids, keys)
  const givingWay = await run('verify/giving-way', ids)
  return {
    loaded: { messages, recipients, ...campaigns },
    shown: new Map(rows.map((row) => [BigInt(row.id), shownBy(row)])),
    replies: await repliesTo(run, messages),
    waiting: new Set([...left, ...givingWay].map(({ id }) => id)),
  }
}

/** The first reply to each message, where inbound messages that were counted for it are still there. */
async function repliesTo(
  run: Run,
  messages: readonly StoredMessage[],
): Promise<ReadonlyMap<bigint, Reply | undefined>> {
  const rows = await run(
    'replies/inbound-messages',
    [],
    messages.map(({ key }) => String(key)),
  )
  const byMessage = new Map<bigint, InboundMessage[]>()
  for (const row of rows) {
    if (row.message === null) continue
    const key = BigInt(row.message)
    byMessage.set(key, [...(byMessage.get(key) ?? []), inboundOfRow(row)])
  }
  return new Map([...byMessage].map(([key, inbound]) => [key, firstReply(inbound)]))
}

function shownBy(row: RowOf<'verify/messages'>): ShownConclusion {
  const status = typeof row.status === 'object' && row.status !== null ? row.status : {}
  const times = KINDS.flatMap((kind) => {
    const text = (status as Readonly<Record<string, unknown>>)[kind]
    const atMs = typeof text === 'string' ? msOfStatusTime(text) : Number.NaN
    return Number.isNaN(atMs) ? [] : [[kind, atMs] as const]
  })
  return {
    messageId: row.message_id,
    times: Object.fromEntries(times),
    inferred: row.inferred_kinds ?? [],
    ...(row.failure_code !== null && { failureCode: row.failure_code }),
    readEntered: row.read_entered,
  }
}
