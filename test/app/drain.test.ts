import { afterEach, beforeEach, expect, test } from 'vitest'
import { runDrain } from '../../src/app/drain.ts'
import type { Intake } from '../../src/app/intake.ts'
import { createOutage, type Outage } from '../../src/app/outage.ts'
import type { ReceivedBody, Spool } from '../../src/domain/ports.ts'
import { StoreUnavailableError } from '../../src/domain/ports.ts'

/** A spool in memory; what matters here is who wakes whom. */
function memorySpool(): Spool {
  const entries = new Map<string, readonly ReceivedBody[]>()
  return {
    async append(bodies) {
      entries.set(String(entries.size), bodies)
    },
    oldest: async () => [...entries].map(([key, bodies]) => ({ key, bodies })),
    async remove(removed) {
      for (const { key } of removed) entries.delete(key)
    },
    size: () => ({ entries: entries.size, bytes: 0, full: false }),
  }
}

const BODY: ReceivedBody = { body: new Uint8Array([1]), receivedAtMs: 0 }

let stop: AbortController
let answering: boolean
let ended: number
let outage: Outage
let spool: Spool
let kept: Intake[]
let running: Promise<void>
beforeEach(() => {
  stop = new AbortController()
  answering = true
  ended = 0
  kept = []
  spool = memorySpool()
  outage = createOutage({
    began: () => undefined,
    ended: () => {
      ended++
    },
  })
  running = runDrain({
    spool,
    outage,
    read: (received) => ({ ...received, reports: [], rejected: [] }),
    keep: async (intakes) => {
      kept.push(...intakes)
    },
    prepare: async () => {
      if (!answering) throw new StoreUnavailableError('away')
    },
    onDrained: () => undefined,
    onError: () => undefined,
    signal: stop.signal,
  })
})
afterEach(async () => {
  stop.abort()
  await running
})

test('an outage does not end before the database answers, though nothing waits in the spool', async () => {
  answering = false
  outage.begin(new Error('refused'))
  await expect.poll(() => outage.reason()).toBe('refused')
  expect(ended).toBe(0)
  answering = true
  await expect.poll(() => outage.reason()).toBe(undefined)
})

test('what is spooled just after the outage has ended is drained all the same', async () => {
  outage.begin(new Error('refused'))
  await expect.poll(() => ended).toBe(1)
  await spool.append([BODY])
  outage.spooled()
  await expect.poll(() => kept.length).toBe(1)
  expect(spool.size().entries).toBe(0)
})
