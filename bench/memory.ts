import { connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { withPostgres } from './database.ts'
import { postFor } from './outage.ts'
import { type ServiceProcess, startServiceProcess } from './service-process.ts'
import { printTable } from './table.ts'

const CONNECTIONS = 500
const WARM_SECONDS = 5
/** Garbage of the warming up is collected by then. */
const REST_SECONDS = 5
const HELD_SECONDS = 12
const SAMPLE_MS = 100
const MEBIBYTE = 1024 * 1024
const TOKEN = 'token-of-the-bench-only'

/** What senders send who never finish: as much as is taken of it. */
const UNFINISHED: Readonly<Record<string, { readonly head: string; readonly body: Buffer }>> = {
  'bodies of 4 MB, announced': {
    head: 'POST /webhook HTTP/1.1\r\nhost: x\r\ncontent-length: 4000000\r\n\r\n',
    body: Buffer.alloc(3_900_000, 'x'),
  },
  'bodies in chunks of one byte': {
    head: 'POST /webhook HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n',
    body: Buffer.from('1\r\nx\r\n'.repeat(200_000)),
  },
  'bodies coded as gzip': {
    head: 'POST /webhook HTTP/1.1\r\nhost: x\r\ncontent-encoding: gzip\r\ncontent-length: 4000000\r\n\r\n',
    body: Buffer.alloc(1_000_000, 'x'),
  },
  'headers that do not end': {
    head: 'POST /webhook HTTP/1.1\r\nhost: x\r\n',
    body: Buffer.from('x: y\r\n'.repeat(2_000)),
  },
  'lists of recipients': {
    head: `POST /api/campaigns/c/recipients HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${TOKEN}\r\ncontent-type: text/csv\r\ntransfer-encoding: chunked\r\n\r\n`,
    body: Buffer.from(`100000\r\n${'x'.repeat(MEBIBYTE)}\r\n`),
  },
}

/** Memory that connections take which never finish what they began, over what the idle service has. */
export async function benchMemory(): Promise<void> {
  const rows: string[][] = []
  await withPostgres(async (url) => {
    for (const [what, { head, body }] of Object.entries(UNFINISHED)) {
      const service = await startServiceProcess(url)
      await fetch(`http://127.0.0.1:${service.port}/api/campaigns`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
        body: '{"id":"c","name":"c"}',
      })
      await postFor(service.port, 'warm', WARM_SECONDS)
      await delay(REST_SECONDS * 1000)
      const idle = service.memoryBytes()
      const sockets = Array.from({ length: CONNECTIONS }, () => begin(service.port, head, body))
      const most = await mostMemory(service, HELD_SECONDS)
      const answered = await postFor(service.port, 'beside', 2)
      for (const socket of sockets) socket.destroy()
      rows.push([
        what,
        mebibytes(idle),
        mebibytes(most),
        mebibytes(most - idle),
        `${answered.p99Ms.toFixed(0)} ms`,
        String(answered.refused),
      ])
      await service.stop()
    }
  })
  process.stdout.write(`${CONNECTIONS} connections that never finish, ${HELD_SECONDS} s:\n\n`)
  printTable(['what they send', 'idle', 'at most', 'over idle', 'p99 of others', 'others refused'], rows)
}

function begin(port: number, head: string, body: Buffer): Socket {
  const socket = connect({ port, host: '127.0.0.1' })
  socket.on('error', () => undefined)
  // Answers are read away: a refusal must not be what fills the memory.
  socket.resume()
  socket.write(head)
  socket.write(body)
  return socket
}

async function mostMemory(service: ServiceProcess, seconds: number): Promise<number> {
  let most = 0
  for (const untilMs = Date.now() + seconds * 1000; Date.now() < untilMs; await delay(SAMPLE_MS))
    most = Math.max(most, service.memoryBytes())
  return most
}

function mebibytes(bytes: number): string {
  return `${(bytes / MEBIBYTE).toFixed(0)} MiB`
}
