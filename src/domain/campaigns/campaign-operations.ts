import type { Recount, Verification } from './campaign.ts'
import type { CampaignChange, CampaignStore, ExportOptions } from './ports.ts'
import type { ImportOptions, ImportSummary, ListFormat } from './recipient-line.ts'

/** How a list is imported, and what is set of its campaign before its first line is written: nothing where none is taken. */
export interface CampaignImportOptions extends ImportOptions {
  readonly settings?: CampaignChange
}

/** What people do with campaigns, by the API and the command line. `List`: the bytes of a list as they come. */
export interface CampaignOperations<List> {
  readonly store: CampaignStore
  /**
   * Takes a list into a campaign that exists, or that `prepare` makes; without a country the default one counts.
   * Throws ListError.
   */
  importList(
    campaignId: string,
    list: List,
    format: ListFormat,
    signal: AbortSignal,
    options: CampaignImportOptions,
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
  /** Deletes a recipient; false where there is none. Throws StoreRefusedError. */
  removeRecipient(campaignId: string, recipientKey: string): Promise<boolean>
  /** Deletes a campaign with its recipients; the signal stops it halfway. Throws StoreRefusedError. */
  deleteCampaign(
    campaignId: string,
    signal: AbortSignal,
    onProgress?: (recipients: number) => void,
  ): Promise<{ readonly outcome: 'deleted' | 'stopped' | 'no-such-campaign'; readonly recipients: number }>
  /** The recipients as CSV, piece by piece. */
  exportCsv(campaignId: string, options: ExportOptions): AsyncIterable<string>
  recount(campaignId: string, signal: AbortSignal): Promise<Recount>
  agrees(verification: Verification): boolean
  now(): number
}
