/** Something that waits to be committed together with others. */
export interface Waiting {
  /** How many things it asks to be written. */
  readonly items: number
  /** Bytes it holds in memory until then. */
  readonly bytes: number
}

export interface GroupCommitOptions<Work extends Waiting, Result> {
  /** Makes a batch durable, all or none; one result for each. Called at most `maxInFlight` times at once. */
  readonly commit: (batch: readonly Work[]) => Promise<readonly Result[]>
  readonly maxInFlight: number
  /** A batch closes when it holds this many items; one submission is never cut. */
  readonly maxBatchItems: number
  readonly maxQueuedItems: number
  readonly maxQueuedBytes: number
}

export interface GroupCommit<Work extends Waiting, Result> {
  /** False when the bounds are reached: refuse new work before it costs memory. */
  hasRoom(): boolean
  /** Resolves when the work is durable; rejects with the reason its batch failed for. */
  submit(work: Work): Promise<Result>
  /** Resolves when nothing waits and nothing is in flight. */
  drained(): Promise<void>
  /** What waits or is in flight. */
  queued(): { readonly items: number; readonly bytes: number }
}

interface Entry<Work, Result> {
  readonly work: Work
  readonly resolve: (result: Result) => void
  readonly reject: (reason: unknown) => void
}

/**
 * Group commit: what arrives while the last batch commits is the next batch. No timer: an idle queue commits at
 * once, a busy one gathers by itself.
 */
export function createGroupCommit<Work extends Waiting, Result>(
  options: GroupCommitOptions<Work, Result>,
): GroupCommit<Work, Result> {
  let entries: Entry<Work, Result>[] = []
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

  function takeBatch(): Entry<Work, Result>[] {
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

  async function run(batch: Entry<Work, Result>[]): Promise<void> {
    inFlight++
    try {
      const results = await options.commit(batch.map((entry) => entry.work))
      for (const [i, entry] of batch.entries()) entry.resolve(results[i] as Result)
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
