import { once } from 'node:events'
import { connect } from 'node:net'
import { Readable } from 'node:stream'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MAX_LISTS_AT_ONCE } from '../../src/adapters/http/api/campaigns/import-list.ts'
import { openList } from '../../src/app/campaigns/recipient-file.ts'
import type { ListFormat } from '../../src/domain/campaigns/recipient-line.ts'
import { startTestService, TEST_API_TOKEN, type TestService } from '../support/service.ts'

const MEBIBYTE = 1024 * 1024
const ROW = '919876543211\n'

function* pieces(text: string, times = 1): Iterable<Buffer> {
  const bytes = Buffer.from(text)
  for (let n = 0; n < times; n++)
    for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
}

async function read(format: ListFormat, bytes: Iterable<Buffer>) {
  const found = { good: 0, refused: 0, last: 0 }
  for await (const lines of openList(Readable.from(bytes), format).lines) {
    for (const { line, value } of lines) {
      found.last = line
      if (value === undefined) found.refused++
      else found.good++
    }
  }
  return found
}

/** None of these may take more than a file of its size does; each would take minutes if it were read twice for every line. */
describe('a list that nobody would write', () => {
  test.each([
    ['a million columns', `${'a,'.repeat(1_000_000)}phone\n${ROW}`, /A line never ends/],
    ['a header of 10 MB', `${'x'.repeat(10 * MEBIBYTE)}\n${ROW}`, /A line never ends/],
    ['20,000 columns', `phone${',x'.repeat(20_000)}\n${ROW}`, /has 20001 columns: expected at most 1000/],
    ['3 MB of quotes', `${'"'.repeat(3 * MEBIBYTE)}\n${ROW}`, /A line never ends/],
    ['a header whose quote never ends', '"a\n'.repeat(500_000), /The first line cannot be read/],
    ['blank lines behind sep=', `sep=;\n${'\n'.repeat(5 * MEBIBYTE)}phone\n${ROW}`, /only blank lines/],
  ])('is refused in one sentence: %s', async (_what, text, sentence) => {
    await expect(read('csv', pieces(text))).rejects.toThrow(sentence)
  })

  test('is read with millions of blank lines in front, which count as lines', async () => {
    const blank = 4 * MEBIBYTE
    const text = `${'\n'.repeat(blank)}phone\n${ROW}`
    expect(await read('csv', pieces(text))).toEqual({ good: 1, refused: 0, last: blank + 2 })
  })

  test('is read where each of 1,000 lines names 500 fields of its own', async () => {
    function* lines() {
      for (let n = 0; n < 1_000; n++) {
        const fields = Array.from({ length: 500 }, (_, field) => `"k${n}_${field}":""`).join()
        yield Buffer.from(`{"phone":"919876543211",${fields}}\n`)
      }
    }
    expect(await read('ndjson', lines())).toEqual({ good: 1_000, refused: 0, last: 1_000 })
  })
})

describe('a coded list', () => {
  let service: TestService
  beforeAll(async () => {
    service = await startTestService()
    await call('/campaigns', '{"id":"c","name":"Holi"}', 'application/json')
  })
  afterAll(() => service.stop())

  async function call(path: string, body: string | Uint8Array, type: string, coding?: string) {
    const response = await fetch(`${service.url}/api${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${TEST_API_TOKEN}`,
        'content-type': type,
        ...(coding !== undefined && { 'content-encoding': coding }),
      },
      body: body as NonNullable<RequestInit['body']>,
    })
    return { status: response.status, body: await response.json() }
  }
  const send = (bytes: Uint8Array, coding: string) =>
    call('/campaigns/c/recipients', bytes, 'text/csv', coding)

  test.each([
    ['gzip', gzipSync(`phone\n${ROW}`)],
    ['br', brotliCompressSync('phone\n919876543212\n')],
  ])('is read: %s', async (coding, bytes) => {
    expect(await send(bytes, coding)).toMatchObject({ status: 200, body: { inserted: 1, refused: 0 } })
  })

  test('that is not coded as it says, or in a coding that is not known, is refused', async () => {
    expect(await send(Buffer.from(`phone\n${ROW}`), 'gzip')).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'body' }] },
    })
    expect(await send(Buffer.from(`phone\n${ROW}`), 'zstd')).toMatchObject({ status: 415 })
  })

  test('that would unpack to 300 MB in one line is given up after the first of them', async () => {
    const bomb = gzipSync(Buffer.alloc(300 * MEBIBYTE, 'x'))
    expect(await send(bomb, 'gzip')).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('A line never ends') },
    })
  })

  test('lists that are begun and never end leave room for others, but not for one more of them', async () => {
    const senders = Array.from({ length: MAX_LISTS_AT_ONCE + 1 }, () => {
      const socket = connect(Number(new URL(service.url).port), '127.0.0.1')
      socket.on('error', () => undefined)
      socket.write(
        `POST /api/campaigns/c/recipients HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${TEST_API_TOKEN}\r\n` +
          'content-type: text/csv\r\ntransfer-encoding: chunked\r\n\r\n6\r\nphone\n\r\n',
      )
      return socket
    })
    const [refusal] = await Promise.race(senders.map((socket) => once(socket, 'data')))
    expect(String(refusal)).toMatch(/^HTTP\/1.1 429/)
    const list = () => call('/campaigns/c/recipients', `phone\n${ROW}`, 'text/csv')
    expect(await list()).toMatchObject({
      status: 429,
      body: { type: 'urn:bluetick:problem:too-many', detail: expect.stringContaining('when one of them') },
    })
    for (const socket of senders) socket.destroy()
    await expect.poll(list, { timeout: 10_000 }).toMatchObject({ status: 200 })
  })
})
