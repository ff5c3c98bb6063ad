import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { createReceptions } from '../../src/adapters/http/reception.ts'
import { startTestService } from '../support/service.ts'

test('bodies that are being received are bounded together: what has had nothing for longest makes room', () => {
  const evicted: number[] = []
  const receptions = createReceptions(100)
  const [first, second, third, fourth] = [1, 2, 3, 4].map((n) => receptions.begin(() => evicted.push(n)))
  first?.add(30)
  second?.add(30)
  first?.add(40)
  expect([evicted, receptions.bytes()]).toEqual([[], 100])
  third?.add(30)
  expect([evicted, receptions.bytes()], 'the first has had something since').toEqual([[2], 100])
  second?.add(1000)
  first?.end()
  first?.end()
  expect(receptions.bytes()).toBe(30)
  third?.add(71)
  expect([evicted, receptions.bytes()], 'the fourth holds nothing that would make room').toEqual([[2, 3], 0])
  fourth?.add(1)
  expect(receptions.bytes()).toBe(1)
})

test('sixty senders that never finish cost a bounded amount, and a good report gets through', async () => {
  const service = await startTestService()
  const port = Number(new URL(service.url).port)
  const piece = Buffer.alloc(1024 * 1024, 'x')
  const sockets: Socket[] = []
  let refused = 0
  for (let n = 0; n < 60; n++) {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.on('data', (data) => {
      if (data.toString().startsWith('HTTP/1.1 503')) refused++
    })
    await once(socket, 'connect')
    socket.write('POST /webhook HTTP/1.1\r\nhost: x\r\ncontent-length: 4000000\r\n\r\n')
    socket.write(piece)
    sockets.push(socket)
  }
  await expect.poll(() => refused, { timeout: 10_000 }).toBeGreaterThanOrEqual(52)
  const answer = await service.post({
    statuses: [{ id: 'through', status: 'sent', timestamp: '1702207800' }],
  })
  expect(await answer.json()).toEqual({ status: 'success', processed: 1 })
  for (const socket of sockets) socket.destroy()
  await service.stop()
})

test('a request that names the whole address is understood', async () => {
  const service = await startTestService()
  const port = Number(new URL(service.url).port)
  const ask = async (head: string, body = '') => {
    const socket = connect(port, '127.0.0.1')
    socket.end(
      `${head} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    )
    let text = ''
    for await (const data of socket) text += String(data)
    return text.split('\r\n')[0]
  }
  expect(await ask('POST http://bluetick.example/webhook', '{"statuses":[]}')).toBe('HTTP/1.1 200 OK')
  expect(await ask('GET http://bluetick.example/healthz')).toBe('HTTP/1.1 200 OK')
  expect(await ask('GET http://bluetick.example?x=1')).not.toContain('500')
  await service.stop()
})
