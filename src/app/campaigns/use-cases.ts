import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { CampaignImportOptions } from '../../domain/campaigns/campaign-operations.ts'
import type {
  CampaignChange,
  CampaignStore,
  ExportOptions,
  RecipientStore,
} from '../../domain/campaigns/ports.ts'
import { ListError, type ListFormat, type RecipientLine } from '../../domain/campaigns/recipient-line.ts'
import type { TimeRule } from '../../domain/messages/facts.ts'
import { planChange } from '../../domain/messages/plan.ts'
import type { Country } from '../../domain/phones/numbering-plans.ts'
import { faultyPhones } from './check-phones.ts'
import { editCampaign, registerCampaign } from './edit.ts'
import { exportRecipients } from './export.ts'
import { importRecipients } from './import.ts'
import { openList } from './recipient-file.ts'
import { agrees, recountCampaign } from './recount.ts'
import { deleteCampaign } from './remove.ts'

const ENDS_FIRST = 'The campaign would end before it starts: nothing was taken.'

/**
 * Everything that can be done with campaigns, on the stores given: what the API and the command line drive.
 *
 * @param defaultCountry where phone numbers without a country code are from
 */
export function createCampaignUseCases(
  store: CampaignStore,
  recipients: RecipientStore,
  rule: TimeRule,
  defaultCountry?: Country,
) {
  return {
    store,
    defaultCountry,
    agrees,
    async importList(
      campaignId: string,
      list: Readable,
      format: ListFormat,
      signal: AbortSignal,
      { settings, ...options }: CampaignImportOptions = {},
    ) {
      const country = options.country ?? (await store.find(campaignId))?.country ?? defaultCountry
      const opened = openList(list, format, country)
      const prepare = async () => {
        await options.prepare?.()
        if (settings === undefined) return
        const outcome = await editCampaign(store, campaignId, settings)
        if (outcome === 'ends-first') throw new ListError(ENDS_FIRST)
      }
      return importRecipients(recipients, rule, campaignId, opened, signal, { ...options, country, prepare })
    },
    amend(campaignId: string, recipientKey: string, line: RecipientLine) {
      const links = line.messageIds.length > 1 ? [line.messageIds] : []
      return recipients.amendRecipient(campaignId, recipientKey, line, (loaded) =>
        planChange(loaded, [], rule, links),
      )
    },
    removeRecipient: (campaignId: string, recipientKey: string) =>
      recipients.removeRecipient(campaignId, recipientKey, (loaded) => planChange(loaded, [], rule)),
    deleteCampaign: (campaignId: string, signal: AbortSignal, onProgress?: (recipients: number) => void) =>
      deleteCampaign(recipients, rule, campaignId, signal, onProgress),
    register: (id: string, name: string, status: string) => registerCampaign(store, id, name, status),
    edit: (campaignId: string, change: CampaignChange) => editCampaign(store, campaignId, change),
    exportCsv: (campaignId: string, options: ExportOptions) => exportRecipients(store, campaignId, options),
    recount: (campaignId: string, signal: AbortSignal, onProgress?: (repaired: number) => void) =>
      recountCampaign(store, campaignId, signal, onProgress),
    faultyPhones: (campaignId: string | undefined, country: Country | undefined, signal: AbortSignal) =>
      faultyPhones(store, campaignId, country ?? defaultCountry, signal),
    newId: (): string => randomUUID(),
    now: Date.now,
  }
}

export type CampaignUseCases = ReturnType<typeof createCampaignUseCases>
