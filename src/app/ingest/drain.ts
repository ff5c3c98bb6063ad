import { setTimeout as sleep } from 'node:timers/promises'
import { pauseAfter } from '../../domain/async/back-off.ts'
import { type Checkpoint, passCheckpoint } from '../../domain/messages/checkpoint.ts'
import {
  type ReceivedBody,
  type Spool,
  type SpoolEntry,
  StoreUnavailableError,
} from '../../domain/messages/ports.ts'
import { MAX_DRAIN_BYTES, nextDrainBytes } from './batch-size.ts'
import type { BatchWriter } from './batch-writer.ts'
import type { DatabaseStatus } from './database-status.ts'
import type { WebhookDelivery } from './webhook-delivery.ts'

/** How often it is asked whether the database answers at all while it takes its time over a drain. */
const PROBE_EVERY_MS = 2_000
const MIN_RETRY_MS = 100
/** The longest that the service goes on spooling after the database is back. */
const MAX_RETRY_MS = 5_000

export interface DrainParts {
  readonly spool: Spool
  readonly databaseStatus: DatabaseStatus
  readonly read: (received: ReceivedBody) => WebhookDelivery
  readonly writeBatch: BatchWriter
  /** Makes sure that the database answers and is in the state that `writeBatch` needs; asked before each attempt. */
  readonly prepare: () => Promise<void>
  /** Called while a drain takes long: finds out whether the database answers at all, and begins an outage where not. */
  readonly probe: () => Promise<void>
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
  const pace: Pace = { bytes: MAX_DRAIN_BYTES }
  const aborted = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
  while (!signal.aborted) {
    const { entries, held } = spool.size()
    const idle = entries === held && databaseStatus.reason() === undefined
    if (idle) await Promise.race([databaseStatus.stirred(), aborted])
    if (signal.aborted) return
    if (await attempt(parts, pace)) {
      failures = 0
      continue
    }
    // Jitter: replicas that lost one database do not all come back to it in the same moment.
    const retryMs = pauseAfter(++failures, { firstMs: MIN_RETRY_MS, lastMs: MAX_RETRY_MS })
    await sleep(retryMs * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined)
  }
}

interface Pace {
  /** How much of the spool is drained in one transaction. */
  bytes: number
}

/** Whether the next attempt is worth making at once. Begins and ends the outage by what it finds. */
async function attempt(parts: DrainParts, pace: Pace): Promise<boolean> {
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
    const moved = await drainBatch(parts, pace)
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
async function drainBatch(parts: DrainParts, pace: Pace): Promise<boolean> {
  const entries = await parts.spool.oldest(pace.bytes)
  const startedMs = performance.now()
  const drained = entries.length === 0 || (await drainOrPostpone(parts, entries))
  pace.bytes = nextDrainBytes(pace.bytes, performance.now() - startedMs)
  if (drained) return true
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
  const { spool, read, checkpoint = passCheckpoint } = parts
  const deliveries = entries.flatMap((entry) => entry.bodies.map(read))
  await checkpoint('before-drain')
  if (!(await write(parts, deliveries))) return
  await checkpoint('between-commit-and-removal')
  await spool.remove(entries)
  await checkpoint('after-removal')
  parts.onDrained(deliveries.length)
}

/**
 * Waits as long as the database takes: what is given up might still be committed, and would be done twice.
 *
 * @returns false where the drain was stopped meanwhile
 */
async function write(
  { writeBatch, probe, signal }: DrainParts,
  deliveries: readonly WebhookDelivery[],
): Promise<boolean> {
  const timer = setInterval(() => void probe(), PROBE_EVERY_MS)
  const stopped = new AbortController()
  const aborted = new Promise<false>((resolve) => {
    signal.addEventListener('abort', () => resolve(false), { once: true, signal: stopped.signal })
  })
  try {
    return await Promise.race([writeBatch(deliveries).then(() => true), aborted])
  } finally {
    clearInterval(timer)
    stopped.abort()
  }
}
