import type { InFlight } from './in-flight.ts'

/** Something that waits to be committed together with others. */
export interface Waiting {
  /** How many things it asks to be written. */
  readonly items: number
  /** Bytes it holds in memory until then. */
  readonly bytes: number
  /** When it came, on the clock of `now`. */
  readonly sinceMs: number
  /** What it touches, such as ids of messages. */
  readonly touches: readonly string[]
}

/** A batch under way. */
export interface Commit<Result> {
  /** One result for each, as soon as they are durable. Rejects with the reason for all of them. */
  readonly durable: Promise<readonly Result[]>
  /** When the next batch may take its place, which may be later. Never rejects. */
  readonly finished: Promise<unknown>
}

export interface GroupCommitOptions<Work extends Waiting, Result> {
  /** Makes a batch durable, all or none. At most `maxInFlight` are under way at once. */
  readonly commit: (batch: readonly Work[]) => Commit<Result>
  /** Makes durable elsewhere what has waited for its turn for longer than `maxWaitMs`. */
  readonly overdue: (batch: readonly Work[]) => Promise<readonly Result[]>
  readonly maxWaitMs: number
  readonly maxInFlight: number
  /** What batches touch; others may take something, too. */
  readonly inFlight: InFlight
  /** A batch closes when it holds this many items; one submission is never cut. Asked for each batch. */
  readonly maxBatchItems: () => number
  readonly maxQueuedItems: number
  readonly maxQueuedBytes: number
  /** Milliseconds on a clock that does not jump. */
  readonly now: () => number
}

export interface GroupCommit<Work extends Waiting, Result> {
  /** False when the bounds are reached, with `moreBytes` that are on their way: refuse new work before it costs memory. */
  hasRoom(moreBytes?: number): boolean
  /** Resolves when the work is durable; rejects with the reason its batch failed for. */
  submit(work: Work): Promise<Result>
  /** Resolves when everything submitted is answered. */
  drained(): Promise<void>
  /** What waits or is in flight. */
  queued(): { readonly items: number; readonly bytes: number }
}

/** How much is looked at and left in the queue when a batch is put together, so that a batch is never dear to put together. */
const MAX_PASSED_OVER = 1_000

interface Entry<Work, Result> {
  readonly work: Work
  readonly resolve: (result: Result) => void
  readonly reject: (reason: unknown) => void
}

/**
 * Group commit: what arrives while the last batch commits is the next batch. No timer: an idle queue commits at
 * once, a busy one gathers by itself. Only what waits for too long is taken out by a timer.
 *
 * Batches in flight never touch the same: they would only wait for each other's locks, or begin again because the other
 * was first to write a new id. What touches something in flight waits for a later batch; others overtake it.
 */
export function createGroupCommit<Work extends Waiting, Result>(
  options: GroupCommitOptions<Work, Result>,
): GroupCommit<Work, Result> {
  type Queued = Entry<Work, Result>
  let entries: Queued[] = []
  let queuedItems = 0
  let queuedBytes = 0
  let running = 0
  /** Everything that waits touches something in flight. */
  let allWait = false
  let unanswered = 0
  let scheduled = false
  let overdueTimer: NodeJS.Timeout | undefined
  let onDrained: (() => void)[] = []

  /** At the end of the loop's turn, so that all requests read in this turn share a batch. */
  function schedule(): void {
    if (entries.length === 0) return
    watchOverdue()
    if (scheduled || running >= options.maxInFlight) return
    scheduled = true
    setImmediate(() => {
      scheduled = false
      allWait = false
      while (entries.length > 0 && running < options.maxInFlight && !allWait) {
        const batch = takeBatch()
        allWait = batch.length === 0
        if (!allWait) void run(batch)
      }
      watchOverdue()
    })
  }

  function watchOverdue(): void {
    const [first] = entries
    const mayGo = running < options.maxInFlight && !allWait
    if (overdueTimer !== undefined || first === undefined || mayGo) return
    const waitMs = first.work.sinceMs + options.maxWaitMs - options.now()
    overdueTimer = setTimeout(takeOverdue, Math.max(0, waitMs))
  }

  function takeOverdue(): void {
    overdueTimer = undefined
    const latestMs = options.now() - options.maxWaitMs
    const waits = entries.findIndex(({ work }) => work.sinceMs > latestMs)
    const batch = entries.splice(0, waits < 0 ? entries.length : waits)
    if (batch.length > 0) {
      const durable = options.overdue(batch.map(({ work }) => work))
      void answer(batch, durable).then(() => forget(batch))
    }
    watchOverdue()
  }

  /** From the front, as long as it is not too much, and one at least; without what touches something in flight. */
  function takeBatch(): Queued[] {
    const maxItems = options.maxBatchItems()
    const batch: Queued[] = []
    const passedOver: Queued[] = []
    let items = 0
    let seen = 0
    for (const entry of entries) {
      const { work } = entry
      const isFull = batch.length > 0 && items + work.items > maxItems
      if (isFull || passedOver.length === MAX_PASSED_OVER) break
      seen++
      if (options.inFlight.touches(work.touches)) {
        passedOver.push(entry)
        continue
      }
      items += work.items
      batch.push(entry)
    }
    for (const { work } of batch) options.inFlight.take(work.touches)
    if (batch.length > 0) entries = [...passedOver, ...entries.slice(seen)]
    return batch
  }

  async function run(batch: Queued[]): Promise<void> {
    running++
    const { durable, finished } = options.commit(batch.map(({ work }) => work))
    await Promise.all([answer(batch, durable), finished])
    running--
    forget(batch)
    // And goes on with what waited for it.
    options.inFlight.release(batch.flatMap(({ work }) => work.touches))
  }

  async function answer(batch: Queued[], durable: Promise<readonly Result[]>): Promise<void> {
    try {
      const results = await durable
      for (const [i, entry] of batch.entries()) entry.resolve(results[i] as Result)
    } catch (reason) {
      for (const entry of batch) entry.reject(reason)
    }
    unanswered -= batch.length
    if (unanswered > 0) return
    for (const resolve of onDrained) resolve()
    onDrained = []
  }

  function forget(batch: Queued[]): void {
    for (const { work } of batch) {
      queuedItems -= work.items
      queuedBytes -= work.bytes
    }
  }

  options.inFlight.onRelease(schedule)
  return {
    hasRoom: (moreBytes = 0) =>
      queuedItems < options.maxQueuedItems && queuedBytes + moreBytes < options.maxQueuedBytes,
    submit(work) {
      queuedItems += work.items
      queuedBytes += work.bytes
      unanswered++
      return new Promise((resolve, reject) => {
        entries.push({ work, resolve, reject })
        schedule()
      })
    },
    drained() {
      if (unanswered === 0) return Promise.resolve()
      return new Promise((resolve) => onDrained.push(resolve))
    },
    queued: () => ({ items: queuedItems, bytes: queuedBytes }),
  }
}
