import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { startTestService, TEST_API_TOKEN, type TestService } from '../support/service.ts'
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts'

/** What an operator reads: one line for each thing that happened, whatever its number. */

const RULE = '--! severity: warning\n--! fire: value > 0\nSELECT 1 AS value'

let service: TestService
let proxy: TcpProxy
let folder: string
let seen = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bluetick-log-'))
  await writeFile(join(folder, 'probe.sql'), RULE)
  service = await startTestService(
    {
      LOG_LEVEL: 'info',
      WEBHOOK_TOKEN: 'right-token-of-this-test',
      ALERTS_DIR: folder,
      DATA_DIR: folder,
    },
    async (url) => {
      proxy = await startTcpProxy(url.hostname, Number(url.port))
      url.port = String(proxy.port)
    },
  )
})
afterAll(async () => {
  await service.stop()
  await proxy.close()
  await rm(folder, { recursive: true, force: true })
})
afterEach(() => {
  for (const { level, msg, err } of service.logged()) {
    expect(JSON.stringify({ level, msg, err })).not.toMatch(/\\n {4}at |"stack"/)
  }
  seen = service.logged().length
})

/** The lines of this test that begin so. */
const lines = (text: string) =>
  service
    .logged()
    .slice(seen)
    .filter(({ msg }) => msg.startsWith(text))

function send(body: unknown, token = 'right-token-of-this-test'): Promise<Response> {
  return fetch(`${service.url}/webhook?token=${token}`, { method: 'POST', body: JSON.stringify(body) })
}

const status = (id: string) => ({ statuses: [{ id, status: 'sent', timestamp: '1702207800' }] })

async function importList(body: string): Promise<number> {
  const response = await fetch(`${service.url}/api/campaigns/holi/recipients`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TEST_API_TOKEN}`, 'content-type': 'text/csv' },
    body,
  })
  await response.text()
  return response.status
}

test('rejects and refused webhooks: a line by reason at once, and no more for a minute', async () => {
  for (let n = 0; n < 5; n++) {
    expect((await send({ statuses: [{ status: 'sent', timestamp: '1702207800' }] })).status).toBe(200)
    expect((await send(status('x'), 'wrong')).status).toBe(401)
  }
  expect(lines('webhook items rejected, by reason')).toMatchObject([
    { level: 'warn', reasons: expect.any(Object) },
  ])
  expect(lines('webhooks refused, by reason')).toMatchObject([{ level: 'warn', reasons: expect.any(Object) }])
})

test('a list: what became of it, or that it failed', async () => {
  await fetch(`${service.url}/api/campaigns`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TEST_API_TOKEN}`, 'content-type': 'application/json' },
    body: '{"id":"holi","name":"Holi"}',
  })
  expect(await importList('phone\n+919876543210\nnonsense\n')).toBe(200)
  expect(await importList('')).toBe(400)
  expect([...lines('list of recipients'), ...lines('recipient import')]).toMatchObject([
    { level: 'info', msg: 'list of recipients imported', campaign: 'holi', inserted: 1, refused: 1 },
    {
      level: 'warn',
      msg: expect.stringContaining('recipient import failed: it cannot be read'),
      campaign: 'holi',
    },
  ])
})

test('an outage: that the spool begins, that the database is back, and how much came of the spool', async () => {
  await proxy.set('refuse')
  for (let n = 0; n < 5; n++) expect((await send(status(`spooled-${n}`))).status).toBe(200)
  await proxy.set('pass')
  await vi.waitFor(() => expect(lines('webhooks of the spool brought into the database')).toHaveLength(1), {
    timeout: 60_000,
  })
  expect(lines('database unavailable')).toMatchObject([
    { level: 'error', msg: expect.stringContaining('webhooks go to the spool and are answered') },
  ])
  expect(lines('database available again')).toMatchObject([{ level: 'info', seconds: expect.any(Number) }])
})

test('an alert, and where its mail was written', async () => {
  await service.tick('everyMinute')
  expect(lines('alert firing: probe')).toMatchObject([{ level: 'info', severity: 'warning', value: 1 }])
  await service.tick('everyTenSeconds')
  expect(lines(`mail written to ${join(folder, 'mail')}`)).not.toEqual([])
})
