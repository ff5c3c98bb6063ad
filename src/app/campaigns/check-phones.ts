import type { FaultyPhone } from '../../domain/campaigns/faulty-phone.ts'
import type { CampaignStore } from '../../domain/campaigns/ports.ts'
import type { RecipientLine } from '../../domain/campaigns/recipient-line.ts'
import type { Country } from '../../domain/phones/numbering-plans.ts'
import { faultOfStored, type StoredPhoneFault } from '../../domain/phones/stored-phone.ts'

const PAGE = 1_000

/** Goes through the recipients' numbers, campaign by campaign and page by page. Changes nothing. */
export async function* faultyPhones(
  store: Pick<CampaignStore, 'ids' | 'recipients'>,
  campaignId: string | undefined,
  country: Country | undefined,
  signal: AbortSignal,
): AsyncIterable<FaultyPhone> {
  for (const id of campaignId === undefined ? await store.ids() : [campaignId]) {
    let afterKey: string | undefined
    do {
      signal.throwIfAborted()
      const { items, next } = await store.recipients(id, {}, afterKey, PAGE)
      for (const { key, phone } of items) {
        const fault = phone === undefined ? undefined : faultOfStored(phone, country)
        if (phone === undefined || fault === undefined) continue
        yield { campaignId: id, recipientKey: key, stored: phone, ...saidOf(fault) }
      }
      afterKey = next
    } while (afterKey !== undefined)
  }
}

/**
 * Sets a number right as a change through the API does: counters and replies follow. Harmless to repeat.
 *
 * @returns whether it was: not where nobody can tell the number, or the recipient is gone
 */
export async function fixPhone(
  amend: (campaignId: string, recipientKey: string, line: RecipientLine) => Promise<boolean>,
  { campaignId, recipientKey, meant }: FaultyPhone,
): Promise<boolean> {
  return meant !== undefined && (await amend(campaignId, recipientKey, { phone: meant, messageIds: [] }))
}

function saidOf(fault: StoredPhoneFault): Pick<FaultyPhone, 'meant' | 'problem'> {
  return 'phone' in fault ? { meant: fault.phone } : { problem: fault.problem }
}
