import type { CampaignChange, CampaignStore } from '../../domain/campaigns/ports.ts'

/** What became of an edit; `name-taken`: another campaign is called so, and reports could not tell the two apart. */
export type EditOutcome = 'edited' | 'no-such-campaign' | 'name-taken'

/** Renames a campaign, or sets what its state is called. */
export async function editCampaign(
  store: Pick<CampaignStore, 'edit' | 'idOfName'>,
  campaignId: string,
  change: CampaignChange,
): Promise<EditOutcome> {
  if (change.name !== undefined) {
    const holder = await store.idOfName(change.name)
    if (holder !== undefined && holder !== campaignId) return 'name-taken'
  }
  return (await store.edit(campaignId, change)) ? 'edited' : 'no-such-campaign'
}
