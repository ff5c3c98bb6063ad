import type { Readable } from 'node:stream'
import type { Recount, Verification } from '../../../domain/campaigns/campaign.ts'
import type { FaultyPhone } from '../../../domain/campaigns/faulty-phone.ts'
import type { CampaignChange, CampaignStore, ExportOptions } from '../../../domain/campaigns/ports.ts'
import type { ImportOptions, ImportSummary, ListFormat } from '../../../domain/campaigns/recipient-line.ts'
import type { RowFault } from '../../../domain/campaigns/row-check.ts'
import type { Country } from '../../../domain/phones/numbering-plans.ts'

/** Rows that are not what follows from the facts: how many, and the first of them. */
export interface RowFaults {
  readonly rows: number
  readonly faults: readonly RowFault[]
}

/** What the commands about campaigns drive. */
export interface CampaignCommands {
  readonly store: CampaignStore
  /** Takes a list into a campaign that exists, or that `prepare` makes; without a country the default one counts. Throws ListError. */
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
    onProgress: (recipients: number) => void,
  ): Promise<{ readonly outcome: 'deleted' | 'stopped' | 'no-such-campaign'; readonly recipients: number }>
  /** The recipients as CSV, piece by piece. */
  exportCsv(campaignId: string, options: ExportOptions): AsyncIterable<string>
  recount(campaignId: string, signal: AbortSignal): Promise<Recount>
  /** Whether a recount had nothing to repair. */
  foundNothing(recount: Recount): boolean
  agrees(verification: Verification): boolean
  /** Compares every row with what follows from the facts: all, or a campaign's. */
  checkRows(campaignId: string | undefined): Promise<RowFaults>
  /** Has the rows that differ joined anew from the facts. @returns what was wrong */
  repairRows(campaignId: string | undefined): Promise<RowFaults>
  /** Joins in what others wrote, and shows the right counters again; how many of each. */
  reconcile(): Promise<{ readonly recipients: number; readonly campaigns: number }>
  /** Recipients whose stored number cannot be one, with what was meant; without a country the default one counts. */
  faultyPhones(
    campaignId: string | undefined,
    country: Country | undefined,
    signal: AbortSignal,
  ): AsyncIterable<FaultyPhone>
  /** Stores the number that was meant. @returns whether it could */
  fixPhone(fault: FaultyPhone): Promise<boolean>
  now(): number
}
