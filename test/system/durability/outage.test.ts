import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startTestService, type TestService } from '../../support/service.ts'
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy.ts'

let proxy: TcpProxy
const proxies: TcpProxy[] = []
let service: TestService
beforeAll(async () => {
  service = await startTestService({}, async (url) => {
    proxy = await startTcpProxy(url.hostname, Number(url.port))
    url.port = String(proxy.port)
  })
})
afterAll(async () => {
  await proxy.set('pass')
  await service.stop()
  await proxy.close()
  for (const one of proxies) await one.close()
})

let made = 0
const report = () => ({ id: `outage-${++made}`, status: 'delivered', timestamp: '1702207800' })
const ready = async () => (await fetch(`${service.url}/readyz`)).json()
const stored = async (id: string) => {
  const { rows } = await service.pool.query('SELECT 1 FROM broadcasts_messages WHERE message_id = $1', [id])
  return rows.length
}

describe.each(['refuse', 'hang'] as const)('while the database does nothing but %s', (mode) => {
  test('webhooks get a 200 within a second, readyz and metrics say why, and all is there afterwards', async () => {
    const before = report()
    await service.post({ statuses: [before] })
    await proxy.set(mode)
    const reports: { id: string }[] = []
    for (let i = 0; i < 5; i++) {
      const one = report()
      const startedMs = performance.now()
      const answer = await service.post({ statuses: [one, { id: 'no status' }] })
      expect(answer.status).toBe(200)
      // The one promise of time that is a promise of behaviour: AiSensy and Meta count slower answers as failed.
      expect(performance.now() - startedMs).toBeLessThan(1000)
      reports.push(one)
    }
    const readiness = await fetch(`${service.url}/readyz`)
    expect(readiness.status).toBe(200)
    expect(await readiness.json()).toMatchObject({ status: 'spooling' })
    expect(await (await fetch(`${service.url}/metrics`)).text()).toContain('bluetick_spooling 1')

    await proxy.set('pass')
    // A connection that hangs is found out by its own time-out; a reset is what a returning network does.
    if (mode === 'hang') proxy.cut()
    await vi.waitFor(async () => expect(await ready()).toEqual({ status: 'ready' }), { timeout: 25_000 })
    await vi.waitFor(async () => {
      for (const { id } of [before, ...reports]) expect(await stored(id)).toBe(1)
    })
    const after = report()
    await service.post({ statuses: [after] })
    expect(await stored(after.id)).toBe(1)
  })
})

test('rejects that came during an outage are kept too', async () => {
  const { rows } = await service.pool.query('SELECT count(*)::integer AS kept FROM bluetick.webhook_rejects')
  expect(rows[0].kept).toBeGreaterThanOrEqual(10)
})

test('what cannot be written for a reason that is no outage is answered, waits in the spool, and blocks nobody', async () => {
  await service.pool.query(
    'ALTER TABLE bluetick.webhook_rejects ADD CONSTRAINT closed CHECK (false) NOT VALID',
  )
  const beside = report()
  expect((await service.post({ statuses: [beside, { id: 'no status' }] })).status).toBe(200)
  await vi.waitFor(async () => expect(await stored(beside.id)).toBe(1))
  const other = report()
  expect((await service.post({ statuses: [other] })).status).toBe(200)
  expect(await stored(other.id)).toBe(1)
  expect(await ready()).toEqual({ status: 'ready' })
  const metrics = async () => (await fetch(`${service.url}/metrics`)).text()
  expect(await metrics()).toContain('bluetick_spool_entries 1')
  await service.pool.query('ALTER TABLE bluetick.webhook_rejects DROP CONSTRAINT closed')
  await vi.waitFor(async () => expect(await metrics()).toContain('bluetick_spool_entries 0'), {
    timeout: 20_000,
  })
})

test('a service that starts while its database is away takes webhooks, and brings the schema up once it is there', async () => {
  const late = await startTestService({}, async (url) => {
    proxies.push(await startTcpProxy(url.hostname, Number(url.port)))
    await proxies[0]?.set('refuse')
    url.port = String(proxies[0]?.port)
  })
  const readiness = await (await fetch(`${late.url}/readyz`)).json()
  expect(readiness).toEqual({
    status: 'spooling',
    reason: expect.stringContaining('nothing listens at the address (ECONNREFUSED)'),
  })
  const answer = await late.post({
    statuses: [{ id: 'early-bird', status: 'read', timestamp: '1702207800' }],
  })
  expect(answer.status).toBe(200)
  await proxies[0]?.set('pass')
  await vi.waitFor(
    async () => {
      const { rows } = await late.pool.query('SELECT message_id FROM broadcasts_messages')
      expect(rows).toEqual([{ message_id: 'early-bird' }])
    },
    { timeout: 15_000 },
  )
  await late.stop()
})

test('a database that is the wrong one stops the start: waiting would not help', async () => {
  const start = startTestService({}, async (url) => {
    url.pathname = '/there_is_no_such_database'
  })
  await expect(start).rejects.toThrow('does not exist: see DATABASE_URL')
})
