import type { Pool, PoolClient } from 'pg'
import type { KnownMessage } from '../../../domain/campaigns/campaign.ts'
import type { CampaignStore, RecipientFilter } from '../../../domain/campaigns/ports.ts'
import type { RecipientPart } from '../../../domain/campaigns/recipient-part.ts'
import { isoOrNull } from '../../../domain/text/iso.ts'
import { rethrow, sqlStateOf } from '../connection/errors.ts'
import { type Instrument, uninstrumented } from '../connection/instrument.ts'
import { pageOf } from '../connection/page.ts'
import { createQuery } from '../connection/query.ts'
import { inTransaction } from '../connection/transaction.ts'
import { messageOfRow } from '../messages/message-rows.ts'
import { type Run, runOn } from '../messages/transact.ts'
import type { Statements } from '../schema/statements.ts'
import type { StatementTypes } from '../sql.ts'
import {
  type CounterRow,
  campaignOfRow,
  countersOf,
  type RecipientPageRow,
  recipientOfPageRow,
  rowOfSettings,
} from './campaign-rows.ts'
import { forgetEmptyRanges } from './ranges.ts'
import { NO_KEY } from './recipient-rows.ts'
import { recount, repairRecipients } from './recount.ts'

/** What is counted for the recipients of a part: the bits of `counted` that matter, what they are, and a key of the breakdown. */
const PARTS: Readonly<
  Record<RecipientPart, readonly [mask: number, bits: number, breakdown: string | null]>
> = {
  pending: [1, 1, null],
  sent: [2, 2, null],
  awaiting: [2 + 4 + 16, 2, null],
  delivered: [4, 4, null],
  unread: [4 + 8, 4, null],
  read: [8, 8, null],
  unanswered: [8 + 32, 8, null],
  replied: [32, 32, null],
  unreported: [0, 0, 'u'],
  failed: [16, 16, null],
  contradictory: [0, 0, 'c'],
  unregistered: [0, 0, 'w'],
}

type MessageCampaign = {
  readonly campaign_id: string
  readonly campaign_name: string | null
  readonly recipient_id: string
  readonly reference: string | null
}

/** Campaigns in PostgreSQL. Lists are read page by page by key: no page costs more than the first. */
export function createCampaignStore(
  pool: Pool,
  statements: Statements,
  instrument: Instrument = uninstrumented,
): CampaignStore {
  const query = createQuery(pool, statements, instrument)
  const read: Run = async (name, ...parameters) => (await query(name, ...parameters).catch(rethrow)).rows

  return {
    async create(id, name, status) {
      return (await read('campaigns/create-campaign', id, name, status)).length > 0
    },
    async find(id) {
      const [row] = await read('campaigns/campaign', id)
      return row === undefined ? undefined : campaignOfRow(row)
    },
    async idOfName(name) {
      return (await read('campaigns/campaign-of-name', name))[0]?.id
    },
    async edit(id, { name, status, ...settings }) {
      const [edited] = await read('campaigns/edit-campaign', id, name ?? null, status ?? null)
      if (edited === undefined) return false
      if (Object.keys(settings).length > 0)
        await read('campaigns/set-campaign-settings', id, JSON.stringify(rowOfSettings(settings)))
      return true
    },
    async list({ status, createdFromMs, createdBeforeMs }, after, limit) {
      const rows = await read(
        'campaigns/campaigns-page',
        status ?? null,
        isoOrNull(createdFromMs),
        isoOrNull(createdBeforeMs),
        after?.at ?? null,
        after?.id ?? null,
        limit + 1,
      )
      return pageOf(rows, limit, campaignOfRow, (row) => ({ at: row.position, id: row.id }))
    },
    async ids() {
      return (await read('campaigns/campaign-ids')).map(({ id }) => id)
    },
    async statuses() {
      return (await read('campaigns/campaign-statuses')).map(({ status }) => status)
    },
    async recipients(campaignId, filter, afterKey, limit) {
      try {
        const rows = await readRecipients(read, filter, [
          campaignId,
          afterKey ?? null,
          afterKey !== undefined,
          limit + 1,
        ])
        return pageOf(rows, limit, recipientOfPageRow, (row) => row.key)
      } catch (error) {
        if (NO_KEY.has(sqlStateOf(error))) return { items: [] }
        throw error
      }
    },
    async attributeNames(campaignId, limit) {
      return (await read('campaigns/attribute-names', campaignId, limit)).map(({ name }) => name)
    },
    async message(id) {
      const [row] = await read('messages/message', id)
      if (row === undefined || (row.message_id === null && row.campaigns === null)) return undefined
      const { message_id } = row
      return {
        ...(message_id !== null && {
          message: messageOfRow({ ...row, message_id, id: '0', counted_in: null }),
        }),
        campaigns: campaignsOf(row.campaigns),
      }
    },
    async messagesOf(phone, afterKey, limit) {
      const written = [phone, phone.slice(1)]
      const rows = await read(
        'messages/messages-of-phone',
        written,
        afterKey === undefined ? null : String(afterKey),
        limit + 1,
      )
      return pageOf(
        rows,
        limit,
        (row) => ({
          message: messageOfRow({ ...row, id: row.key, counted_in: null }),
          campaigns: campaignsOf(row.campaigns),
        }),
        (row) => BigInt(row.key),
      )
    },
    async verify(campaignId) {
      const rows = await read('campaigns/verify-campaigns', campaignId ?? null)
      return rows.map(({ name, shown, kept, right, ...row }) => ({
        ...row,
        ...(name !== null && { name }),
        shown: countersOf(shown as CounterRow),
        kept: countersOf(kept as CounterRow),
        right: countersOf(right as CounterRow),
      }))
    },
    repairRecipients: (campaignId, afterKey, limit) =>
      repairRecipients(pool, statements, instrument, campaignId, afterKey, limit).catch(rethrow),
    recount: (campaignId) => recount(pool, statements, instrument, campaignId).catch(rethrow),
    async reconcileCounters() {
      const work = (client: PoolClient) =>
        runOn(client, statements, instrument)('campaigns/reconcile-counters')
      const begin = statements.text('transactions/begin-recount')
      return (await inTransaction(pool, work, instrument, begin).catch(rethrow)).map(({ id }) => id)
    },
    forgetEmptyRanges: (signal) => forgetEmptyRanges(pool, statements, instrument, signal).catch(rethrow),
  }
}

function readRecipients(
  read: Run,
  { failureCode, status, part }: RecipientFilter,
  page: StatementTypes['campaigns/recipients-page']['parameters'],
): Promise<RecipientPageRow[]> {
  if (part !== undefined) return read('campaigns/recipients-page-of-part', ...page, ...PARTS[part])
  if (failureCode !== undefined) return read('campaigns/recipients-page-of-code', ...page, failureCode)
  if (status !== undefined) return read('campaigns/recipients-page-of-status', ...page, status)
  return read('campaigns/recipients-page', ...page)
}

function campaignsOf(json: unknown): KnownMessage['campaigns'] {
  return ((json ?? []) as readonly MessageCampaign[]).map((campaign) => ({
    campaignId: campaign.campaign_id,
    ...(campaign.campaign_name !== null && { campaignName: campaign.campaign_name }),
    recipientKey: campaign.recipient_id,
    ...(campaign.reference !== null && { reference: campaign.reference }),
  }))
}
