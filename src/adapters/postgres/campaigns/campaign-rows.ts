import type { Campaign, Recipient } from '../../../domain/campaigns/campaign.ts'
import type { CampaignChange } from '../../../domain/campaigns/ports.ts'
import type { CounterDelta } from '../../../domain/messages/change.ts'
import { isCountry } from '../../../domain/phones/numbering-plans.ts'
import { isoOrNull } from '../../../domain/text/iso.ts'
import type { RowOf } from '../connection/query.ts'
import { statusOfText } from './recipient-rows.ts'

export type CampaignRow = RowOf<'campaigns/campaign'>

export function campaignOfRow(row: CampaignRow): Campaign {
  return {
    id: row.id,
    ...(row.name !== null && { name: row.name }),
    ...(row.status !== null && { status: row.status }),
    source: row.source === 'api' || row.source === 'webhook' ? row.source : 'sender',
    ...(row.created_at !== null && { createdAtMs: row.created_at.getTime() }),
    ...(row.updated_at !== null && { updatedAtMs: row.updated_at.getTime() }),
    ...(row.total_target_customers !== null && { targetCustomers: Number(row.total_target_customers) }),
    ...(row.starts_at !== null && { startsAtMs: row.starts_at.getTime() }),
    ...(row.ends_at !== null && { endsAtMs: row.ends_at.getTime() }),
    ...(row.template !== null && { template: row.template }),
    ...(row.country !== null && isCountry(row.country) && { country: row.country }),
    counters: countersOf(row),
    breakdowns: new Map(Object.entries((row.breakdowns ?? {}) as Readonly<Record<string, number>>)),
  }
}

/** The settings that change, as the columns are called. */
export function rowOfSettings({ startsAtMs, endsAtMs, ...settings }: CampaignChange) {
  return {
    ...settings,
    ...(startsAtMs !== undefined && { starts_at: isoOrNull(startsAtMs) }),
    ...(endsAtMs !== undefined && { ends_at: isoOrNull(endsAtMs) }),
  }
}

export type RecipientPageRow = RowOf<'campaigns/recipients-page'>

export function recipientOfPageRow(row: RecipientPageRow): Recipient {
  return {
    key: row.key,
    ...(row.phone_number !== null && { phone: row.phone_number }),
    ...(row.reference !== null && { reference: row.reference }),
    ...(row.whatsapp_message_id !== null && { messageId: row.whatsapp_message_id }),
    status: statusOfText(row.status),
    ...(row.sent_at !== null && { sentAtMs: row.sent_at.getTime() }),
    ...(row.delivered_at !== null && { deliveredAtMs: row.delivered_at.getTime() }),
    ...(row.read_at !== null && { readAtMs: row.read_at.getTime() }),
    ...(row.failed_at !== null && { failedAtMs: row.failed_at.getTime() }),
    ...(row.replied_at !== null && { repliedAtMs: row.replied_at.getTime() }),
    ...(row.failure_code !== null && { failureCode: row.failure_code }),
    ...(row.attributes !== null && { attributes: attributesOf(row.attributes) }),
  }
}

/** Others may write anything there; what is not text by name is shown as JSON. */
function attributesOf(json: unknown): Readonly<Record<string, string>> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return {}
  const texts = Object.entries(json).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  return Object.fromEntries(texts)
}

export type CounterRow = { readonly [Counter in keyof CounterDelta]: number | null }

/**
 * The counters alone; NULL in another writer's row counts as 0. Columns that somebody made bigint or numeric come as text.
 */
export function countersOf(row: CounterRow): CounterDelta {
  return {
    pending: Number(row.pending),
    sent: Number(row.sent),
    delivered: Number(row.delivered),
    read: Number(row.read),
    failed: Number(row.failed),
    replied: Number(row.replied),
    recipients: Number(row.recipients),
  }
}
