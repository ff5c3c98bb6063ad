import type { CampaignStore } from '../../domain/campaigns/ports.ts'
import type { TimeRule } from '../../domain/messages/facts.ts'
import type { StateStore } from '../../domain/messages/ports.ts'
import { joinExternalRows } from './join-external-rows.ts'

interface Reconciled {
  /** Recipients that others wrote and that were joined in. */
  readonly recipients: number
  /** Campaigns whose counters somebody had written over. */
  readonly campaigns: number
}

/**
 * Makes up for what others write into the tables: joins in what a sender's own service inserted, changed or deleted, and
 * shows the right counters where it keeps some of its own. Harmless to repeat and to run on every replica.
 */
export async function reconcile(
  state: StateStore,
  store: CampaignStore,
  rule: TimeRule,
  signal: AbortSignal,
): Promise<Reconciled> {
  const { recipients } = await joinExternalRows(state, rule, signal)
  const campaigns = await store.reconcileCounters()
  return { recipients, campaigns: campaigns.length }
}
