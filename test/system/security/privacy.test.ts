import { spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { createTestDatabase } from '../../support/postgres.ts'
import { startTcpProxy } from '../../support/tcp-proxy.ts'

const PHONE = '919876543210'
const WAMID = 'wamid.HBgMOTE5ODc2NTQzMjEwFQIAERgSRkE2QkYwNjM1QkE0QzcyRDVGAA=='
const SECRETS = {
  API_TOKEN: 'secret-api-token-0123456789',
  WEBHOOK_TOKEN: 'secret-webhook-token',
  META_APP_SECRET: 'secret-meta-app',
  METRICS_TOKEN: 'secret-metrics-token',
  WEBHOOK_VERIFY_TOKEN: 'secret-verify-token',
}
const ENTRY = fileURLToPath(new URL('../chaos/service-process.ts', import.meta.url))
const READY_WITHIN_MS = 60_000

/** Everything that leaves the process: its log at the finest level, its metrics, and its answers to what is refused. */
test('no phone number, message id or secret is in log, metrics or error answers, on any path', async () => {
  const database = await createTestDatabase()
  const way = new URL(database.url)
  const proxy = await startTcpProxy(way.hostname, Number(way.port))
  way.port = String(proxy.port)
  way.password = way.password || 'secret-database-password'
  const dataDir = await mkdtemp(join(tmpdir(), 'bluetick-privacy-'))
  const env = {
    ...SECRETS,
    PATH: process.env.PATH,
    DATABASE_URL: way.href,
    DATA_DIR: dataDir,
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'trace',
    WEBHOOK_RATE_LIMIT: '1000/minute',
  }
  const child = spawn(process.execPath, ['--import', 'tsx', ENTRY], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)))
  await expect.poll(() => output, { timeout: READY_WITHIN_MS }).toMatch(/localhost:\d+/)
  const url = `http://127.0.0.1:${/localhost:(\d+)/.exec(output)?.[1]}`

  async function ask(path: string, options: RequestInit = {}): Promise<void> {
    const response = await fetch(url + path, options).catch(() => undefined)
    const text = await response?.text()
    // What the API tells of a message to whoever may ask for it is no leak.
    const asked = response?.status === 200 && path.startsWith('/api/')
    if (!asked) output += `${JSON.stringify([...(response?.headers ?? [])])}${text}\n`
  }
  const status = { id: WAMID, recipient_id: PHONE, status: 'sent', timestamp: '1702207800' }
  const post = (path: string, body: string) => {
    const signature = createHmac('sha256', SECRETS.META_APP_SECRET).update(body).digest('hex')
    return ask(path, { method: 'POST', body, headers: { 'x-hub-signature-256': `sha256=${signature}` } })
  }
  const everything = async () => {
    for (const path of [
      '/webhook',
      `/webhook/${SECRETS.WEBHOOK_TOKEN}`,
      `/webhook?token=${SECRETS.WEBHOOK_TOKEN}`,
    ]) {
      await post(
        path,
        JSON.stringify({
          statuses: [status, { ...status, status: PHONE }, { ...status, id: { [WAMID]: 1 } }],
        }),
      )
      await post(path, `${WAMID} ${PHONE}`)
    }
    for (const path of [
      `/${PHONE}`,
      `/api/messages/${WAMID}`,
      `/api/campaigns/${PHONE}?q=${WAMID}`,
      `/%${PHONE}`,
      `/webhook/${SECRETS.WEBHOOK_TOKEN}%${PHONE}%`,
    ]) {
      await ask(path)
      await ask(path, { headers: { authorization: `Bearer ${SECRETS.API_TOKEN}` } })
      await ask(path, { headers: { authorization: `Bearer ${PHONE}` } })
    }
    await ask(`/webhook?hub.mode=subscribe&hub.verify_token=${SECRETS.WEBHOOK_VERIFY_TOKEN}x&hub.challenge=1`)
    await ask('/metrics', { headers: { authorization: `Bearer ${SECRETS.METRICS_TOKEN}` } })
    await ask('/readyz')
  }
  await everything()
  await proxy.set('refuse')
  await everything()
  child.kill('SIGTERM')
  await once(child, 'exit')
  await proxy.close()
  await database.drop()
  await rm(dataDir, { recursive: true, force: true })

  const found = [
    PHONE,
    PHONE.slice(2),
    WAMID,
    WAMID.slice(6, 40),
    ...Object.values(SECRETS),
    way.password,
  ].filter((text) => output.includes(text))
  expect(
    found.map((text) => output.slice(Math.max(0, output.indexOf(text) - 200), output.indexOf(text) + 60)),
  ).toEqual([])
  expect(output).toContain('database unavailable')
  expect(output).toContain('"partial_success"')
}, 120_000)
