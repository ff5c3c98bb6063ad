import { setTimeout as sleep } from 'node:timers/promises'
import { pauseAfter } from '../../domain/async/back-off.ts'
import { type Checkpoint, passCheckpoint } from '../../domain/messages/checkpoint.ts'
import {
  type ReceivedBody,
  type Spool,
  type SpoolEntry,
  StoreUnavailableError,
} from '../../domain/messages/ports.ts'
import { withTimeout } from '../async/time-limit.ts'
import type { BatchWriter } from './batch-writer.ts'
import type { DatabaseStatus } from './database-status.ts'
import type { WebhookDelivery } from './webhook-delivery.ts'

/** How much of the spool is drained in one transaction: about a full batch of single reports. */
const DRAIN_BATCH_BYTES = 1024 * 1024
/** How long the database may take for it before it counts as away (again). */
const DRAIN_TIMEOUT_MS = 15_000
const MIN_RETRY_MS = 100
/** The longest that the service goes on spooling after the database is back. */
const MAX_RETRY_MS = 5_000

export interface DrainParts {
  readonly spool: Spool
  readonly databaseStatus: DatabaseStatus
  readonly read: (received: ReceivedBody) => WebhookDelivery
  readonly writeBatch: BatchWriter
  /** Makes sure that the database answers and is in the state that `keep` needs; asked before each attempt. */
  readonly prepare: () => Promise<void>
  readonly onDrained: (webhooks: number) => void
  /** Called with why the database cannot be used yet. */
  readonly onError: (error: unknown) => void
  /** Called with why an entry could not be drained, though the database can be used: it waits behind the others. */
  readonly onStuck: (error: unknown) => void
  readonly checkpoint?: Checkpoint
  readonly signal: AbortSignal
}

/**
 * Brings the spool into the database, oldest first, while webhooks go on coming; and is what finds out, by trying
 * with growing pauses, that the database is back. Runs until the signal is aborted, and resolves when it has stopped.
 */
export async function runDrain(parts: DrainParts): Promise<void> {
  const { spool, databaseStatus, signal } = parts
  let failures = 0
  const aborted = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
  while (!signal.aborted) {
    const idle = spool.size().entries === 0 && databaseStatus.reason() === undefined
    if (idle) await Promise.race([databaseStatus.stirred(), aborted])
    if (signal.aborted) return
    if (await attempt(parts)) {
      failures = 0
      continue
    }
    // Jitter: replicas that lost one database do not all come back to it in the same moment.
    const retryMs = pauseAfter(++failures, { firstMs: MIN_RETRY_MS, lastMs: MAX_RETRY_MS })
    await sleep(retryMs * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined)
  }
}

/** Whether the next attempt is worth making at once. Begins and ends the outage by what it finds. */
async function attempt(parts: DrainParts): Promise<boolean> {
  const { databaseStatus } = parts
  const away = (error: unknown) => {
    if (databaseStatus.reason() !== undefined) parts.onError(error)
    databaseStatus.begin(error)
    return false
  }
  try {
    await parts.prepare()
  } catch (error) {
    return away(error)
  }
  try {
    const moved = await drainBatch(parts)
    databaseStatus.end()
    return moved
  } catch (error) {
    if (error instanceof StoreUnavailableError) return away(error)
    // The spool cannot be read; the database can still be used.
    parts.onStuck(error)
    databaseStatus.end()
    return false
  }
}

/**
 * @returns false where nothing of it could be drained, though the database can be used
 * @throws StoreUnavailableError where it cannot be used
 */
async function drainBatch(parts: DrainParts): Promise<boolean> {
  const entries = await parts.spool.oldest(DRAIN_BATCH_BYTES)
  if (entries.length === 0 || (await drainOrPostpone(parts, entries))) return true
  if (entries.length === 1) return false
  // One of them is at fault: each for itself.
  let moved = false
  for (const entry of entries) moved = (await drainOrPostpone(parts, [entry])) || moved
  return moved
}

/** Whether they were drained. What cannot be, though the database can be used, is put behind the others. */
async function drainOrPostpone(parts: DrainParts, entries: readonly SpoolEntry[]): Promise<boolean> {
  try {
    await drain(parts, entries)
    return true
  } catch (error) {
    if (error instanceof StoreUnavailableError) throw error
    if (entries.length === 1) {
      parts.spool.postpone(entries)
      parts.onStuck(error)
    }
    return false
  }
}

async function drain(parts: DrainParts, entries: readonly SpoolEntry[]): Promise<void> {
  const { spool, writeBatch, read, checkpoint = passCheckpoint } = parts
  const deliveries = entries.flatMap((entry) => entry.bodies.map(read))
  await checkpoint('before-drain')
  await withTimeout(writeBatch(deliveries), DRAIN_TIMEOUT_MS)
  await checkpoint('between-commit-and-removal')
  await spool.remove(entries)
  await checkpoint('after-removal')
  parts.onDrained(deliveries.length)
}
