import type { TimeRule } from '../domain/facts.ts'
import type { StateStore } from '../domain/ports.ts'
import type { StatusReport } from '../domain/report.ts'
import { type BatchOutcome, commitBatch } from './commit-batch.ts'
import { createGroupCommit } from './group-commit.ts'
import type { Ingest } from './receive.ts'

/** Two batches: one is decided and sent while the other commits. More only wait for each other's locks. */
export const MAX_BATCHES_IN_FLIGHT = 2
/** Above this a batch takes long enough to be felt by those that wait for it. */
export const MAX_BATCH_REPORTS = 2_000
export const MAX_QUEUED_REPORTS = 100_000
export const MAX_QUEUED_BYTES = 64 * 1024 * 1024

/** What ingest tells the metrics. */
export interface IngestMeter {
  committed(batch: readonly StatusReport[], outcome: BatchOutcome, seconds: number): void
  /** The batch failed as a whole, and those that wait for it are told so. */
  notCommitted(): void
}

/** What is told to whoever traces the way of a report from its webhook into its batch. */
export interface IngestTrace {
  submitted(reports: readonly StatusReport[]): void
  /** Called around the commit of a batch; gives back what `commit` does. */
  batch<T>(reports: readonly StatusReport[], commit: () => Promise<T>): Promise<T>
}

const UNTRACED: IngestTrace = { submitted: () => undefined, batch: (_reports, commit) => commit() }

export interface RunningIngest extends Ingest {
  /** Resolves when everything accepted is durable. */
  drained(): Promise<void>
  queued(): { readonly items: number; readonly bytes: number }
}

/** The ingest queue: gathers the reports of all webhooks now in flight into batches and commits them. */
export function createIngest(
  store: StateStore,
  rule: TimeRule,
  meter: IngestMeter,
  trace: IngestTrace = UNTRACED,
): RunningIngest {
  const queue = createGroupCommit<StatusReport>({
    maxInFlight: MAX_BATCHES_IN_FLIGHT,
    maxBatchItems: MAX_BATCH_REPORTS,
    maxQueuedItems: MAX_QUEUED_REPORTS,
    maxQueuedBytes: MAX_QUEUED_BYTES,
    async commit(reports) {
      const startedMs = performance.now()
      const outcome = await trace
        .batch(reports, () => commitBatch(store, reports, rule))
        .catch((error: unknown) => {
          meter.notCommitted()
          throw error
        })
      meter.committed(reports, outcome, (performance.now() - startedMs) / 1000)
    },
  })
  return {
    hasRoom: queue.hasRoom,
    drained: queue.drained,
    queued: queue.queued,
    async submit(reports, rejected, bytes) {
      trace.submitted(reports)
      const kept = rejected.length > 0 ? store.keepRejects(rejected) : undefined
      const joined = reports.length > 0 ? queue.submit({ items: reports, bytes }) : undefined
      await Promise.all([kept, joined])
    },
  }
}
