import { expect, test } from 'vitest'
import { createDatabaseStatus } from '../../src/app/ingest/database-status.ts'
import { createIngest } from '../../src/app/ingest/ingest.ts'
import { type Spool, SpoolFullError, StoreUnavailableError } from '../../src/domain/messages/ports.ts'
import { createMemorySpool } from '../support/memory-spool.ts'

const WEBHOOK = {
  body: new Uint8Array([1]),
  receivedAtMs: 0,
  reports: [],
  rejected: [],
  inbound: [],
  events: [],
}

test('a full spool refuses every webhook and is told of once, and again when it has taken something in between', async () => {
  let full = true
  const notified: string[] = []
  const spool: Spool = {
    async append() {
      if (full) throw new SpoolFullError('full')
      return { key: '1' }
    },
    oldest: async () => [],
    remove: async () => undefined,
    postpone: () => undefined,
    release: () => undefined,
    size: () => ({ entries: 0, bytes: 0, held: 0 }),
    damage: async () => undefined,
    hasRoom: async () => !full,
  }
  const databaseStatus = createDatabaseStatus({ began: () => undefined, ended: () => undefined })
  databaseStatus.begin(new Error('away'))
  const ingest = createIngest({
    writeBatch: async () => [],
    spool,
    databaseStatus,
    meter: { spooled: () => undefined },
    probe: async () => undefined,
    onBatchNotWritten: () => undefined,
    onSpoolFull: (error) => notified.push(error.message),
  })
  await expect(ingest.submit(WEBHOOK)).rejects.toThrow(SpoolFullError)
  await expect(ingest.submit(WEBHOOK)).rejects.toThrow(SpoolFullError)
  expect(notified).toHaveLength(1)
  full = false
  await ingest.submit(WEBHOOK)
  full = true
  await expect(ingest.submit(WEBHOOK)).rejects.toThrow(SpoolFullError)
  expect(notified).toHaveLength(2)
})

test('a batch that fails for a reason of its own is answered like any other: it waits in the spool, and no outage begins', async () => {
  const spooled: number[] = []
  const problems: unknown[] = []
  const spool: Spool = {
    async append(bodies) {
      spooled.push(bodies.length)
      return { key: '1' }
    },
    oldest: async () => [],
    remove: async () => undefined,
    postpone: () => undefined,
    release: () => undefined,
    size: () => ({ entries: 0, bytes: 0, held: 0 }),
    damage: async () => undefined,
    hasRoom: async () => true,
  }
  const databaseStatus = createDatabaseStatus({ began: () => undefined, ended: () => undefined })
  const ingest = createIngest({
    writeBatch: () => Promise.reject(new Error('permission denied for table webhook_rejects')),
    spool,
    databaseStatus,
    meter: { spooled: () => undefined },
    probe: async () => undefined,
    onBatchNotWritten: (error) => problems.push(error),
    onSpoolFull: () => undefined,
  })
  const stirred = databaseStatus.stirred()
  await ingest.submit(WEBHOOK)
  await stirred
  expect([spooled, problems.length, databaseStatus.reason()]).toEqual([[1], 1, undefined])
})

test('the database goes away while a batch of several webhooks is written: each of their bodies is in the spool', async () => {
  const spool = createMemorySpool()
  const batches: number[] = []
  let away: () => void = () => undefined
  const gone = new Promise<void>((resolve) => {
    away = resolve
  })
  const ingest = createIngest({
    writeBatch: async (deliveries) => {
      batches.push(deliveries.length)
      await gone
      throw new StoreUnavailableError('The connection was lost.')
    },
    spool,
    databaseStatus: createDatabaseStatus({ began: () => undefined, ended: () => undefined }),
    meter: { spooled: () => undefined },
    probe: async () => undefined,
    onBatchNotWritten: () => undefined,
    onSpoolFull: () => undefined,
  })
  const bodies = [1, 2, 3, 4, 5, 6].map((byte) => new Uint8Array([byte]))
  const answers = bodies.map((body) => ingest.submit({ ...WEBHOOK, body }))
  await expect.poll(() => Math.max(...batches)).toBeGreaterThan(1)
  away()
  await Promise.all(answers)
  await ingest.drained()
  const kept = (await spool.oldest(Number.POSITIVE_INFINITY)).flatMap((entry) => entry.bodies)
  expect(kept.map(({ body }) => [...body]).sort()).toEqual(bodies.map((body) => [...body]))
})
