import { type Checkpoint, passCheckpoint } from '../domain/checkpoint.ts'
import { type Spool, SpoolFullError, StoreUnavailableError } from '../domain/ports.ts'
import { createGroupCommit, type Waiting } from './group-commit.ts'
import type { Intake } from './intake.ts'
import type { Keep } from './keep.ts'
import type { Outage } from './outage.ts'
import { withPatience } from './patience.ts'
import type { Ingest } from './receive.ts'

/** Two batches: one is decided and sent while the other commits. More only wait for each other's locks. */
export const MAX_BATCHES_IN_FLIGHT = 2
/** Above this a batch takes long enough to be felt by those that wait for it. */
export const MAX_BATCH_REPORTS = 1_000
export const MAX_QUEUED_REPORTS = 100_000
export const MAX_QUEUED_BYTES = 64 * 1024 * 1024
/**
 * How long a batch may take before it goes to the spool instead: with the wait for the batch before it, an answer
 * within the second that Meta allows. The commit that was given up does no harm if it comes true.
 */
export const COMMIT_PATIENCE_MS = 700

/** What ingest tells the metrics. */
export interface IngestMeter {
  spooled(webhooks: number): void
}

export interface IngestParts {
  readonly keep: Keep
  readonly spool: Spool
  readonly outage: Outage
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
  readonly intake: Intake
}

/**
 * The ingest queue: gathers the webhooks now in flight into batches and makes them durable: in the database, or, while
 * that is away, in the spool.
 */
export function createIngest(parts: IngestParts): RunningIngest {
  const { keep, spool, outage, meter, checkpoint = passCheckpoint } = parts
  let spoolFull = false

  async function commit(batch: readonly Work[]): Promise<void> {
    const intakes = batch.map((work) => work.intake)
    if (outage.reason() === undefined) {
      try {
        await withPatience(keep(intakes), COMMIT_PATIENCE_MS)
        await checkpoint('after-commit')
        return
      } catch (error) {
        if (error instanceof StoreUnavailableError) outage.begin(error)
        else parts.onNotKept(error)
      }
    }
    await checkpoint('before-spooling')
    await append(intakes)
    outage.spooled()
    await checkpoint('after-spooling')
    meter.spooled(intakes.length)
  }

  async function append(intakes: readonly Intake[]): Promise<void> {
    try {
      await spool.append(intakes)
      spoolFull = false
    } catch (error) {
      if (error instanceof SpoolFullError && !spoolFull) {
        spoolFull = true
        parts.onSpoolFull(error)
      }
      throw error
    }
  }

  const queue = createGroupCommit<Work>({
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
    submit(intake) {
      const items = intake.reports.length + intake.rejected.length
      return queue.submit({ intake, items, bytes: intake.body.byteLength })
    },
  }
}
