import type { TimeRule } from '../../domain/messages/facts.ts'
import { planChange } from '../../domain/messages/plan.ts'
import type { StateStore, StoreRefusedError } from '../../domain/messages/ports.ts'
import type { ExternalChange } from '../../domain/messages/unjoined-changes.ts'
import { halve } from '../ingest/halve.ts'

/** How many changes are joined in one transaction: few enough that webhooks, which wait for it, do not notice. */
const JOIN_BATCH = 500

export interface JoinedChanges {
  /** Recipients that others inserted or changed. */
  readonly recipients: number
  /** Messages that others inserted or changed. */
  readonly messages: number
  /** What others deleted or moved, and counters that they wrote over. */
  readonly others: number
  /** Changes that the database refused, each for itself: they are tried again later. */
  readonly refused: number
}

/**
 * Joins in what others wrote into the documents' tables: recipients and messages that a sender's own service inserted,
 * changed or deleted meet the reports that came, and counters and rollups follow. A change that is refused costs only
 * itself. Harmless to repeat, and to run on several replicas at once.
 *
 * @param onRefused called with each change that is refused
 */
export async function joinExternalRows(
  store: StateStore,
  rule: TimeRule,
  signal: AbortSignal,
  onRefused: (change: ExternalChange, refusal: StoreRefusedError) => void = () => undefined,
): Promise<JoinedChanges> {
  const joined = { recipients: 0, messages: 0, others: 0, refused: 0 }
  while (!signal.aborted) {
    const changes = await store.externalChanges(JOIN_BATCH)
    if (changes.length === 0) break
    const done = new Set(changes)
    await halve(changes, {
      attempt: (some) => store.joinExternal(some, (loaded) => planChange(loaded, [], rule)),
      probe: store.probe,
      async culprit(change, refusal) {
        await store.postponeExternal(change, refusal)
        done.delete(change)
        joined.refused++
        onRefused(change, refusal)
      },
    })
    for (const { kind } of done) {
      if (kind === 'recipient') joined.recipients++
      else if (kind === 'message') joined.messages++
      else joined.others++
    }
  }
  return joined
}
