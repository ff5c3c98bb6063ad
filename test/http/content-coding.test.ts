import { createHmac } from 'node:crypto'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestService, type TestService } from '../support/service.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService({ META_APP_SECRET: 'secret' })
})
afterAll(() => service.stop())

let made = 0
const newBody = () =>
  JSON.stringify({ statuses: [{ id: `coded-${++made}`, status: 'sent', timestamp: '1702207800' }] })

/** Signed over the bytes that are sent. */
async function post(bytes: Uint8Array<ArrayBuffer>, coding: string) {
  const signature = createHmac('sha256', 'secret').update(bytes).digest('hex')
  const response = await fetch(`${service.url}/webhook`, {
    method: 'POST',
    body: bytes,
    headers: { 'content-encoding': coding, 'x-hub-signature-256': `sha256=${signature}` },
  })
  return { status: response.status, body: await response.json(), headers: response.headers }
}
const bytesOf = (buffer: Uint8Array) => new Uint8Array(buffer)

test.each([
  ['gzip', gzipSync],
  ['x-gzip', gzipSync],
  ['GZIP', gzipSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
  ['br', brotliCompressSync],
  ['identity', (text: string) => Buffer.from(text)],
  ['gzip, br', (text: string) => brotliCompressSync(gzipSync(text))],
])('a body coded as %s is read, and its signature is over what came in', async (coding, encode) => {
  expect(await post(bytesOf(encode(newBody())), coding)).toMatchObject({
    status: 200,
    body: { status: 'success', processed: 1 },
  })
  const { rows } = await service.pool.query('SELECT 1 FROM broadcasts_messages WHERE message_id = $1', [
    `coded-${made}`,
  ])
  expect(rows).toHaveLength(1)
})

test('a coding that is not known is a 415 that names those that are', async () => {
  for (const coding of ['zstd', 'compress', 'gzip, gzip, gzip']) {
    const answer = await post(bytesOf(Buffer.from(newBody())), coding)
    expect(answer.status).toBe(415)
    expect(answer.headers.get('accept-encoding')).toBe('gzip, deflate, br')
    expect(answer.body.message).toContain('gzip')
  }
})

test('what comes out is bounded like what comes in', async () => {
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024))
  expect(bomb.byteLength).toBeLessThan(100_000)
  expect((await post(bytesOf(bomb), 'gzip')).status).toBe(413)
})

test('what is not coded as its header says is kept like anything else that is not understood', async () => {
  const { status, body } = await post(bytesOf(Buffer.from('not gzip')), 'gzip')
  expect([status, body.status]).toEqual([200, 'error'])
})
