import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { parseBody } from '../../src/adapters/envelopes/parse-body.ts'
import { createGuard } from '../../src/adapters/http/guard/guard.ts'
import { createReceptions } from '../../src/adapters/http/reception.ts'
import { createWebhookHandler, type WebhookResult } from '../../src/adapters/http/webhook.ts'
import { createDatabaseStatus } from '../../src/app/ingest/database-status.ts'
import { createIngest } from '../../src/app/ingest/ingest.ts'
import { receiveWebhook } from '../../src/app/ingest/receive.ts'
import { createMemorySpool } from '../support/memory-spool.ts'

/** More reports than the queue holds, in two bodies. */
const FULL = 100_000
const HALF = Array.from({ length: FULL / 2 }, () => ({ id: 'w', status: 'read', timestamp: '1702207800' }))

const servers: ReturnType<typeof createServer>[] = []
afterEach(() => {
  for (const server of servers) server.close()
})

test('while the queue is full a webhook is refused before its body is read, and told when to try again', async () => {
  // A disk and a database that both take their time: nothing leaves the queue until then.
  let go: () => void = () => undefined
  const stuck = new Promise<void>((resolve) => {
    go = resolve
  })
  const spool = createMemorySpool()
  const ingest = createIngest({
    writeBatch: async (deliveries) => {
      await stuck
      return deliveries.map(() => ({ notStored: 0, setApart: 0 }))
    },
    spool: { ...spool, append: async (...entry) => stuck.then(() => spool.append(...entry)) },
    databaseStatus: createDatabaseStatus({ began: () => undefined, ended: () => undefined }),
    meter: { spooled: () => undefined },
    probe: async () => undefined,
    onBatchNotWritten: () => undefined,
    onSpoolFull: () => undefined,
  })
  const results: WebhookResult[] = []
  const handler = createWebhookHandler({
    guard: createGuard({ refused: () => undefined, now: Date.now }),
    hasRoom: ingest.hasRoom,
    receptions: createReceptions(),
    receive: (body) => receiveWebhook(body, Date.now(), parseBody, ingest, { received: () => undefined }),
    trace: (_response, work) => work(),
    answered: (result) => results.push(result),
    onError: (error) => expect(error).toBeUndefined(),
  })
  const server = createServer((request, response) => void handler(request, response))
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`
  const post = (statuses: readonly object[]) =>
    fetch(url, { method: 'POST', body: JSON.stringify({ statuses }) })
  const status = { id: 'w', status: 'read', timestamp: '1702207800' }

  const first = post([status])
  await expect.poll(() => ingest.queued().items).toBe(1)
  const many = [post(HALF), post(HALF)]
  await expect.poll(() => ingest.queued().items).toBeGreaterThanOrEqual(FULL)
  const refused = await post([status])
  expect(refused.status).toBe(503)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await refused.json()).toMatchObject({
    status: 'error',
    message: expect.stringContaining('Try again later'),
  })
  expect(results).toEqual(['overloaded'])

  go()
  expect([
    (await first).status,
    ...(await Promise.all(many)).map((one) => one.status),
    (await post([status])).status,
  ]).toEqual([200, 200, 200, 200])
})
