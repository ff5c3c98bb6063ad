import type { BatchStats } from '../../domain/messages/change.ts'
import type { TimeRule } from '../../domain/messages/facts.ts'
import { planChange } from '../../domain/messages/plan.ts'
import type { Refusal, StateStore } from '../../domain/messages/ports.ts'
import type { StatusReport } from '../../domain/messages/report.ts'
import type { TracePoint } from '../../domain/messages/trace-point.ts'
import { halve } from './halve.ts'

export interface BatchOutcome extends BatchStats {
  /** Reports that the database refused, each for itself. */
  readonly refused: readonly Refusal[]
}

/**
 * Joins a batch of reports into the store. A batch that the database refuses, for whatever reason, is halved until the
 * reports at fault, the poison, stand alone and are set apart: each costs only itself.
 *
 * @throws StoreUnavailableError where nothing can be written now; repeating the batch is harmless
 * @throws what `setApart` throws
 */
export async function commitBatch(
  store: StateStore,
  reports: readonly StatusReport[],
  rule: TimeRule,
  trace?: TracePoint,
  setApart = store.setApart,
): Promise<BatchOutcome> {
  const refused: Refusal[] = []
  const stats = await halve(reports, {
    attempt: (some) => store.update(scopeOf(some), (loaded) => planChange(loaded, some, rule), trace),
    probe: store.probe,
    async culprit(report, { code, message }) {
      const refusal = { report, code, message }
      await setApart(refusal)
      refused.push(refusal)
    },
  })
  const sum = (of: keyof BatchStats) => stats.reduce((total, one) => total + one[of], 0)
  return {
    duplicates: sum('duplicates'),
    inferred: sum('inferred'),
    contradictions: sum('contradictions'),
    refused,
  }
}

function scopeOf(reports: readonly StatusReport[]) {
  const names = reports.flatMap((report) => report.campaignName ?? [])
  return {
    ids: reports.flatMap((report) => report.ids),
    campaignNames: [...new Set(names)],
    reports,
  }
}
