import type { TimeRule } from '../../domain/messages/facts.ts'
import type { StateStore, StuckReports } from '../../domain/messages/ports.ts'
import { commitBatch } from './commit-batch.ts'

/** Reports that are tried again in one batch. */
const RETRY_BATCH = 200

export interface Retried {
  readonly joined: number
  readonly stillRefused: number
}

/**
 * Tries again the reports that were set apart and whose time has come. Those that go through now are joined and no longer
 * stuck. Harmless to repeat, and on several replicas at once.
 *
 * @throws StoreUnavailableError where nothing can be written now
 */
export async function retryStuck(
  store: StateStore,
  stuck: StuckReports,
  rule: TimeRule,
  signal: AbortSignal,
): Promise<Retried> {
  let sum: Retried = { joined: 0, stillRefused: 0 }
  while (!signal.aborted) {
    const due = await stuck.takeDue(RETRY_BATCH)
    if (due.length === 0) break
    const ids = new Map(due.map(({ id, report }) => [report, id]))
    const reports = due.map(({ report }) => report)
    // They are set apart already: nothing is to be done for those that are refused again.
    const { refused } = await commitBatch(store, reports, rule, undefined, async () => undefined)
    for (const { report } of refused) ids.delete(report)
    await stuck.remove([...ids.values()])
    sum = {
      joined: sum.joined + ids.size,
      stillRefused: sum.stillRefused + refused.length,
    }
    if (due.length < RETRY_BATCH) break
  }
  return sum
}
