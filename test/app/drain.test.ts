import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDatabaseStatus, type DatabaseStatus } from '../../src/app/ingest/database-status.ts'
import { runDrain } from '../../src/app/ingest/drain.ts'
import type { WebhookDelivery } from '../../src/app/ingest/webhook-delivery.ts'
import type { ReceivedBody, Spool } from '../../src/domain/messages/ports.ts'
import { StoreUnavailableError } from '../../src/domain/messages/ports.ts'
import { createMemorySpool } from '../support/memory-spool.ts'

const BATCH_ENTRIES = 3

/** In memory, and drained in several passes. What matters here is who wakes whom. */
function smallSpool(): Spool {
  const all = createMemorySpool()
  return { ...all, oldest: async (maxBytes) => (await all.oldest(maxBytes)).slice(0, BATCH_ENTRIES) }
}

const BODY: ReceivedBody = { body: new Uint8Array([1]), receivedAtMs: 0 }
const POISON: ReceivedBody = { body: new Uint8Array([2]), receivedAtMs: 0 }
const isPoison = ({ body }: ReceivedBody) => body === POISON.body

let stop: AbortController
let answering: boolean
let ended: number
let databaseStatus: DatabaseStatus
let spool: Spool
let kept: WebhookDelivery[]
let poisonous: boolean
let stuck: number
let running: Promise<void>
beforeEach(() => {
  stop = new AbortController()
  answering = true
  ended = 0
  kept = []
  poisonous = true
  stuck = 0
  spool = smallSpool()
  databaseStatus = createDatabaseStatus({
    began: () => undefined,
    ended: () => {
      ended++
    },
  })
  running = runDrain({
    spool,
    databaseStatus,
    read: (received) => ({ ...received, reports: [], rejected: [], inbound: [], events: [] }),
    writeBatch: async (deliveries) => {
      if (poisonous && deliveries.some(isPoison)) throw new Error('of the data')
      kept.push(...deliveries)
      return deliveries.map(() => ({ notStored: 0, setApart: 0 }))
    },
    prepare: async () => {
      if (!answering) throw new StoreUnavailableError('away')
    },
    probe: async () => undefined,
    onDrained: () => undefined,
    onError: () => undefined,
    onStuck: () => {
      stuck++
    },
    signal: stop.signal,
  })
})
afterEach(async () => {
  stop.abort()
  await running
})

test('an outage does not end before the database answers, though nothing waits in the spool', async () => {
  answering = false
  databaseStatus.begin(new Error('refused'))
  await expect.poll(() => databaseStatus.reason()).toBe('refused')
  expect(ended).toBe(0)
  answering = true
  await expect.poll(() => databaseStatus.reason()).toBe(undefined)
})

test('what is spooled just after the outage has ended is drained all the same', async () => {
  databaseStatus.begin(new Error('refused'))
  await expect.poll(() => ended).toBe(1)
  await spool.append([BODY])
  databaseStatus.spooled()
  await expect.poll(() => kept.length).toBe(1)
  expect(spool.size().entries).toBe(0)
})

test('an entry that cannot be drained costs only itself, starts no outage, and is drained once it can be', async () => {
  await spool.append([POISON])
  for (let n = 0; n < 2 * BATCH_ENTRIES; n++) await spool.append([BODY])
  databaseStatus.spooled()
  await expect.poll(() => kept.length).toBe(2 * BATCH_ENTRIES)
  await expect.poll(() => stuck).toBeGreaterThan(1)
  expect([spool.size().entries, databaseStatus.reason()]).toEqual([1, undefined])
  poisonous = false
  await expect.poll(() => kept.filter(isPoison).length).toBe(1)
  expect(spool.size().entries).toBe(0)
})
