import { eventsOfReports } from '../../domain/account/event.ts'
import type { AccountStore } from '../../domain/account/ports.ts'
import type { TimeRule } from '../../domain/messages/facts.ts'
import {
  type Archive,
  type Refusal,
  type StateStore,
  StoreUnavailableError,
} from '../../domain/messages/ports.ts'
import type { Rejected, StatusReport } from '../../domain/messages/report.ts'
import type { TracePoint } from '../../domain/messages/trace-point.ts'
import type { ReplyStore } from '../../domain/replies/ports.ts'
import { type BatchOutcome, commitBatch } from './commit-batch.ts'
import type { WebhookDelivery } from './webhook-delivery.ts'

/** Metrics recorded by the batch writer. */
export interface BatchMeter {
  committed(batch: readonly StatusReport[], outcome: BatchOutcome, seconds: number): void
  /** The batch failed as a whole; it is retried, or its callers get the error. */
  notCommitted(): void
  /** How many rejects were dropped because the limit was reached. */
  rejectsDropped(rejects: number): void
}

/** Where nobody measures. */
export const UNMETERED: BatchMeter = {
  committed: () => undefined,
  notCommitted: () => undefined,
  rejectsDropped: () => undefined,
}

/** Traces the commit of a batch. */
export interface BatchTrace {
  /** Wraps the commit of a number of reports of these webhooks, passes it its place in the trace, and returns its result. */
  batch<T>(
    reports: number,
    webhooks: readonly TracePoint[],
    commit: (trace?: TracePoint) => Promise<T>,
  ): Promise<T>
}

const UNTRACED: BatchTrace = { batch: (_reports, _webhooks, commit) => commit() }

/** What became of one webhook: all of it is durable but this. */
export interface WriteResult {
  /** Rejects that were not stored, because there are too many already. */
  readonly notStored: number
  /** Reports that the database refused: they are set apart, and tried again. */
  readonly setApart: number
}

/** Writes what some webhooks ask for to the store, and says of each what became of it. Repeating it is harmless. */
export type BatchWriter = (deliveries: readonly WebhookDelivery[]) => Promise<readonly WriteResult[]>

export interface BatchWriterParts {
  readonly store: StateStore
  /** Called with what was set apart, once for each batch. */
  readonly onSetApart?: (refused: readonly Refusal[]) => void
  readonly rule: TimeRule
  readonly meter: BatchMeter
  readonly trace?: BatchTrace
  readonly replies: Pick<ReplyStore, 'keepInbound'>
  readonly account: Pick<AccountStore, 'keepEvents'>
  /** Called when a batch is durable: inbound messages may wait to be matched. */
  readonly onWritten?: () => void
  /** Where bodies are kept as they came, if they are. */
  readonly bodies?: Pick<Archive, 'keepBodies'>
  /** Called where they could not be kept for a reason of their own: that costs no report. */
  readonly onBodiesLost?: (error: unknown) => void
}

/**
 * @returns a function that joins the reports of many webhooks in one transaction, and keeps rejects, inbound messages, news
 * of the account and bodies beside it
 * @throws (the function) StoreUnavailableError where it cannot be written now: perhaps nothing was, perhaps all
 */
export function createBatchWriter(parts: BatchWriterParts): BatchWriter {
  const { store, rule, meter, trace = UNTRACED, replies, account, bodies, onBodiesLost } = parts

  /** @returns the reports that were set apart */
  async function join(
    reports: readonly StatusReport[],
    webhooks: readonly TracePoint[],
  ): Promise<readonly Refusal[]> {
    if (reports.length === 0) return []
    const startedMs = performance.now()
    const commit = (at?: TracePoint) => commitBatch(store, reports, rule, at)
    const outcome = await trace.batch(reports.length, webhooks, commit).catch((error: unknown) => {
      meter.notCommitted()
      throw error
    })
    meter.committed(reports, outcome, (performance.now() - startedMs) / 1000)
    if (outcome.refused.length > 0) parts.onSetApart?.(outcome.refused)
    return outcome.refused
  }

  /** @returns how many were stored: the first ones */
  async function keepRejects(rejected: readonly Rejected[]): Promise<number> {
    if (rejected.length === 0) return 0
    const kept = await store.keepRejects(rejected)
    if (kept < rejected.length) meter.rejectsDropped(rejected.length - kept)
    return kept
  }

  async function keepBodies(deliveries: readonly WebhookDelivery[]): Promise<void> {
    await bodies?.keepBodies(deliveries).catch((error: unknown) => {
      if (error instanceof StoreUnavailableError) throw error
      onBodiesLost?.(error)
    })
  }

  return async function writeBatch(deliveries) {
    const reports = deliveries.flatMap((delivery) => delivery.reports)
    const webhooks = deliveries.flatMap((delivery) => delivery.trace ?? [])
    const rejected = deliveries.flatMap((delivery) => delivery.rejected)
    const inbound = deliveries.flatMap((delivery) => delivery.inbound)
    const events = deliveries.flatMap((delivery) => [
      ...delivery.events,
      ...eventsOfReports(delivery.reports),
    ])
    const [kept, refused] = await Promise.all([
      keepRejects(rejected),
      join(reports, webhooks),
      inbound.length > 0 && replies.keepInbound(inbound),
      events.length > 0 && account.keepEvents(events),
      keepBodies(deliveries),
    ])
    parts.onWritten?.()
    return resultsOf(deliveries, kept, new Set(refused.map(({ report }) => report)))
  }
}

/** @param kept how many of all the rejects were stored, from the first on */
function resultsOf(
  deliveries: readonly WebhookDelivery[],
  kept: number,
  refused: ReadonlySet<StatusReport>,
): readonly WriteResult[] {
  let left = kept
  return deliveries.map(({ reports, rejected }) => {
    const stored = Math.min(left, rejected.length)
    left -= stored
    const setApart = refused.size === 0 ? 0 : reports.filter((report) => refused.has(report)).length
    return { notStored: rejected.length - stored, setApart }
  })
}
