import { expect, test } from 'vitest'
import { nextBatchLimit, nextDrainBytes } from '../../src/app/ingest/batch-size.ts'
import type { WriteResult } from '../../src/app/ingest/batch-writer.ts'
import { createDatabaseStatus } from '../../src/app/ingest/database-status.ts'
import { createIngest } from '../../src/app/ingest/ingest.ts'
import { createProbe } from '../../src/app/ingest/probe.ts'
import { type Spool, StoreUnavailableError } from '../../src/domain/messages/ports.ts'

// A database that is slow is not away: what it takes too long over is answered, and nothing is done twice.

const WEBHOOK = {
  body: new Uint8Array([1]),
  receivedAtMs: 0,
  reports: [],
  rejected: [],
  inbound: [],
  events: [],
}
const DONE: readonly WriteResult[] = [{ notStored: 0, setApart: 0 }]

/** An ingest whose batches end when the test says so, and what its spool went through. */
function slowIngest() {
  const happened: string[] = []
  const batches: { succeed: () => void; fail: (error: Error) => void }[] = []
  const spool: Spool = {
    async append(_bodies, { held } = { held: false }) {
      happened.push(held ? 'held' : 'spooled')
      return { key: '1' }
    },
    release: () => void happened.push('released'),
    oldest: async () => [],
    remove: async () => void happened.push('removed'),
    postpone: () => undefined,
    size: () => ({ entries: 0, bytes: 0, held: 0 }),
    damage: async () => undefined,
    hasRoom: async () => true,
  }
  const databaseStatus = createDatabaseStatus({
    began: () => void happened.push('outage'),
    ended: () => undefined,
  })
  const ingest = createIngest({
    writeBatch: () =>
      new Promise((resolve, reject) => batches.push({ succeed: () => resolve(DONE), fail: reject })),
    spool,
    databaseStatus,
    meter: { spooled: () => undefined },
    probe: createProbe(async () => undefined, databaseStatus),
    onBatchNotWritten: () => void happened.push('not kept'),
    onSpoolFull: () => undefined,
  })
  return { ingest, batches, happened }
}

test('a slow batch is answered from the spool, and taken out of it undrained when its commit comes true', async () => {
  const { ingest, batches, happened } = slowIngest()
  await ingest.submit(WEBHOOK)
  expect(happened).toEqual(['held'])
  batches[0]?.succeed()
  await expect.poll(() => happened).toEqual(['held', 'removed'])
  expect(ingest.queued().items).toBe(0)
})

test('a slow batch that fails in the end is drained from the spool', async () => {
  const { ingest, batches, happened } = slowIngest()
  await ingest.submit(WEBHOOK)
  batches[0]?.fail(new StoreUnavailableError('gone'))
  await expect.poll(() => happened).toEqual(['held', 'outage', 'released'])
})

test('what waits behind slow batches is answered from the spool, and sent to the database by the drain alone', async () => {
  const { ingest, batches, happened } = slowIngest()
  // One after the other, so that each is a batch of its own.
  for (let n = 1; n <= 3; n++) await ingest.submit(WEBHOOK)
  expect([batches.length, happened]).toEqual([2, ['held', 'held', 'spooled']])
})

test('a database that gives a probe no answer is away, one that answers is not', async () => {
  const reasons: (string | undefined)[] = []
  for (const ask of [async () => undefined, async () => 'The database does not answer.']) {
    const databaseStatus = createDatabaseStatus({ began: () => undefined, ended: () => undefined })
    await createProbe(ask, databaseStatus)()
    reasons.push(databaseStatus.reason())
  }
  expect(reasons).toEqual([undefined, 'The database does not answer.'])
})

test('a slow database gets smaller batches, and a fast one larger ones again, within bounds', () => {
  expect(nextBatchLimit(1000, 1000, 900)).toBe(500)
  expect(nextBatchLimit(1000, 60, 900)).toBe(50)
  expect(nextBatchLimit(500, 500, 300)).toBe(500)
  expect(nextBatchLimit(500, 500, 100)).toBe(625)
  expect(nextBatchLimit(1000, 1000, 1)).toBe(1000)
  expect(nextDrainBytes(1024 * 1024, 5_000)).toBe(512 * 1024)
  expect(nextDrainBytes(32 * 1024, 5_000)).toBe(32 * 1024)
})
