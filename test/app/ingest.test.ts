import { expect, test } from 'vitest'
import { createIngest } from '../../src/app/ingest.ts'
import { createOutage } from '../../src/app/outage.ts'
import { type Spool, SpoolFullError } from '../../src/domain/ports.ts'

const WEBHOOK = { body: new Uint8Array([1]), receivedAtMs: 0, reports: [], rejected: [] }

test('a full spool refuses every webhook and is told of once, and again when it has taken something in between', async () => {
  let full = true
  const told: string[] = []
  const spool: Spool = {
    async append() {
      if (full) throw new SpoolFullError('full')
    },
    oldest: async () => [],
    remove: async () => undefined,
    size: () => ({ entries: 0, bytes: 0, full }),
  }
  const outage = createOutage({ began: () => undefined, ended: () => undefined })
  outage.begin(new Error('away'))
  const ingest = createIngest({
    keep: async () => undefined,
    spool,
    outage,
    meter: { spooled: () => undefined },
    onSpoolFull: (error) => told.push(error.message),
  })
  await expect(ingest.submit(WEBHOOK)).rejects.toThrow(SpoolFullError)
  await expect(ingest.submit(WEBHOOK)).rejects.toThrow(SpoolFullError)
  expect(told).toHaveLength(1)
  full = false
  await ingest.submit(WEBHOOK)
  full = true
  await expect(ingest.submit(WEBHOOK)).rejects.toThrow(SpoolFullError)
  expect(told).toHaveLength(2)
})
