import { meantPhone } from '../../../domain/phones/meant-phone.ts'
import { type Country, isCountry } from '../../../domain/phones/numbering-plans.ts'
import type { RowOf } from '../connection/query.ts'
import type { Run } from '../messages/transact.ts'

/** Recipients that others wrote, before they are locked. */
export interface PendingRecipients {
  readonly keys: readonly string[]
  /** Ids of their messages, and of those that may be theirs where a list knows the number alone. */
  readonly messageIds: readonly string[]
  /** Names of those of their campaigns that are provisional. */
  readonly campaignNames: readonly string[]
}

const NONE: PendingRecipients = { keys: [], messageIds: [], campaignNames: [] }

/**
 * Looks at recipients that others wrote, and notes the numbers that they mean.
 *
 * @param country as of `readNumbers`
 */
export async function pendingRecipients(
  run: Run,
  keys: readonly string[],
  country: Country | undefined,
): Promise<PendingRecipients> {
  if (keys.length === 0) return NONE
  const rows = await readNumbers(run, keys, country)
  const listed = rows.flatMap(({ whatsapp_message_id, campaign_id, phone_number, meant = phone_number }) =>
    whatsapp_message_id !== null || meant === null ? [] : [{ campaign: campaign_id, phone: meant }],
  )
  return {
    keys: rows.map(({ key }) => key),
    messageIds: [...rows.flatMap((row) => row.whatsapp_message_id ?? []), ...(await twinsOf(run, listed))],
    campaignNames: rows.flatMap((row) => row.campaign_name ?? []),
  }
}

/**
 * Reads the numbers of recipients that others wrote, and notes what they mean where that is not noted.
 *
 * @param country where national numbers are from if their campaign does not say
 */
export async function readNumbers(
  run: Run,
  keys: readonly string[],
  country: Country | undefined,
): Promise<readonly ReadRecipient[]> {
  const rows = await run('campaigns/recipients-pending-join', keys)
  const read = rows.map((row) => ({ ...row, meant: meantBy(row, country) }))
  const changed = read.filter(({ meant, meant_phone }) => meant !== (meant_phone ?? undefined))
  if (changed.length > 0)
    await run(
      'campaigns/note-meant-phones',
      changed.map(({ key }) => key),
      changed.map(({ meant }) => meant ?? null),
    )
  return read
}

type ReadRecipient = RowOf<'campaigns/recipients-pending-join'> & { readonly meant: string | undefined }

/** Messages that may be those of recipients whom a list knows by number alone. */
export async function twinsOf(
  run: Run,
  listed: readonly { readonly campaign: string; readonly phone: string }[],
): Promise<readonly string[]> {
  if (listed.length === 0) return []
  const rows = await run(
    'campaigns/twins',
    listed.map(({ campaign }) => campaign),
    listed.map(({ phone }) => phone),
  )
  return rows.map((row) => row.message_id)
}

function meantBy(
  { phone_number, country: ofCampaign }: RowOf<'campaigns/recipients-pending-join'>,
  country: Country | undefined,
): string | undefined {
  if (phone_number === null) return undefined
  return meantPhone(phone_number, countryOf(ofCampaign, country))
}

/** Where national numbers of a campaign are from: as it says, else as is set. */
export function countryOf(ofCampaign: string | null, country: Country | undefined): Country | undefined {
  return ofCampaign !== null && isCountry(ofCampaign) ? ofCampaign : country
}
