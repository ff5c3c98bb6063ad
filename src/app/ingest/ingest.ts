import { type Checkpoint, passCheckpoint } from '../../domain/messages/checkpoint.ts'
import {
  type Spool,
  type SpoolEntry,
  SpoolFullError,
  StoreUnavailableError,
} from '../../domain/messages/ports.ts'
import { within } from '../async/within.ts'
import { MAX_BATCH_REPORTS, nextBatchLimit } from './batch-size.ts'
import type { BatchWriter, WriteResult } from './batch-writer.ts'
import type { DatabaseStatus } from './database-status.ts'
import { type Commit, createGroupCommit, type Waiting } from './group-commit.ts'
import { createInFlight, type InFlight } from './in-flight.ts'
import type { Ingest } from './receive.ts'
import { idsOf, type WebhookDelivery } from './webhook-delivery.ts'

/** Two batches: one is decided and sent while the other commits. More only wait for each other's locks. */
const MAX_BATCHES_IN_FLIGHT = 2
const MAX_QUEUED_REPORTS = 100_000
const MAX_QUEUED_BYTES = 64 * 1024 * 1024
/** What waits longer for its turn goes to the spool, untried. */
const MAX_WAIT_MS = 350
/**
 * What is not committed this long after it came is written to the spool as well, and answered: within the second that Meta
 * allows. It is drained from there only if the commit fails, so nothing is done twice.
 */
const ANSWER_WITHIN_MS = 700
/** Every commit gets this long before that. */
const MIN_COMMIT_MS = 200

/** Metrics recorded by ingest. */
export interface IngestMeter {
  spooled(webhooks: number): void
}

export interface IngestParts {
  readonly writeBatch: BatchWriter
  readonly spool: Spool
  readonly databaseStatus: DatabaseStatus
  readonly meter: IngestMeter
  /** Called while a batch is slow: finds out whether the database answers at all, and begins an outage where not. */
  readonly probe: () => Promise<void>
  /** A batch failed though the database can be used: it waits in the spool, and is tried again from there. */
  readonly onBatchNotWritten: (error: unknown) => void
  /** The spool takes no more: webhooks are refused from now on. Called once, until it takes something again. */
  readonly onSpoolFull: (error: SpoolFullError) => void
  /** The ids of messages that batches of this process are writing. */
  readonly inFlight?: InFlight
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

type Outcome = { readonly results: readonly WriteResult[] } | { readonly error: unknown }

/**
 * The ingest queue: gathers the webhooks now in flight into batches and makes them durable: in the database, or, while
 * that is away or too slow for an answer, in the spool.
 */
export function createIngest(parts: IngestParts): RunningIngest {
  const { writeBatch, spool, databaseStatus, meter, checkpoint = passCheckpoint } = parts
  const now = () => performance.now()
  let spoolFull = false
  let batchLimit = MAX_BATCH_REPORTS

  function commit(batch: readonly Work[]): Commit<WriteResult> {
    const deliveries = batch.map(({ delivery }) => delivery)
    if (databaseStatus.reason() !== undefined) {
      const durable = toSpool(deliveries)
      return { durable, finished: durable.catch(() => undefined) }
    }
    const writing = write(batch, deliveries)
    const waitedMs = now() - (batch[0]?.sinceMs ?? now())
    const durable = makeDurable(deliveries, writing, Math.max(MIN_COMMIT_MS, ANSWER_WITHIN_MS - waitedMs))
    return { durable, finished: Promise.allSettled([durable, writing]) }
  }

  async function write(batch: readonly Work[], deliveries: readonly WebhookDelivery[]): Promise<Outcome> {
    const startedMs = now()
    try {
      const results = await writeBatch(deliveries)
      const items = batch.reduce((sum, work) => sum + work.items, 0)
      batchLimit = nextBatchLimit(batchLimit, items, now() - startedMs)
      return { results }
    } catch (error) {
      return { error }
    }
  }

  async function makeDurable(
    deliveries: readonly WebhookDelivery[],
    writing: Promise<Outcome>,
    withinMs: number,
  ): Promise<readonly WriteResult[]> {
    const outcome = await within(writing, withinMs)
    if (outcome === undefined) return holdInSpool(deliveries, writing)
    if ('results' in outcome) {
      await checkpoint('after-commit')
      return outcome.results
    }
    notifyFailure(outcome.error)
    return toSpool(deliveries)
  }

  /** The commit goes on. What is held in the spool is drained only if it fails. */
  async function holdInSpool(
    deliveries: readonly WebhookDelivery[],
    writing: Promise<Outcome>,
  ): Promise<readonly WriteResult[]> {
    void parts.probe()
    try {
      const entry = await append(deliveries, true)
      void writing.then((outcome) => letGo(entry, outcome))
    } catch (error) {
      // No room to hold it: an answer that comes late is better than none.
      const outcome = await writing
      if ('results' in outcome) return outcome.results
      notifyFailure(outcome.error)
      throw error
    }
    return deliveries.map(() => DURABLE)
  }

  async function letGo(entry: Pick<SpoolEntry, 'key'>, outcome: Outcome): Promise<void> {
    if (
      'results' in outcome &&
      (await spool.remove([entry]).then(
        () => true,
        () => false,
      ))
    )
      return
    if ('error' in outcome) notifyFailure(outcome.error)
    spool.release(entry)
    databaseStatus.spooled()
  }

  function notifyFailure(error: unknown): void {
    if (error instanceof StoreUnavailableError) databaseStatus.begin(error)
    else parts.onBatchNotWritten(error)
  }

  async function toSpool(deliveries: readonly WebhookDelivery[]): Promise<readonly WriteResult[]> {
    await append(deliveries, false)
    databaseStatus.spooled()
    return deliveries.map(() => DURABLE)
  }

  async function append(deliveries: readonly WebhookDelivery[], held: boolean) {
    await checkpoint('before-spooling')
    try {
      const entry = await spool.append(deliveries, { held })
      spoolFull = false
      await checkpoint('after-spooling')
      meter.spooled(deliveries.length)
      return entry
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
    overdue(batch) {
      void parts.probe()
      return toSpool(batch.map(({ delivery }) => delivery))
    },
    maxWaitMs: MAX_WAIT_MS,
    maxInFlight: MAX_BATCHES_IN_FLIGHT,
    inFlight: parts.inFlight ?? createInFlight(),
    maxBatchItems: () => batchLimit,
    maxQueuedItems: MAX_QUEUED_REPORTS,
    maxQueuedBytes: MAX_QUEUED_BYTES,
    now,
  })
  return {
    hasRoom: queue.hasRoom,
    drained: queue.drained,
    queued: queue.queued,
    submit(delivery) {
      const { reports, rejected, inbound, events, body } = delivery
      const items = reports.length + rejected.length + inbound.length + events.length
      const touches = idsOf([delivery])
      return queue.submit({ delivery, items, bytes: body.byteLength, sinceMs: now(), touches })
    },
  }
}

const DURABLE: WriteResult = { notStored: 0, setApart: 0 }
