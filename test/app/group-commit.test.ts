import { describe, expect, test } from 'vitest'
import { createGroupCommit } from '../../src/app/ingest/group-commit.ts'
import { createInFlight } from '../../src/app/ingest/in-flight.ts'

interface Named {
  readonly name: string
  readonly items: number
  readonly bytes: number
  readonly sinceMs: number
  readonly touches: readonly string[]
}

/** A commit that ends when the test says so, and remembers what it was given. */
function openEnded() {
  const batches: { names: readonly string[]; end: (error?: Error) => void }[] = []
  const commit = (batch: readonly Named[]) => {
    const durable = new Promise<readonly string[]>((resolve, reject) => {
      const names = batch.map(({ name }) => name)
      batches.push({ names, end: (error) => (error === undefined ? resolve(names) : reject(error)) })
    })
    return { durable, finished: durable.catch(() => undefined) }
  }
  return { batches, commit }
}

const LIMITS = {
  inFlight: createInFlight(),
  maxInFlight: 1,
  maxBatchItems: () => 10,
  maxQueuedItems: 20,
  maxQueuedBytes: 1000,
  maxWaitMs: 60_000,
  overdue: async (batch: readonly Named[]) => batch.map(({ name }) => `overdue ${name}`),
  now: () => performance.now(),
}
const one = (name: string, bytes = 1, ...touches: string[]): Named => ({
  name,
  items: 1,
  bytes,
  sinceMs: performance.now(),
  touches,
})

describe('the ingest queue', () => {
  test('commits at once when idle, and gathers what comes while a batch commits into the next one', async () => {
    const { batches, commit } = openEnded()
    const queue = createGroupCommit({ ...LIMITS, commit })
    const first = queue.submit(one('a'))
    await expect.poll(() => batches.length).toBe(1)
    const rest = Promise.all([queue.submit(one('b')), queue.submit(one('c'))])
    batches[0]?.end()
    await first
    await expect.poll(() => batches.length).toBe(2)
    expect(batches.map((batch) => batch.names)).toEqual([['a'], ['b', 'c']])
    batches[1]?.end()
    await rest
  })

  test('never cuts a submission, and closes a batch that is full', async () => {
    const { batches, commit } = openEnded()
    const queue = createGroupCommit({ ...LIMITS, maxBatchItems: () => 3, maxInFlight: 3, commit })
    const all = Promise.all([
      queue.submit(one('a')),
      queue.submit({ name: 'big', items: 4, bytes: 4, sinceMs: 0, touches: [] }),
      queue.submit(one('b')),
    ])
    await expect.poll(() => batches.length).toBe(3)
    expect(batches.map((batch) => batch.names)).toEqual([['a'], ['big'], ['b']])
    for (const batch of batches) batch.end()
    await all
  })

  test('has no room beyond its bounds in items and in bytes, and has it again after the commit', async () => {
    const { batches, commit } = openEnded()
    const queue = createGroupCommit({ ...LIMITS, commit })
    const first = queue.submit(one('a', 999))
    expect(queue.hasRoom()).toBe(true)
    await expect.poll(() => batches.length).toBe(1)
    const second = queue.submit(one('b', 1))
    expect(queue.hasRoom()).toBe(false)
    expect(queue.queued()).toEqual({ items: 2, bytes: 1000 })
    batches[0]?.end()
    await first
    await expect.poll(queue.hasRoom).toBe(true)
    await expect.poll(() => batches.length).toBe(2)
    batches[1]?.end()
    await second
  })

  test('tells everyone whose batch failed, and goes on with the next', async () => {
    const { batches, commit } = openEnded()
    const queue = createGroupCommit({ ...LIMITS, commit })
    const failed = queue.submit(one('a'))
    await expect.poll(() => batches.length).toBe(1)
    const next = queue.submit(one('b'))
    batches[0]?.end(new Error('the database went away'))
    await expect(failed).rejects.toThrow('the database went away')
    await expect.poll(() => batches.length).toBe(2)
    batches[1]?.end()
    await next
    await queue.drained()
    await expect.poll(queue.queued).toEqual({ items: 0, bytes: 0 })
  })

  test('batches in flight never touch the same: what would waits for the next, and others overtake it', async () => {
    const { batches, commit } = openEnded()
    const inFlight = createInFlight()
    const queue = createGroupCommit({ ...LIMITS, inFlight, maxInFlight: 2, commit })
    const first = queue.submit(one('a', 1, 'x'))
    await expect.poll(() => batches.length).toBe(1)
    const rest = [
      queue.submit(one('b', 1, 'y', 'x')),
      queue.submit(one('c', 1, 'z')),
      queue.submit(one('d', 1, 'y')),
    ]
    await expect.poll(() => batches.map(({ names }) => names)).toEqual([['a'], ['c', 'd']])
    batches[0]?.end()
    await first
    // Part of it is still in flight.
    await new Promise((resolve) => setImmediate(resolve))
    expect(batches).toHaveLength(2)
    batches[1]?.end()
    await expect.poll(() => batches.map(({ names }) => names)).toEqual([['a'], ['c', 'd'], ['b']])
    batches[2]?.end()
    await Promise.all(rest)
    await expect.poll(() => inFlight.touches(['x', 'y', 'z'])).toBe(false)
  })

  test('what touches something in flight for too long is made durable elsewhere, though there is room for a batch', async () => {
    const { batches, commit } = openEnded()
    const inFlight = createInFlight()
    const queue = createGroupCommit({ ...LIMITS, inFlight, maxInFlight: 2, maxWaitMs: 5, commit })
    const first = queue.submit(one('a', 1, 'x'))
    await expect.poll(() => batches.length).toBe(1)
    expect(await queue.submit(one('b', 1, 'x'))).toBe('overdue b')
    batches[0]?.end()
    await first
  })

  test('waits for what others of the process write, such as the drain, and they for it', async () => {
    const { batches, commit } = openEnded()
    const inFlight = createInFlight()
    const queue = createGroupCommit({ ...LIMITS, inFlight, commit })
    let drained = () => {}
    const drain = inFlight.exclusively(['x'], () => new Promise<void>((resolve) => (drained = resolve)))
    const blocked = queue.submit(one('a', 1, 'x'))
    const free = queue.submit(one('b', 1, 'y'))
    await expect.poll(() => batches.map(({ names }) => names)).toEqual([['b']])
    let isDone = false
    const next = inFlight.exclusively(['y'], async () => {
      isDone = true
    })
    batches[0]?.end()
    await free
    await next
    expect(isDone).toBe(true)
    drained()
    await drain
    await expect.poll(() => batches.map(({ names }) => names)).toEqual([['b'], ['a']])
    batches[1]?.end()
    await blocked
  })

  test('what waits too long for its turn is made durable elsewhere; the batch in flight keeps its place', async () => {
    const { batches, commit } = openEnded()
    const queue = createGroupCommit({ ...LIMITS, maxWaitMs: 5, commit })
    const first = queue.submit(one('a'))
    await expect.poll(() => batches.length).toBe(1)
    expect(await Promise.all([queue.submit(one('b')), queue.submit(one('c'))])).toEqual([
      'overdue b',
      'overdue c',
    ])
    expect(batches).toHaveLength(1)
    batches[0]?.end()
    expect(await first).toBe('a')
    await queue.drained()
    await expect.poll(queue.queued).toEqual({ items: 0, bytes: 0 })
  })

  test('what is durable is answered at once, and the next batch still waits for the end of the first', async () => {
    const ends: (() => void)[] = []
    const queue = createGroupCommit({
      ...LIMITS,
      commit: (batch: readonly Named[]) => ({
        durable: Promise.resolve(batch.map(({ name }) => name)),
        finished: new Promise<void>((resolve) => ends.push(resolve)),
      }),
    })
    expect(await queue.submit(one('a'))).toBe('a')
    const second = queue.submit(one('b'))
    await new Promise((resolve) => setImmediate(resolve))
    expect([ends.length, queue.queued().items]).toEqual([1, 2])
    ends[0]?.()
    expect(await second).toBe('b')
    ends[1]?.()
  })
})
