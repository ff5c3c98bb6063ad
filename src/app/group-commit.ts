/** Something that waits to be committed together with others. */
export interface Waiting<Item> {
  readonly items: readonly Item[]
  /** Bytes it holds in memory until then. */
  readonly bytes: number
}

export interface GroupCommitOptions<Item> {
  /** Makes the items durable, all or none. Called at most `maxInFlight` times at once. */
  readonly commit: (items: readonly Item[]) => Promise<void>
  readonly maxInFlight: number
  /** A batch closes when it holds this many items; one submission is never cut. */
  readonly maxBatchItems: number
  readonly maxQueuedItems: number
  readonly maxQueuedBytes: number
}

export interface GroupCommit<Item> {
  /** False when the bounds are reached: refuse new work before it costs memory. */
  hasRoom(): boolean
  /** Resolves when the items are durable; rejects with the reason their batch failed for. */
  submit(waiting: Waiting<Item>): Promise<void>
  /** Resolves when nothing waits and nothing is in flight. */
  drained(): Promise<void>
  /** What waits or is in flight. */
  queued(): { readonly items: number; readonly bytes: number }
}

interface Entry<Item> extends Waiting<Item> {
  readonly resolve: () => void
  readonly reject: (reason: unknown) => void
}

/**
 * Group commit: what arrives while the last batch commits is the next batch. No timer: an idle queue commits at
 * once, a busy one gathers by itself.
 */
export function createGroupCommit<Item>(options: GroupCommitOptions<Item>): GroupCommit<Item> {
  let entries: Entry<Item>[] = []
  let queuedItems = 0
  let queuedBytes = 0
  let inFlight = 0
  let scheduled = false
  let onDrained: (() => void)[] = []

  /** At the end of the loop's turn, so that all requests read in this turn share a batch. */
  function schedule(): void {
    if (scheduled || inFlight >= options.maxInFlight || entries.length === 0) return
    scheduled = true
    setImmediate(() => {
      scheduled = false
      while (entries.length > 0 && inFlight < options.maxInFlight) void run(takeBatch())
    })
  }

  function takeBatch(): Entry<Item>[] {
    let items = 0
    let count = 0
    for (const entry of entries) {
      if (count > 0 && items + entry.items.length > options.maxBatchItems) break
      items += entry.items.length
      count++
    }
    const batch = entries.slice(0, count)
    entries = entries.slice(count)
    return batch
  }

  async function run(batch: Entry<Item>[]): Promise<void> {
    inFlight++
    try {
      await options.commit(batch.flatMap((entry) => entry.items))
      for (const entry of batch) entry.resolve()
    } catch (reason) {
      for (const entry of batch) entry.reject(reason)
    } finally {
      inFlight--
      for (const entry of batch) {
        queuedItems -= entry.items.length
        queuedBytes -= entry.bytes
      }
      schedule()
      if (inFlight === 0 && entries.length === 0) {
        for (const resolve of onDrained) resolve()
        onDrained = []
      }
    }
  }

  return {
    hasRoom: () => queuedItems < options.maxQueuedItems && queuedBytes < options.maxQueuedBytes,
    submit(waiting) {
      queuedItems += waiting.items.length
      queuedBytes += waiting.bytes
      return new Promise((resolve, reject) => {
        entries.push({ ...waiting, resolve, reject })
        schedule()
      })
    },
    drained() {
      if (inFlight === 0 && entries.length === 0) return Promise.resolve()
      return new Promise((resolve) => onDrained.push(resolve))
    },
    queued: () => ({ items: queuedItems, bytes: queuedBytes }),
  }
}
