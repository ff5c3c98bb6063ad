import type { TimeRule } from '../../domain/messages/facts.ts'
import { planChange } from '../../domain/messages/plan.ts'
import type { StateStore } from '../../domain/messages/ports.ts'

/** How many recipients are settled in one transaction: few enough that webhooks, which wait for it, do not notice. */
const JOIN_BATCH = 500

/**
 * Joins in what others wrote to `campaign_recipients` since the last time: recipients inserted by the sender's
 * own service meet the reports that came before them, and are counted. Harmless to repeat, and to run on
 * several replicas at once.
 *
 * @returns how many recipients were looked at
 */
export async function joinExternalRows(
  store: StateStore,
  rule: TimeRule,
  signal: AbortSignal,
  onProgress: (settled: number) => void = () => undefined,
): Promise<number> {
  let settled = 0
  while (!signal.aborted) {
    const found = await store.joinExternalRows(JOIN_BATCH, (loaded) => planChange(loaded, [], rule))
    if (found === 0) break
    settled += found
    onProgress(settled)
  }
  return settled
}

/**
 * Joins in messages that others inserted straight into `broadcasts_messages`, so that analytics counts them.
 * Harmless to repeat, and to run on several replicas at once.
 *
 * @returns how many messages were written
 */
export async function joinUncountedMessages(
  store: StateStore,
  rule: TimeRule,
  signal: AbortSignal,
): Promise<number> {
  let joined = 0
  while (!signal.aborted) {
    const written = await store.joinUncounted(JOIN_BATCH, (loaded) => planChange(loaded, [], rule))
    if (written === 0) break
    joined += written
  }
  return joined
}
