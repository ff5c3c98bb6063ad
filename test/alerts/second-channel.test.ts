import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createWebhookChannel } from '../../src/adapters/channels/webhook.ts'
import { pingUrl } from '../../src/adapters/heartbeat/ping-url.ts'
import { createSecondChannel, SECOND_CHANNEL_AFTER_MS } from '../../src/app/alerts/second-channel.ts'
import { type AlertBench, openAlertBench } from './alert-bench.ts'
import { MINUTE_MS, ORIGIN, ruleOf } from './builders.ts'

const SECRET = `whsec_${Buffer.from('a secret of thirty-two characters').toString('base64')}`
/** Standard Webhooks, version 1: HMAC-SHA256 over id, timestamp and body. */
function signatureOf(headers: Record<string, string>, body: string): string {
  const key = Buffer.from(SECRET.slice('whsec_'.length), 'base64')
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
}

const RULES = [ruleOf({ fire: 'value > 0', for: '0m' })]

let bench: AlertBench
let server: Server
let url: string
let status = 200
const received: { id: string; payload: unknown }[] = []

beforeAll(async () => {
  bench = await openAlertBench()
  server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    if (status === 200 && request.method === 'POST') {
      const headers = request.headers as Record<string, string>
      expect(headers['webhook-signature']).toBe(signatureOf(headers, body))
      // The specification's own library throws where the id or the time is not right, too.
      const payload = new Webhook(SECRET).verify(body, headers)
      received.push({ id: String(request.headers['webhook-id']), payload })
    }
    response.writeHead(status).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/alerts`
})
afterAll(async () => {
  server.close()
  await bench.close()
})
beforeEach(async () => {
  await bench.clear()
  received.length = 0
  status = 200
  bench.answer = () => ({ kind: 'deferred', error: 'ECONNREFUSED', wholeServer: true })
  // The verifier looks at its own clock: what is signed now must be dated now.
  const channel = createWebhookChannel({ url, secret: SECRET, now: Date.now })
  bench.secondChannel = createSecondChannel(new Map([['hook', channel]]), ORIGIN)
})

const minutes = async (count: number) => {
  for (let n = 0; n < count; n++) await bench.tick(RULES)
}
const WAIT_MINUTES = SECOND_CHANNEL_AFTER_MS / MINUTE_MS

describe('the second channel', () => {
  test('is notified, signed, once mail has failed for five minutes, and notified once', async () => {
    await minutes(WAIT_MINUTES - 1)
    expect(received).toEqual([])
    await minutes(10)
    expect(received).toHaveLength(1)
    expect(received[0]?.payload).toMatchObject({
      type: 'alert.firing',
      data: { rule: 'test-rule', severity: 'critical', value: 1 },
    })
  })

  test('is notified again under the same id until it takes the alert', async () => {
    status = 503
    await minutes(WAIT_MINUTES + 3)
    expect(received).toEqual([])
    status = 200
    await minutes(2)
    expect(received.map(({ id }) => id)).toEqual([expect.stringMatching(/^signal_/)])
  })

  test('that refuses one alert is notified all others', async () => {
    const post = bench.secondChannel
    const notified: string[] = []
    bench.secondChannel = {
      async notify(id, signal) {
        if (signal.labels.which === 'a') throw new Error('The second channel answered 500.')
        await post?.notify(id, signal)
        notified.push(String(signal.labels.which))
      },
    }
    const rule = ruleOf(
      { fire: 'value > 0', for: '0m' },
      "SELECT 1 AS value, which FROM (VALUES ('a'), ('b'), ('c')) AS three (which)",
    )
    for (let n = 0; n < WAIT_MINUTES + 3; n++) await bench.tick([rule])
    expect(notified.sort()).toEqual(['b', 'c'])
  })

  test('is notified nothing while mail works', async () => {
    bench.answer = undefined
    await minutes(WAIT_MINUTES + 3)
    expect(bench.sent).toHaveLength(1)
    expect(received).toEqual([])
  })
})

test('a heartbeat that is not heard is an error, one that is heard is none', async () => {
  await pingUrl(url)
  status = 500
  await expect(pingUrl(url)).rejects.toThrow('500')
})
