import type { TimeRule } from '../domain/facts.ts'
import { type Archive, type StateStore, StoreUnavailableError } from '../domain/ports.ts'
import type { Rejected, StatusReport } from '../domain/report.ts'
import type { TracePoint } from '../domain/trace-point.ts'
import { type BatchOutcome, commitBatch } from './commit-batch.ts'
import type { Intake } from './intake.ts'

/** What keeping tells the metrics. */
export interface KeepMeter {
  committed(batch: readonly StatusReport[], outcome: BatchOutcome, seconds: number): void
  /** The batch failed as a whole; it will be tried again, or those that wait for it are told. */
  notCommitted(): void
  /** So many rejects were not kept, because there were too many already. */
  rejectsDropped(rejects: number): void
}

/** What is told to whoever traces a batch. */
export interface KeepTrace {
  /** Called around the commit of so many reports of these webhooks; tells it where it is, and gives back what it does. */
  batch<T>(
    reports: number,
    webhooks: readonly TracePoint[],
    commit: (trace?: TracePoint) => Promise<T>,
  ): Promise<T>
}

const UNTRACED: KeepTrace = { batch: (_reports, _webhooks, commit) => commit() }

/** Writes what some webhooks ask for to the store. Repeating it is harmless. */
export type Keep = (intakes: readonly Intake[]) => Promise<void>

export interface KeepParts {
  readonly store: StateStore
  readonly rule: TimeRule
  readonly meter: KeepMeter
  readonly trace?: KeepTrace
  /** Where bodies are kept as they came, if they are. */
  readonly bodies?: Pick<Archive, 'keepBodies'>
  /** Called where they could not be kept for a reason of their own: that costs no report. */
  readonly onBodiesLost?: (error: unknown) => void
}

/**
 * @returns a function that joins the reports of many webhooks in one transaction, and keeps rejects and bodies beside it
 * @throws (the function) StoreUnavailableError where it cannot be written now: perhaps nothing was, perhaps all
 */
export function createKeep(parts: KeepParts): Keep {
  const { store, rule, meter, trace = UNTRACED, bodies, onBodiesLost } = parts

  async function join(reports: readonly StatusReport[], webhooks: readonly TracePoint[]): Promise<void> {
    const startedMs = performance.now()
    const commit = (at?: TracePoint) => commitBatch(store, reports, rule, at)
    const outcome = await trace.batch(reports.length, webhooks, commit).catch((error: unknown) => {
      meter.notCommitted()
      throw error
    })
    meter.committed(reports, outcome, (performance.now() - startedMs) / 1000)
  }

  async function keepRejects(rejected: readonly Rejected[]): Promise<void> {
    const kept = await store.keepRejects(rejected)
    if (kept < rejected.length) meter.rejectsDropped(rejected.length - kept)
  }

  async function keepBodies(intakes: readonly Intake[]): Promise<void> {
    await bodies?.keepBodies(intakes).catch((error: unknown) => {
      if (error instanceof StoreUnavailableError) throw error
      onBodiesLost?.(error)
    })
  }

  return async function keep(intakes) {
    const reports = intakes.flatMap((intake) => intake.reports)
    const webhooks = intakes.flatMap((intake) => intake.trace ?? [])
    const rejected = intakes.flatMap((intake) => intake.rejected)
    await Promise.all([
      reports.length > 0 && join(reports, webhooks),
      rejected.length > 0 && keepRejects(rejected),
      keepBodies(intakes),
    ])
  }
}
