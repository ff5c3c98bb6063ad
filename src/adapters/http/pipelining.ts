import type { RequestListener } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Requests of one connection that may wait for their answers. No sender, browser or proxy sends a second one before the
 * first is answered; load generators send some tens.
 */
export const MAX_PIPELINED = 100

/**
 * Cuts off connections with more requests than that. Answers wait in memory for whoever does not read them, and a packet
 * holds a thousand requests: a few connections would take all there is.
 */
export function limitPipelining(listener: RequestListener): RequestListener {
  const waiting = new WeakMap<Socket, number>()
  return (request, response) => {
    const { socket } = request
    const count = waiting.get(socket) ?? 0
    if (count >= MAX_PIPELINED) {
      socket.destroy()
      return
    }
    waiting.set(socket, count + 1)
    response.once('close', () => waiting.set(socket, (waiting.get(socket) ?? 1) - 1))
    listener(request, response)
  }
}
