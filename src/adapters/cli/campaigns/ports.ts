import type { Readable } from 'node:stream'
import type { Recount } from '../../../domain/campaigns/campaign.ts'
import type { CampaignOperations } from '../../../domain/campaigns/campaign-operations.ts'
import type { FaultyPhone } from '../../../domain/campaigns/faulty-phone.ts'
import type { LookupFaults } from '../../../domain/campaigns/lookup.ts'
import type { RowFault } from '../../../domain/campaigns/row-check.ts'
import type { Country } from '../../../domain/phones/numbering-plans.ts'

/** Rows that are not what follows from the facts: how many, and the first of them. */
export interface RowFaults {
  readonly rows: number
  readonly faults: readonly RowFault[]
}

/** What the commands about campaigns drive. */
export interface CampaignCommands extends CampaignOperations<Readable> {
  /** Whether a recount had nothing to repair. */
  foundNothing(recount: Recount): boolean
  /** Compares every row with what follows from the facts: all, or a campaign's. */
  checkRows(campaignId: string | undefined): Promise<RowFaults>
  /** Has the rows that differ joined anew from the facts. @returns what was wrong */
  repairRows(campaignId: string | undefined): Promise<RowFaults>
  /** Compares the tables by which messages and recipients are found with these; of a campaign, only lists of one status. */
  checkLookups(campaignId: string | undefined): Promise<LookupFaults>
  /** Sets these tables right. @returns what was wrong */
  mendLookups(campaignId: string | undefined): Promise<LookupFaults>
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
}
