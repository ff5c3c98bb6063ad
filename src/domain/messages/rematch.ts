import { reportedArrivalMs, withPlus } from '../replies/answered-by.ts'
import type { Arrival, StoredMessage } from './change.ts'
import { type Facts, NO_FACTS } from './facts.ts'
import { canonicalId } from './identity.ts'

export interface RematchDraft {
  readonly ids: string[]
  readonly arrivals: Arrival[]
}

/** Nothing to be matched again yet. */
export function newRematch(): RematchDraft {
  return { ids: [], arrivals: [] }
}

/** Notes what `answeredBy` looks at, where a message's write changes it: both as it was and as it is now. */
export function noteRematch(
  draft: RematchDraft,
  stored: StoredMessage | undefined,
  canonical: string,
  facts: Facts,
  newIds: readonly string[],
): void {
  draft.ids.push(...newIds)
  // What the rollups do not hold yet, others wrote: nobody has looked at it.
  const isOthers = stored !== undefined && stored.countedIn === undefined
  if (isOthers) draft.ids.push(...stored.ids)
  const before = stored === undefined || isOthers ? NO_FACTS : stored.facts
  const looksTheSame =
    stored !== undefined &&
    before.phone === facts.phone &&
    reportedArrivalMs(before) === reportedArrivalMs(facts) &&
    before.times.sent?.atMs === facts.times.sent?.atMs &&
    canonicalId(stored.ids) === canonical
  if (looksTheSame) return
  noteArrival(draft, before)
  noteArrival(draft, facts)
}

/** Notes an arrival that is new, or that no longer counts. */
export function noteArrival(draft: RematchDraft, facts: Facts): void {
  const arrivedAtMs = reportedArrivalMs(facts)
  if (facts.phone !== undefined && arrivedAtMs !== undefined)
    draft.arrivals.push({ phone: withPlus(facts.phone), arrivedAtMs })
}
