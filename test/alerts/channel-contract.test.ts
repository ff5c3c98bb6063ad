import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createAlertmanagerChannel } from '../../src/adapters/channels/alertmanager.ts'
import { createPagerDutyChannel } from '../../src/adapters/channels/pagerduty.ts'
import { createSlackChannel } from '../../src/adapters/channels/slack.ts'
import { createTeamsChannel } from '../../src/adapters/channels/teams.ts'
import { createTelegramChannel } from '../../src/adapters/channels/telegram.ts'
import { createWebhookChannel } from '../../src/adapters/channels/webhook.ts'
import { bareNotification } from '../../src/app/alerts/notification-writer.ts'
import type { Channel } from '../../src/domain/alerts/ports.ts'
import { ORIGIN, START_MS } from './builders.ts'
import { signal } from './twins.ts'

// What every channel promises, whatever its receiver says.

const SECRET = 'AAbbCCdd00112233445566778899eeff'
const TIMEOUT_MS = 300
const KINDS: readonly (readonly [string, (base: string, timeoutMs?: number) => Channel])[] = [
  ['slack', (base, limit) => createSlackChannel(`${base}/services/${SECRET}`, limit)],
  ['teams', (base, limit) => createTeamsChannel(`${base}/workflows?sig=${SECRET}`, limit)],
  [
    'telegram',
    (api, limit) => createTelegramChannel({ token: `1:${SECRET}`, chat: '-1', api, ...within(limit) }),
  ],
  ['pagerduty', (api, limit) => createPagerDutyChannel({ routingKey: SECRET, api, ...within(limit) })],
  [
    'alertmanager',
    (base, limit) =>
      createAlertmanagerChannel({
        url: base,
        installation: 'Shop',
        now: () => START_MS,
        ...within(limit),
      }),
  ],
  [
    'webhook',
    (base, limit) =>
      createWebhookChannel({
        url: `${base}/${SECRET}`,
        secret: SECRET,
        now: () => START_MS,
        ...within(limit),
      }),
  ],
]

const within = (timeoutMs: number | undefined) => (timeoutMs === undefined ? {} : { timeoutMs })

let server: Server
let base: string
const received: { headers: Record<string, unknown>; body: string }[] = []
let answer: { status: number; headers?: Record<string, string>; body?: string } | 'hang' | 'cut'

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    received.push({ headers: request.headers, body })
    if (answer === 'hang') return
    if (answer === 'cut') return void request.socket.destroy()
    response.writeHead(answer.status, answer.headers).end(answer.body ?? 'ok')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  received.length = 0
  answer = { status: 200 }
})

const notification = bareNotification('some.key', signal('some', { value: 71.5 }), ORIGIN)

describe.each(KINDS)('%s', (_kind, open) => {
  const send = () => open(base, answer === 'hang' ? TIMEOUT_MS : undefined).send(notification)

  test('posts JSON once, and what is taken is sent', async () => {
    answer = { status: 202 }
    expect(await send()).toEqual({ kind: 'sent' })
    expect(received).toHaveLength(1)
    expect(received[0]?.headers['content-type']).toBe('application/json')
    expect(() => JSON.parse(received[0]?.body ?? '')).not.toThrow()
  })

  test('is asked to wait where the receiver has too much or is ill', async () => {
    answer = { status: 429, headers: { 'retry-after': '17' } }
    expect(await send()).toMatchObject({ kind: 'deferred', retryAfterMs: 17_000, wholeServer: true })
    answer = { status: 503 }
    expect(await send()).toMatchObject({ kind: 'deferred', wholeServer: true })
  })

  test('is refused by any other answer, and follows no redirect', async () => {
    answer = { status: 404 }
    expect(await send()).toMatchObject({ kind: 'refused', wholeServer: false })
    answer = { status: 302, headers: { location: `${base}/elsewhere` } }
    expect(await send()).toMatchObject({ kind: 'refused', error: expect.stringContaining('redirect') })
    expect(received).toHaveLength(2)
  })

  test('knows what certainly did not arrive from what may have', async () => {
    answer = 'hang'
    expect(await send()).toMatchObject({ kind: 'unknown' })
    answer = 'cut'
    expect(await send()).toMatchObject({ kind: 'unknown' })
    const closed = createServer().listen(0, '127.0.0.1')
    await once(closed, 'listening')
    const { port } = closed.address() as AddressInfo
    closed.close()
    await once(closed, 'close')
    expect(await open(`http://127.0.0.1:${port}`).send(notification)).toMatchObject({
      kind: 'deferred',
      error: expect.stringContaining('ECONNREFUSED'),
    })
  })

  test('names no secret and no address in its errors', async () => {
    for (const one of [{ status: 400, body: 'no' }, { status: 500 }, 'hang', 'cut'] as const) {
      answer = one
      const result = await send()
      const text = result.kind === 'sent' ? '' : result.error
      expect(text).not.toContain(SECRET)
      expect(text).not.toContain('127.0.0.1')
    }
  })

  test('where its receiver knows repetitions, a repeated message is the same', async () => {
    const channel = open(base)
    if (!channel.deduplicates) return expect(['slack', 'teams', 'telegram']).toContain(_kind)
    await channel.send(notification)
    await channel.send(notification)
    const [first, second] = received
    expect(first?.body).toBe(second?.body)
    expect(first?.headers['webhook-id']).toBe(second?.headers['webhook-id'])
  })
})
