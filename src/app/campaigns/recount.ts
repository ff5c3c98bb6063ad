import type { Recount, Verification } from '../../domain/campaigns/campaign.ts'
import { addContribution, NO_CONTRIBUTION } from '../../domain/campaigns/contribution.ts'
import type { CampaignStore } from '../../domain/campaigns/ports.ts'
import type { CounterDelta } from '../../domain/messages/change.ts'

/** Recipients repaired in one transaction: few enough that webhooks for the same rows do not notice. */
const REPAIR_BATCH = 2_000

/**
 * Brings a campaign's counters to what its recipients say: first the marks of recipients, in batches, then the sums.
 * No batch of reports waits for it, and it is exact while they come in. Repeating it finds nothing.
 *
 * @param onProgress called after each batch with the recipients repaired so far
 */
export async function recountCampaign(
  store: CampaignStore,
  campaignId: string,
  signal: AbortSignal,
  onProgress: (repaired: number) => void = () => undefined,
): Promise<Recount> {
  let repaired = 0
  let corrected: CounterDelta = { ...NO_CONTRIBUTION, recipients: 0 }
  let afterKey: string | undefined
  do {
    signal.throwIfAborted()
    const batch = await store.repairRecipients(campaignId, afterKey, REPAIR_BATCH)
    repaired += batch.repaired
    corrected = addCounters(corrected, batch.correction)
    afterKey = batch.lastKey
    onProgress(repaired)
  } while (afterKey !== undefined)
  const { correction, ...recounted } = await store.recount(campaignId)
  return { ...recounted, repaired, correction: addCounters(corrected, correction) }
}

/** Whether all three sides of a campaign's counters agree. A campaign without counted recipients shows its sender's. */
export function agrees(verification: Verification): boolean {
  const { shown, kept, right, miscounted, breakdowns } = verification
  if (breakdowns > 0) return false
  if (right.recipients === 0 && kept.recipients === 0) return true
  return miscounted === 0 && sameCounters(shown, right) && sameCounters(kept, right)
}

/** Whether a recount had nothing to repair. */
export function foundNothing({ repaired, breakdowns, disturbed, correction }: Recount): boolean {
  return (
    repaired === 0 &&
    breakdowns === 0 &&
    !disturbed &&
    Object.values(correction).every((change) => change === 0)
  )
}

function addCounters(a: CounterDelta, b: CounterDelta): CounterDelta {
  return { ...addContribution(a, b), recipients: a.recipients + b.recipients }
}

function sameCounters(a: CounterDelta, b: CounterDelta): boolean {
  return (
    a.pending === b.pending &&
    a.sent === b.sent &&
    a.delivered === b.delivered &&
    a.read === b.read &&
    a.failed === b.failed &&
    a.replied === b.replied &&
    a.recipients === b.recipients
  )
}
