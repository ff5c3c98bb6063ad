import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestService, type TestService } from '../support/service.ts'

const MEBIBYTE = 1024 * 1024
let service: TestService
let made = 0
beforeAll(async () => {
  service = await startTestService({ WEBHOOK_RATE_LIMIT: 'off' })
})
afterAll(() => service.stop())

const good = () => ({ id: `good-${++made}`, status: 'sent', timestamp: '1702207800' })
async function isStored(id: string): Promise<boolean> {
  const { rows } = await service.pool.query('SELECT 1 FROM broadcasts_messages WHERE message_id = $1', [id])
  return rows.length === 1
}

describe('bad input gets a clear answer, and costs no good item in the same body', () => {
  test.each<[string, (item: object) => string]>([
    [
      'NUL in a text',
      (item) => JSON.stringify({ statuses: [{ id: 'a\u0000b', status: 'sent', timestamp: 1 }, item] }),
    ],
    [
      'lone surrogates',
      (item) =>
        `{"statuses":[{"id":"\\ud800","status":"failed","timestamp":"1702207800","errors":[{"title":"\\udc00"}]},${JSON.stringify(item)}]}`,
    ],
    [
      '10,000-deep JSON in one item',
      (item) => `{"statuses":[${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)},${JSON.stringify(item)}]}`,
    ],
    ['duplicate keys', (item) => `{"statuses":[1],"statuses":[{"id":1,"id":2},${JSON.stringify(item)}]}`],
    [
      '__proto__ and constructor',
      (item) =>
        `{"__proto__":{"polluted":1},"statuses":[{"__proto__":{"id":"x"},"constructor":{"prototype":{"polluted":1}}},${JSON.stringify(item)}]}`,
    ],
    [
      'huge integers',
      (item) =>
        `{"statuses":[{"id":${'9'.repeat(400)},"status":"sent","timestamp":${'9'.repeat(400)}},${JSON.stringify(item)}]}`,
    ],
    ['a byte order mark', (item) => `\ufeff{"statuses":[${JSON.stringify(item)}]}`],
  ])('%s', async (_name, bodyWith) => {
    const item = good()
    const response = await service.post(bodyWith(item))
    expect(response.status).toBe(200)
    expect(await isStored(item.id)).toBe(true)
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })

  test.each([
    ['4 MiB of "["', '['.repeat(4 * MEBIBYTE)],
    ['4 MiB of "[" and "]"', '['.repeat(2 * MEBIBYTE) + ']'.repeat(2 * MEBIBYTE)],
    ['4 MiB of blanks', ' '.repeat(4 * MEBIBYTE)],
    ['an empty body', ''],
    ['bytes that are no UTF-8', new Uint8Array([0xff, 0xfe, 0xc0, 0x80])],
  ])('%s is kept as a reject, and answered 200', async (_name, body) => {
    const response = await service.post(body)
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ status: expect.stringMatching(/error|partial_success/) })
  })

  test('a wrong content type does not matter: what counts is the body', async () => {
    const item = good()
    const body = JSON.stringify({ statuses: [item] })
    const response = await fetch(`${service.url}/webhook`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'image/png' },
    })
    expect(response.status).toBe(200)
    expect(await isStored(item.id)).toBe(true)
  })

  test('more than 4 MiB is answered 413, whether the length is told or not', async () => {
    const large = new Uint8Array(4 * MEBIBYTE + 1)
    const notified = await service.post(large).catch(() => undefined)
    if (notified !== undefined) expect(notified.status).toBe(413)
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(large)
        controller.close()
      },
    })
    const options = { method: 'POST', body: stream, duplex: 'half' } as const
    const chunked = await fetch(`${service.url}/webhook`, options).catch(() => undefined)
    if (chunked !== undefined) expect(chunked.status).toBe(413)
    expect((await service.post({ statuses: [good()] })).status, 'the service goes on').toBe(200)
  })
})

describe('connections that do not behave', () => {
  const { hostname } = { hostname: '127.0.0.1' }
  const open = () => connect(Number(new URL(service.url).port), hostname)

  test('a body that breaks off is not taken, and counted as aborted', async () => {
    const socket = open()
    await once(socket, 'connect')
    socket.write('POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"statuses":')
    socket.end()
    await expect
      .poll(async () => (await fetch(`${service.url}/metrics`)).text())
      .toMatch(/bluetick_webhooks_total{result="aborted"} [1-9]/)
  })

  const inPieces = async (piece: string, pieces: number) => {
    const socket = open()
    socket.on('error', () => undefined)
    socket.write(
      'POST /webhook HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n',
    )
    socket.write(`${`${piece.length.toString(16)}\r\n${piece}\r\n`.repeat(pieces)}1\r\n]\r\n0\r\n\r\n`)
    const [answer] = await once(socket, 'data')
    return String(answer)
  }

  test('a body in a million crumbs is refused at once: each costs as much as a report', async () => {
    const answer = await inPieces('[', MEBIBYTE)
    expect(answer).toMatch(/^HTTP\/1.1 400/)
    expect(answer).toContain('send it in larger chunks, or whole')
    expect(await (await fetch(`${service.url}/metrics`)).text()).toMatch(
      /bluetick_webhooks_total{result="in-crumbs"} 1/,
    )
  })

  test('a body that is written word by word, and a long one in small chunks, are taken', async () => {
    expect(await inPieces(' ', 1_000)).toMatch(/^HTTP\/1.1 200/)
    expect(await inPieces(' '.repeat(80), 20_000)).toMatch(/^HTTP\/1.1 200/)
  })

  test('half-open connections keep nobody else out', async () => {
    const sockets = Array.from({ length: 200 }, open)
    await Promise.all(sockets.map((socket) => once(socket, 'connect')))
    for (const socket of sockets)
      socket.write('POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n')
    const item = good()
    expect((await service.post({ statuses: [item] })).status).toBe(200)
    for (const socket of sockets) socket.destroy()
  })

  test('what is not HTTP gets a 400 and no words of ours', async () => {
    const socket = open()
    socket.write('HELO wamid.HBgMOTE5ODc2NTQzMjEw\r\n\r\n')
    const [answer] = await once(socket, 'data')
    expect(String(answer)).toMatch(/^HTTP\/1.1 400/)
    expect(String(answer)).not.toContain('wamid')
    socket.destroy()
  })
})
