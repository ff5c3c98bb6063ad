/** Something that waits to be committed together with others. */
export interface Waiting {
  /** How many things it asks to be written. */
  readonly items: number
  /** Bytes it holds in memory until then. */
  readonly bytes: number
}

export interface GroupCommitOptions<Work extends Waiting> {
  /** Makes a batch durable, all or none. Called at most `maxInFlight` times at once. */
  readonly commit: (batch: readonly Work[]) => Promise<void>
  readonly maxInFlight: number
  /** A batch closes when it holds this many items; one submission is never cut. */
  readonly maxBatchItems: number
  readonly maxQueuedItems: number
  readonly maxQueuedBytes: number
}

export interface GroupCommit<Work extends Waiting> {
  /** False when the bounds are reached: refuse new work before it costs memory. */
  hasRoom(): boolean
  /** Resolves when the work is durable; rejects with the reason its batch failed for. */
  submit(work: Work): Promise<void>
  /** Resolves when nothing waits and nothing is in flight. */
  drained(): Promise<void>
  /** What waits or is in flight. */
  queued(): { readonly items: number; readonly bytes: number }
}

interface Entry<Work> {
  readonly work: Work
  readonly resolve: () => void
  readonly reject: (reason: unknown) => void
}

/**
 * Group commit: what arrives while the last batch commits is the next batch. No timer: an idle queue commits at
 * once, a busy one gathers by itself.
 */
export function createGroupCommit<Work extends Waiting>(
  options: GroupCommitOptions<Work>,
): GroupCommit<Work> {
  let entries: Entry<Work>[] = []
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

  function takeBatch(): Entry<Work>[] {
    let items = 0
    let count = 0
    for (const { work } of entries) {
      if (count > 0 && items + work.items > options.maxBatchItems) break
      items += work.items
      count++
    }
    const batch = entries.slice(0, count)
    entries = entries.slice(count)
    return batch
  }

  async function run(batch: Entry<Work>[]): Promise<void> {
    inFlight++
    try {
      await options.commit(batch.map((entry) => entry.work))
      for (const entry of batch) entry.resolve()
    } catch (reason) {
      for (const entry of batch) entry.reject(reason)
    } finally {
      inFlight--
      for (const { work } of batch) {
        queuedItems -= work.items
        queuedBytes -= work.bytes
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
    submit(work) {
      queuedItems += work.items
      queuedBytes += work.bytes
      return new Promise((resolve, reject) => {
        entries.push({ work, resolve, reject })
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
