import { z } from 'zod'
import type { Campaign } from '../../../../domain/campaigns/campaign.ts'
import type { CampaignStore } from '../../../../domain/campaigns/ports.ts'
import { ProblemError } from '../problem.ts'

/** The path of everything about one campaign. */
export const campaignPath = z.strictObject({ id: z.string().max(512).describe("The campaign's id.") })

/** What the examples of the OpenAPI document show. */
export const EXAMPLE_CAMPAIGN = 'diwali-2026'
export const EXAMPLE_PHONE = '+919876543210'
export const EXAMPLE_MESSAGE = 'wamid.HBgMOTE5ODc2NTQzMjEwFQIAERgSQUJDREVGMDEyMzQ1Njc4OTA='

/** The campaign; a problem where there is none. */
export async function campaignOf(store: Pick<CampaignStore, 'find'>, id: string): Promise<Campaign> {
  const campaign = await store.find(id)
  if (campaign === undefined) throw noCampaign()
  return campaign
}

export function noCampaign(): ProblemError {
  return new ProblemError('not-found', 'There is no campaign of this id: GET /api/campaigns lists them.')
}
