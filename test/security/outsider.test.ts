import { once } from 'node:events'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { MAX_PIPELINED } from '../../src/adapters/http/connections.ts'
import { startTestService, TEST_API_TOKEN, type TestService } from '../support/service.ts'

// What somebody tries who has an address and no good intentions. The bodies of webhooks: bad-input.test.ts.

const MEBIBYTE = 1024 * 1024
const AUTHORIZED = { authorization: `Bearer ${TEST_API_TOKEN}` }
const JSON_AUTHORIZED = { ...AUTHORIZED, 'content-type': 'application/json' }
let service: TestService
beforeAll(async () => {
  service = await startTestService({ WEBHOOK_RATE_LIMIT: 'off' })
  await api('/campaigns', { method: 'POST', headers: JSON_AUTHORIZED, body: '{"id":"c","name":"c"}' })
})
afterAll(() => service.stop())

const api = (path: string, options: RequestInit = {}) =>
  fetch(`${service.url}/api${path}`, { headers: AUTHORIZED, ...options })

/** Sends bytes as they are on a connection of its own; resolves to what came back when `isEnough`, or at its end. */
async function raw(bytes: string | Buffer, isEnough: (answer: string) => boolean = () => false) {
  const socket = connect(Number(new URL(service.url).port), '127.0.0.1')
  let answer = ''
  socket.on('error', () => undefined)
  const closed = once(socket, 'close')
  socket.on('data', (chunk) => {
    answer += chunk
    if (isEnough(answer)) socket.destroy()
  })
  socket.write(bytes)
  await closed
  return answer
}
const answersIn = (text: string) => text.match(/HTTP\/1\.1 \d+/g) ?? []

describe('an address that cannot be', () => {
  test.each(['/webhook/%', '/webhook/%E0%A4%A', '/runbooks/%ff', '/api/campaigns/%E0%A4%A'])(
    '%s is a mistake of who asks, not of ours',
    async (path) => {
      const response = await fetch(service.url + path, { headers: AUTHORIZED })
      expect(response.status).toBe(400)
      expect(await response.text()).not.toMatch(/%|decode/)
    },
  )

  test.each([
    '/campaigns/a%00b',
    '/campaigns/c/recipients?code=%00',
    '/messages/%00',
    '/analytics/delivery-rate?campaign=%00',
  ])('%s holds NUL, which nothing that is stored does: 400', async (path) => {
    const response = await api(path)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      errors: [{ problem: expect.any(String), field: expect.stringMatching(/^(path|query)/) }],
    })
  })

  test.each(['//webhook', '/webhook;a', '/runbooks/..%2fREADME', '*'])(
    'POST and GET %s lead nowhere',
    async (path) => {
      for (const method of ['GET', 'POST']) {
        const answer = await raw(
          `${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
        )
        expect(answersIn(answer), method).toEqual(['HTTP/1.1 404'])
      }
    },
  )
})

test('what stands behind /webhook/ is a token, whatever it looks like, and leads nowhere else', async () => {
  for (const path of ['/webhook/a/b', '/webhook/../api/campaigns']) {
    const answer = await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
    expect(answer).toContain('takes status webhooks here by POST')
  }
})

describe('a method that is none of the address', () => {
  test.each([
    ['PUT', '/webhook', 'GET, HEAD, POST'],
    ['DELETE', '/webhook/a-token', 'GET, HEAD, POST'],
    ['OPTIONS', '/webhook', 'GET, HEAD, POST'],
    ['POST', '/metrics', 'GET, HEAD'],
    ['PATCH', '/healthz', 'GET, HEAD'],
    ['DELETE', '/api/campaigns', 'GET, POST'],
  ])('%s %s is answered 405, with those that are', async (method, path, allowed) => {
    const response = await fetch(service.url + path, { method, headers: AUTHORIZED })
    expect([response.status, response.headers.get('allow')]).toEqual([405, allowed])
  })

  test('HEAD is answered like GET, without the body', async () => {
    for (const path of ['/webhook', '/healthz', '/readyz', '/metrics', '/api/campaigns']) {
      const response = await fetch(service.url + path, { method: 'HEAD', headers: AUTHORIZED })
      expect([response.status, await response.text()], path).toEqual([200, ''])
    }
  })
})

describe('two ways to read one request', () => {
  const post = (headers: string, body = '0\r\n\r\n') =>
    `POST /webhook HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n\r\n${body}`
  test.each([
    ['a length and chunks', post('Content-Length: 5\r\nTransfer-Encoding: chunked')],
    ['two lengths', post('Content-Length: 2\r\nContent-Length: 3', '{}}')],
    ['a length with a sign', post('Content-Length: +2', '{}')],
    ['an encoding nobody knows', post('Transfer-Encoding: xchunked')],
    ['chunks that are not the last encoding', post('Transfer-Encoding: chunked, identity')],
    ['a folded header', post('Transfer-Encoding:\r\n chunked')],
    ['bare line feeds', 'POST /webhook HTTP/1.1\nHost: x\nContent-Length: 2\n\n{}'],
    [
      'a chunk of more bytes than there are numbers',
      post('Transfer-Encoding: chunked', `${'F'.repeat(18)}\r\n`),
    ],
    ['no host', 'POST /webhook HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}'],
  ])('%s: neither is taken', async (_name, bytes) => {
    expect(answersIn(await raw(bytes))).toEqual(['HTTP/1.1 400'])
  })

  test('ten thousand headers, a header and an address of 64 KiB are answered 431', async () => {
    const headers = Array.from({ length: 10_000 }, (_, i) => `H${i}: x\r\n`).join('')
    expect(await raw(`GET /webhook HTTP/1.1\r\n${headers}\r\n`)).toMatch(/^HTTP\/1.1 431/)
    expect(await raw(`GET /webhook HTTP/1.1\r\nX: ${'x'.repeat(65_536)}\r\n\r\n`)).toMatch(/^HTTP\/1.1 431/)
    expect(await raw(`GET /webhook/${'x'.repeat(65_536)} HTTP/1.1\r\n\r\n`)).toMatch(/^HTTP\/1.1 431/)
  })

  test('who asks whether it may send is told to go on, and his report is taken', async () => {
    const body = '{"statuses":[{"id":"expected","status":"sent","timestamp":"1702207800"}]}'
    const answer = await raw(post(`Content-Length: ${body.length}\r\nExpect: 100-continue`, body))
    expect(answersIn(answer)).toEqual(['HTTP/1.1 100', 'HTTP/1.1 200'])
    expect(answer).toContain('"processed":1')
  })

  test('chunks without end are answered 413 once they are too many', async () => {
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`
    const answer = await raw(post('Transfer-Encoding: chunked', chunk.repeat(80)), (text) =>
      text.includes('}'),
    )
    expect(answersIn(answer)).toEqual(['HTTP/1.1 413'])
  })
})

describe('what is larger than it looks, or not what it says', () => {
  const bomb = gzipSync(Buffer.alloc(100 * MEBIBYTE, ' '))
  test.each([
    ['a gzip bomb', 413, bomb, 'gzip'],
    ['gzip that is none', 400, Buffer.from('none'), 'gzip'],
    ['deflate that is none', 400, Buffer.from('none'), 'deflate'],
    ['an encoding nobody knows', 415, Buffer.from('{}'), 'rot13'],
  ])('%s as JSON is answered %i', async (_name, status, body, encoding) => {
    const headers = { ...JSON_AUTHORIZED, 'content-encoding': encoding }
    const response = await api('/campaigns', { method: 'POST', headers, body })
    expect(response.status).toBe(status)
    expect(await response.text()).not.toContain('The path')
  })

  test.each(['text/plain', 'application/x-www-form-urlencoded'])(
    'JSON that says it is %s is answered 415, and what to send',
    async (type) => {
      const headers = { ...JSON_AUTHORIZED, 'content-type': type }
      const response = await api('/campaigns', { method: 'POST', headers, body: '{"id":"t","name":"t"}' })
      expect(response.status).toBe(415)
      expect(await response.text()).toContain('application/json')
    },
  )

  test('a form of a megabyte is answered 413', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const body = `author=${'x'.repeat(MEBIBYTE)}`
    const response = await fetch(`${service.url}/alerts/acknowledge`, { method: 'POST', headers, body })
    expect(response.status).toBe(413)
  })
})

describe('a list that is given up half-way', () => {
  test.each([
    ['a CSV without its columns', 'text/csv', `a,b\n${'1,2\n'.repeat(MEBIBYTE)}`, 400],
    ['a CSV of one endless field', 'text/csv', `phone\n"${'x'.repeat(4 * MEBIBYTE)}`, 400],
    ['a line of NDJSON without end', 'application/x-ndjson', '1'.repeat(8 * MEBIBYTE), 400],
    ['a list of no known type', 'image/png', 'x'.repeat(4 * MEBIBYTE), 415],
  ])('%s: the next request on the connection is answered all the same', async (_name, type, body, status) => {
    const head = `POST /api/campaigns/c/recipients HTTP/1.1\r\nHost: x\r\nAuthorization: ${AUTHORIZED.authorization}\r\n`
    const list = `${head}Content-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n${body}`
    const answer = await raw(`${list}GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n`, (text) =>
      text.includes('{"status":"ok"}'),
    )
    expect(answersIn(answer)).toEqual([`HTTP/1.1 ${status}`, 'HTTP/1.1 200'])
  })
})

describe('requests that do not wait for the answers to others', () => {
  const requests = (count: number) => 'GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(count)

  test('are answered in their order, by a few pages', async () => {
    const pages = vi.spyOn(Registry.prototype, 'metrics')
    await raw(requests(MAX_PIPELINED), (text) => answersIn(text).length === MAX_PIPELINED)
    expect(pages.mock.calls.length).toBeLessThan(20)
    pages.mockRestore()
  })

  test('end their connection when they are too many, and no other', async () => {
    const answer = await raw(requests(MAX_PIPELINED + 1))
    expect(answersIn(answer).length).toBeLessThanOrEqual(MAX_PIPELINED)
    expect((await fetch(`${service.url}/healthz`)).status).toBe(200)
  })

  test('are counted only while they wait: a connection may ask for ever', async () => {
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1')
    for (let asked = 0; asked < 2 * MAX_PIPELINED; asked++) {
      socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')
      const [answer] = await once(socket, 'data')
      expect(String(answer)).toMatch(/^HTTP\/1.1 200/)
    }
    socket.destroy()
  })
})
