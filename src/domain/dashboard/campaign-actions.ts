import type { CampaignChange, RecipientFilter } from '../campaigns/ports.ts'

/** What people do about campaigns on the pages. */
export interface CampaignActions {
  /** @returns its id, or undefined where another campaign has the name */
  create(name: string): Promise<string | undefined>
  edit(id: string, change: CampaignChange): Promise<'edited' | 'no-such-campaign' | 'name-taken'>
  /** The recipients as CSV, piece by piece. */
  exportCsv(id: string, filter: RecipientFilter): AsyncIterable<string>
}
