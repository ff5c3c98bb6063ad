import type { Pool, QueryResultRow } from 'pg'
import type { Verification } from '../../../domain/campaigns/campaign.ts'
import type { CampaignStore, RecipientFilter } from '../../../domain/campaigns/ports.ts'
import { rethrow, sqlStateOf } from '../connection/errors.ts'
import { type Instrument, uninstrumented } from '../connection/instrument.ts'
import { pageOf } from '../connection/page.ts'
import { type MessageRow, messageOfRow } from '../messages/message-rows.ts'
import type { ShortName, Statements } from '../schema/statements.ts'
import {
  type CampaignRow,
  campaignOfRow,
  countersOf,
  type RecipientPageRow,
  recipientOfPageRow,
} from './campaign-rows.ts'
import { mendRecipients, recount } from './recount.ts'

/** SQLSTATEs of a key that is not of the table's type. PostgreSQL manual, appendix A. */
const NO_KEY: ReadonlySet<string | undefined> = new Set(['22P02', '22003'])

interface VerifyRow extends Omit<Verification, 'name'> {
  readonly name: string | null
}

type MessageCampaign = {
  readonly campaign_id: string
  readonly campaign_name: string | null
  readonly recipient_id: string
  readonly reference: string | null
}

interface FoundMessageRow extends Omit<MessageRow, 'message_id'> {
  readonly message_id: string | null
  readonly campaigns: readonly MessageCampaign[] | null
}

/** Campaigns in PostgreSQL. Lists are read page by page by key: no page costs more than the first. */
export function createCampaignStore(
  pool: Pool,
  statements: Statements,
  instrument: Instrument = uninstrumented,
): CampaignStore {
  async function read<Row extends QueryResultRow>(name: ShortName, ...parameters: unknown[]): Promise<Row[]> {
    const { rows } = await instrument(name, () => pool.query<Row>(statements[name], parameters)).catch(
      rethrow,
    )
    return rows
  }

  return {
    async create(id, name, status) {
      return (await read('create-campaign', id, name, status)).length > 0
    },
    async find(id) {
      const [row] = await read<CampaignRow>('campaign', id)
      return row === undefined ? undefined : campaignOfRow(row)
    },
    async list({ status, createdFromMs, createdBeforeMs }, after, limit) {
      const rows = await read<CampaignRow>(
        'campaigns-page',
        status ?? null,
        timestampOf(createdFromMs),
        timestampOf(createdBeforeMs),
        after?.at ?? null,
        after?.id ?? null,
        limit + 1,
      )
      return pageOf(rows, limit, campaignOfRow, (row) => ({ at: row.position ?? '', id: row.id }))
    },
    async ids() {
      return (await read<{ id: string }>('campaign-ids')).map(({ id }) => id)
    },
    async recipients(campaignId, filter, afterKey, limit) {
      const { name, value } = pageStatement(filter)
      const parameters = [campaignId, afterKey ?? null, afterKey !== undefined, limit + 1, ...value]
      try {
        const rows = await read<RecipientPageRow>(name, ...parameters)
        return pageOf(rows, limit, recipientOfPageRow, (row) => row.key)
      } catch (error) {
        if (NO_KEY.has(sqlStateOf(error))) return { items: [] }
        throw error
      }
    },
    async message(id) {
      const [row] = await read<FoundMessageRow>('message', id)
      if (row === undefined || (row.message_id === null && row.campaigns === null)) return undefined
      const { message_id } = row
      return {
        ...(message_id !== null && { message: messageOfRow({ ...row, message_id, id: '0' }) }),
        campaigns: (row.campaigns ?? []).map((campaign) => ({
          campaignId: campaign.campaign_id,
          ...(campaign.campaign_name !== null && { campaignName: campaign.campaign_name }),
          recipientKey: campaign.recipient_id,
          ...(campaign.reference !== null && { reference: campaign.reference }),
        })),
      }
    },
    async messagesOf(phone, afterKey, limit) {
      const written = [phone, phone.slice(1)]
      const rows = await read<MessageRow & { readonly key: string }>(
        'messages-of-phone',
        written,
        afterKey === undefined ? null : String(afterKey),
        limit + 1,
      )
      return pageOf(
        rows,
        limit,
        (row) => messageOfRow({ ...row, id: row.key }),
        (row) => BigInt(row.key),
      )
    },
    async verify(campaignId) {
      const rows = await read<VerifyRow>('verify-campaigns', campaignId ?? null)
      return rows.map(({ name, shown, kept, right, ...row }) => ({
        ...row,
        ...(name !== null && { name }),
        shown: countersOf(shown),
        kept: countersOf(kept),
        right: countersOf(right),
      }))
    },
    mendRecipients: (campaignId, afterKey, limit) =>
      mendRecipients(pool, statements, instrument, campaignId, afterKey, limit).catch(rethrow),
    recount: (campaignId) => recount(pool, statements, instrument, campaignId).catch(rethrow),
    async heal() {
      return (await read<{ id: string }>('heal-counters')).map(({ id }) => id)
    },
  }
}

function pageStatement(filter: RecipientFilter): {
  readonly name: ShortName
  readonly value: readonly string[]
} {
  if (filter.failureCode !== undefined)
    return { name: 'recipients-page-of-code', value: [filter.failureCode] }
  if (filter.status !== undefined) return { name: 'recipients-page-of-status', value: [filter.status] }
  return { name: 'recipients-page', value: [] }
}

function timestampOf(atMs: number | undefined): string | null {
  return atMs === undefined ? null : new Date(atMs).toISOString()
}
