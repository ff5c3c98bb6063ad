import { once } from 'node:events'
import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, expect, test } from 'vitest'
import { createConnections } from '../../../src/adapters/http/connections.ts'
import { type Listening, listen } from '../../../src/adapters/http/listen.ts'

const sockets: Socket[] = []
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
})

async function open({ port }: Pick<Listening, 'port'>, bytes: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  // Being cut off is what some of them are here for.
  socket.on('error', () => undefined)
  sockets.push(socket)
  await once(socket, 'connect')
  socket.write(bytes)
  return socket
}

/** Answers when it is told to. */
function slowListener() {
  const waiting: ServerResponse[] = []
  const listener: RequestListener = (_request, response) => void waiting.push(response)
  return { listener, waiting }
}

test('a stop does not wait for senders that stall: in their headers, in their body, or before a first byte', async () => {
  const { listener, waiting } = slowListener()
  const listening = await listen(listener, '127.0.0.1', 0)
  const stalled = await Promise.all([
    open(listening, ''),
    open(listening, 'POST /webhook HTTP/1.1\r\nhost: here\r\n'),
    open(listening, 'POST /webhook HTTP/1.1\r\nhost: here\r\ncontent-length: 100\r\n\r\n{"statuses":'),
  ])
  await expect.poll(() => waiting.length).toBe(1)
  const ends = stalled.map((socket) => once(socket, 'close'))
  await listening.close()
  await Promise.all(ends)
})

test('a stop waits for the answers to requests that have come whole, and closes their connections then', async () => {
  const { listener, waiting } = slowListener()
  const listening = await listen(listener, '127.0.0.1', 0)
  const whole = await open(listening, 'GET /api/export HTTP/1.1\r\nhost: here\r\n\r\n')
  const stalled = await open(listening, 'POST /webhook HTTP/1.1\r\nhost: here\r\n')
  await expect.poll(() => waiting.length).toBe(1)
  const closed = listening.close()
  const answer = text(whole)
  // Those that stall are cut off first: from then on only the answer holds up the stop.
  await once(stalled, 'close')
  for (const response of waiting) response.end('the whole export')
  expect(await answer).toContain('the whole export')
  await closed
})

test('a connection that sends nothing is cut off, one that has sent a request is not', async () => {
  const connections = createConnections(100)
  const server = createServer((request, response) => {
    connections.began(request, response)
    response.end('here')
  })
  server.on('connection', connections.opened)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const used = await open({ port }, 'GET / HTTP/1.1\r\nhost: here\r\n\r\n')
  const silent = await open({ port }, '')
  await once(silent, 'close')
  expect(used.closed).toBe(false)
  used.destroy()
  server.close()
  await once(server, 'close')
})
