import { sameName } from '../../domain/campaigns/campaign-name.ts'
import type { CampaignChange, CampaignStore } from '../../domain/campaigns/ports.ts'
import { endsFirst } from '../../domain/campaigns/settings.ts'

/** What became of an edit; `name-taken`: another campaign is called so, and reports could not tell the two apart; `ends-first`: before it starts. */
export type EditOutcome = 'edited' | 'no-such-campaign' | 'name-taken' | 'ends-first'

/** What became of a registration; `other-name`: the campaign of this id is called otherwise. */
export type RegistrationOutcome = 'made' | 'there-already' | 'other-name' | 'name-taken'

/** Makes a campaign. With the same id and name it may be repeated. */
export async function registerCampaign(
  store: Pick<CampaignStore, 'create' | 'find' | 'idOfName'>,
  id: string,
  name: string,
  status: string,
): Promise<RegistrationOutcome> {
  const there = await store.find(id)
  // A provisional campaign of this id, which reports alone named, becomes the one that is registered.
  if (there === undefined || there.source === 'webhook') {
    if ((await store.idOfName(name)) !== undefined) return 'name-taken'
    if (await store.create(id, name, status)) return 'made'
  }
  const found = await store.find(id)
  return found?.name !== undefined && sameName(found.name, name) ? 'there-already' : 'other-name'
}

/** Renames a campaign, or sets what its state is called, when it starts and ends, its template and the country of its numbers. */
export async function editCampaign(
  store: Pick<CampaignStore, 'edit' | 'find' | 'idOfName'>,
  campaignId: string,
  change: CampaignChange,
): Promise<EditOutcome> {
  if (change.name !== undefined) {
    const holder = await store.idOfName(change.name)
    if (holder !== undefined && holder !== campaignId) return 'name-taken'
  }
  if (change.startsAtMs != null || change.endsAtMs != null) {
    if (endsFirst({ ...(await store.find(campaignId)), ...change })) return 'ends-first'
  }
  return (await store.edit(campaignId, change)) ? 'edited' : 'no-such-campaign'
}
