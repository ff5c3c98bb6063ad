import type { NamedCampaigns, StoredRecipient } from '../../../domain/messages/change.ts'
import { campaignsByName } from '../messages/load.ts'
import type { Run } from '../messages/transact.ts'

/** How many recipients are marked at once: webhooks wait for it. */
const MARKED_AT_ONCE = 5_000

type Replaced = NonNullable<NamedCampaigns['replacedCampaigns']>

/**
 * Has the recipients joined anew, and thereby moved, of provisional campaigns that give way to one of these, or are one of these. What remains
 * to be done of a campaign is noted as a change of it.
 *
 * @returns the campaigns that give way
 */
export async function giveWay(run: Run, campaigns: readonly string[]): Promise<Replaced> {
  const names = campaigns.length === 0 ? [] : await run('campaigns/provisional-names', campaigns)
  const { replacedCampaigns: replaced = new Map() } = await campaignsByName(
    run,
    [],
    names.map(({ name }) => name),
  )
  if (replaced.size === 0) return replaced
  const marked = await run('campaigns/mark-provisional', [...replaced.keys()], MARKED_AT_ONCE)
  if (marked.length > 0)
    await run(
      'external/note-campaigns',
      marked.map((one) => one.campaign_id),
    )
  return replaced
}

/** Deletes those that gave way and whose recipients have all moved. */
export async function endReplaced(run: Run, replaced: Replaced): Promise<void> {
  if (replaced.size > 0) await run('campaigns/end-provisional', [...replaced.keys()], [...replaced.values()])
}

/** Provisional campaigns in which somebody listed recipients are somebody's from now on. */
export async function claimListed(run: Run, recipients: readonly StoredRecipient[]): Promise<void> {
  const listed = recipients.filter(({ pendingJoin, fromWebhook }) => pendingJoin && !fromWebhook)
  const campaigns = new Set(listed.map(({ campaignId }) => campaignId))
  if (campaigns.size > 0) await run('campaigns/claim-campaigns', [...campaigns], 'sender')
}
