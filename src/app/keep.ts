import type { TimeRule } from '../domain/facts.ts'
import type { StateStore } from '../domain/ports.ts'
import type { StatusReport } from '../domain/report.ts'
import { type BatchOutcome, commitBatch } from './commit-batch.ts'
import type { Intake } from './intake.ts'

/** What keeping tells the metrics. */
export interface KeepMeter {
  committed(batch: readonly StatusReport[], outcome: BatchOutcome, seconds: number): void
  /** The batch failed as a whole; it will be tried again, or those that wait for it are told. */
  notCommitted(): void
}

/** What is told to whoever traces a batch. */
export interface KeepTrace {
  /** Called around the commit of a batch; gives back what `commit` does. */
  batch<T>(reports: readonly StatusReport[], commit: () => Promise<T>): Promise<T>
}

const UNTRACED: KeepTrace = { batch: (_reports, commit) => commit() }

/** Writes what some webhooks ask for to the store. Repeating it is harmless. */
export type Keep = (intakes: readonly Intake[]) => Promise<void>

/**
 * @returns a function that joins the reports of many webhooks in one transaction, and keeps their rejects
 * @throws (the function) StoreUnavailableError where it cannot be written now: perhaps nothing was, perhaps all
 */
export function createKeep(store: StateStore, rule: TimeRule, meter: KeepMeter, trace = UNTRACED): Keep {
  async function join(reports: readonly StatusReport[]): Promise<void> {
    const startedMs = performance.now()
    const commit = () => commitBatch(store, reports, rule)
    const outcome = await trace.batch(reports, commit).catch((error: unknown) => {
      meter.notCommitted()
      throw error
    })
    meter.committed(reports, outcome, (performance.now() - startedMs) / 1000)
  }
  return async function keep(intakes) {
    const reports = intakes.flatMap((intake) => intake.reports)
    const rejected = intakes.flatMap((intake) => intake.rejected)
    await Promise.all([
      reports.length > 0 && join(reports),
      rejected.length > 0 && store.keepRejects(rejected),
    ])
  }
}
