import type { RecipientStore } from '../../domain/campaigns/ports.ts'
import type { TimeRule } from '../../domain/messages/facts.ts'
import { planChange } from '../../domain/messages/plan.ts'

/** How many recipients are deleted in one transaction: few enough that webhooks, which wait for it, do not notice. */
const REMOVED_AT_ONCE = 1_000

/** How far a deletion came: `stopped` halfway, where the signal said so; repeating it goes on. */
export interface Removal {
  readonly outcome: 'deleted' | 'stopped' | 'no-such-campaign'
  readonly recipients: number
}

/**
 * Deletes a campaign and its recipients, some at a time, so that reports go on meanwhile. Messages stay, and belong to no
 * campaign then.
 *
 * @param onProgress called with the number of recipients that are gone so far
 * @throws StoreRefusedError where the database does not let go of a row
 */
export async function deleteCampaign(
  store: RecipientStore,
  rule: TimeRule,
  campaignId: string,
  signal: AbortSignal,
  onProgress: (recipients: number) => void = () => undefined,
): Promise<Removal> {
  let recipients = 0
  for (let part = 0; ; part++) {
    if (signal.aborted) return { outcome: 'stopped', recipients }
    const removed = await store.removeCampaign(campaignId, REMOVED_AT_ONCE, (loaded) =>
      planChange(loaded, [], rule),
    )
    // What somebody else deleted meanwhile is gone as well.
    if (removed === undefined) return { outcome: part === 0 ? 'no-such-campaign' : 'deleted', recipients }
    recipients += removed.recipients
    onProgress(recipients)
    if (removed.isDone) return { outcome: 'deleted', recipients }
  }
}
