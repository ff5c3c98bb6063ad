import type { Readable } from 'node:stream'
import type { Recount, Verification } from '../../../../domain/campaigns/campaign.ts'
import type { CampaignChange, CampaignStore, ExportOptions } from '../../../../domain/campaigns/ports.ts'
import type {
  ImportOptions,
  ImportSummary,
  ListFormat,
  RecipientLine,
} from '../../../../domain/campaigns/recipient-line.ts'

import type { Country } from '../../../../domain/phones/numbering-plans.ts'

/** What the endpoints of campaigns drive. */
export interface CampaignApi {
  readonly store: CampaignStore
  /** Where phone numbers without a country code are from. */
  readonly defaultCountry: Country | undefined
  /** Takes a list into a campaign that exists; without a country the default one counts. Throws ListError. */
  importList(
    campaignId: string,
    list: Readable,
    format: ListFormat,
    signal: AbortSignal,
    options: ImportOptions,
  ): Promise<ImportSummary>
  /** Makes a campaign; `other-name`: there is one of this id, called otherwise; `name-taken`: another one is called so. */
  register(
    id: string,
    name: string,
    status: string,
  ): Promise<'made' | 'there-already' | 'other-name' | 'name-taken'>
  /** Renames a campaign, or sets its state or settings; `ends-first`: before it starts. */
  edit(
    campaignId: string,
    change: CampaignChange,
  ): Promise<'edited' | 'no-such-campaign' | 'name-taken' | 'ends-first'>
  /** Sets what the line gives of one recipient; false where there is none. */
  amend(campaignId: string, recipientKey: string, line: RecipientLine): Promise<boolean>
  /** Deletes a recipient; false where there is none. Throws StoreRefusedError. */
  removeRecipient(campaignId: string, recipientKey: string): Promise<boolean>
  /** Deletes a campaign with its recipients; the signal stops it halfway. Throws StoreRefusedError. */
  deleteCampaign(
    campaignId: string,
    signal: AbortSignal,
  ): Promise<{ readonly outcome: 'deleted' | 'stopped' | 'no-such-campaign'; readonly recipients: number }>
  /** The recipients as CSV, piece by piece. */
  exportCsv(campaignId: string, options: ExportOptions): AsyncIterable<string>
  recount(campaignId: string, signal: AbortSignal): Promise<Recount>
  agrees(verification: Verification): boolean
  newId(): string
  now(): number
}
