import { type CohortDeltas, countInCohort } from '../analytics/cohort.ts'
import { type CountedMessage, countMessage, type RollupDeltas } from '../analytics/rollup.ts'
import { addContribution, type Contribution, NO_CONTRIBUTION } from '../campaigns/contribution.ts'
import type {
  Change,
  CounterDelta,
  MessageWrite,
  RecipientWrite,
  StoredMessage,
  StoredRecipient,
} from './change.ts'
import type { Conclusion } from './conclusion.ts'
import { newRematch, type RematchDraft } from './rematch.ts'

/** A change while it is being decided. */
export interface Draft extends Omit<Change, 'rollups' | 'cohorts'> {
  readonly messages: MessageWrite[]
  readonly mergedMessages: Change['mergedMessages'][number][]
  readonly recipients: RecipientWrite[]
  readonly removedRecipients: StoredRecipient[]
  readonly newCampaigns: Map<string, string>
  readonly counters: Map<string, CounterDelta>
  readonly breakdowns: Map<string, Map<string, number>>
  readonly rollupDeltas: RollupDeltas
  readonly cohortDeltas: CohortDeltas
  readonly rematch: RematchDraft
}

export function newDraft(): Draft {
  return {
    messages: [],
    mergedMessages: [],
    recipients: [],
    removedRecipients: [],
    newCampaigns: new Map(),
    counters: new Map(),
    breakdowns: new Map(),
    rollupDeltas: new Map(),
    cohortDeltas: new Map(),
    rematch: newRematch(),
    stats: { duplicates: 0, inferred: 0, contradictions: 0 },
  }
}

/** Takes out of the rollups what they hold of a stored message. */
export function uncount(message: StoredMessage, conclusion: Conclusion, draft: Draft): void {
  const { createdAtMs, countedIn, facts } = message
  if (createdAtMs === undefined || countedIn === undefined) return
  countInRollups(draft, { createdAtMs, countedIn, facts, conclusion }, -1)
}

/** Adds a message to the rollups, or takes it out. */
export function countInRollups(draft: Draft, message: CountedMessage, sign: 1 | -1): void {
  countMessage(draft.rollupDeltas, message, sign)
  countInCohort(draft.cohortDeltas, message, sign)
}

/** Adds a recipient to its campaign's counters, or takes it out. */
export function count(campaignId: string, contribution: Contribution, sign: 1 | -1, draft: Draft): void {
  const sum = draft.counters.get(campaignId) ?? { ...NO_CONTRIBUTION, recipients: 0 }
  draft.counters.set(campaignId, {
    ...addContribution(sum, contribution, sign),
    recipients: sum.recipients + sign,
  })
}

/** Adds a recipient to its campaign's breakdowns, or takes it out. */
export function countBreakdown(
  campaignId: string,
  keys: readonly string[],
  sign: 1 | -1,
  draft: Draft,
): void {
  if (keys.length === 0) return
  const sums = draft.breakdowns.get(campaignId) ?? new Map<string, number>()
  draft.breakdowns.set(campaignId, sums)
  for (const key of keys) {
    const sum = (sums.get(key) ?? 0) + sign
    if (sum === 0) sums.delete(key)
    else sums.set(key, sum)
  }
}
