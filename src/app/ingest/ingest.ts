import { type Checkpoint, passCheckpoint } from '../../domain/messages/checkpoint.ts'
import { type Spool, SpoolFullError, StoreUnavailableError } from '../../domain/messages/ports.ts'
import { withTimeout } from '../async/time-limit.ts'
import type { BatchWriter, WriteResult } from './batch-writer.ts'
import type { DatabaseStatus } from './database-status.ts'
import { createGroupCommit, type Waiting } from './group-commit.ts'
import type { Ingest } from './receive.ts'
import type { WebhookDelivery } from './webhook-delivery.ts'

/** Two batches: one is decided and sent while the other commits. More only wait for each other's locks. */
const MAX_BATCHES_IN_FLIGHT = 2
/** Above this a batch takes long enough to be felt by those that wait for it. */
const MAX_BATCH_REPORTS = 1_000
const MAX_QUEUED_REPORTS = 100_000
const MAX_QUEUED_BYTES = 64 * 1024 * 1024
/**
 * How long a batch may take before it goes to the spool instead: with the wait for the batch before it, an answer
 * within the second that Meta allows. The commit that was given up does no harm if it comes true.
 */
const COMMIT_TIMEOUT_MS = 700

/** Metrics recorded by ingest. */
export interface IngestMeter {
  spooled(webhooks: number): void
}

export interface IngestParts {
  readonly writeBatch: BatchWriter
  readonly spool: Spool
  readonly databaseStatus: DatabaseStatus
  readonly meter: IngestMeter
  /** A batch failed though the database can be used: it waits in the spool, and is tried again from there. */
  readonly onNotKept: (error: unknown) => void
  /** The spool takes no more: webhooks are refused from now on. Told once, until it takes something again. */
  readonly onSpoolFull: (error: SpoolFullError) => void
  readonly checkpoint?: Checkpoint
}

export interface RunningIngest extends Ingest {
  /** Resolves when everything accepted is durable. */
  drained(): Promise<void>
  queued(): { readonly items: number; readonly bytes: number }
}

interface Work extends Waiting {
  readonly delivery: WebhookDelivery
}

/**
 * The ingest queue: gathers the webhooks now in flight into batches and makes them durable: in the database, or, while
 * that is away, in the spool.
 */
export function createIngest(parts: IngestParts): RunningIngest {
  const { writeBatch, spool, databaseStatus, meter, checkpoint = passCheckpoint } = parts
  let spoolFull = false

  async function commit(batch: readonly Work[]): Promise<readonly WriteResult[]> {
    const deliveries = batch.map((work) => work.delivery)
    if (databaseStatus.reason() === undefined) {
      try {
        const results = await withTimeout(writeBatch(deliveries), COMMIT_TIMEOUT_MS)
        await checkpoint('after-commit')
        return results
      } catch (error) {
        if (error instanceof StoreUnavailableError) databaseStatus.begin(error)
        else parts.onNotKept(error)
      }
    }
    await checkpoint('before-spooling')
    await append(deliveries)
    databaseStatus.spooled()
    await checkpoint('after-spooling')
    meter.spooled(deliveries.length)
    return deliveries.map(() => ({ notStored: 0, setApart: 0 }))
  }

  async function append(deliveries: readonly WebhookDelivery[]): Promise<void> {
    try {
      await spool.append(deliveries)
      spoolFull = false
    } catch (error) {
      if (error instanceof SpoolFullError && !spoolFull) {
        spoolFull = true
        parts.onSpoolFull(error)
      }
      throw error
    }
  }

  const queue = createGroupCommit<Work, WriteResult>({
    commit,
    maxInFlight: MAX_BATCHES_IN_FLIGHT,
    maxBatchItems: MAX_BATCH_REPORTS,
    maxQueuedItems: MAX_QUEUED_REPORTS,
    maxQueuedBytes: MAX_QUEUED_BYTES,
  })
  return {
    hasRoom: queue.hasRoom,
    drained: queue.drained,
    queued: queue.queued,
    submit(delivery) {
      const items = delivery.reports.length + delivery.rejected.length
      return queue.submit({ delivery, items, bytes: delivery.body.byteLength })
    },
  }
}
