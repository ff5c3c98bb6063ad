import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** How long a stop waits for requests that have not come whole: whoever sends now sends again. */
export const STOP_RECEIVING_MS = 2_000

/**
 * The open connections of a server, so that none stays open for nothing, and its stop waits for answers and nothing
 * else.
 */
export interface Connections {
  opened(socket: Socket): void
  /** A request has begun on its connection. */
  began(request: IncomingMessage, response: ServerResponse): void
  /**
   * From now on a connection is closed once its request is answered; after `STOP_RECEIVING_MS`, and again and again,
   * those are cut off that have no whole request. Call what it returns when all are gone.
   */
  windDown(): () => void
}

/** @param firstRequestWithinMs how soon a connection must have sent the headers of its first request, or it is cut off */
export function createConnections(firstRequestWithinMs: number): Connections {
  const requests = new Map<Socket, IncomingMessage | undefined>()
  const silent = new Map<Socket, NodeJS.Timeout>()
  const notSilent = (socket: Socket) => {
    clearTimeout(silent.get(socket))
    silent.delete(socket)
  }
  let windingDown = false
  return {
    opened(socket) {
      requests.set(socket, undefined)
      // Node's own limit begins with the first byte, and some send none.
      const timer = setTimeout(() => socket.destroy(), firstRequestWithinMs)
      silent.set(socket, timer)
      socket.once('close', () => {
        requests.delete(socket)
        notSilent(socket)
      })
    },
    began(request, response) {
      const { socket } = request
      requests.set(socket, request)
      notSilent(socket)
      response.once('close', () => {
        // Another one may have come down the same connection meanwhile.
        if (requests.get(socket) !== request) return
        requests.set(socket, undefined)
        if (windingDown) socket.destroySoon()
      })
    },
    windDown() {
      windingDown = true
      const timer = setInterval(() => {
        for (const [socket, request] of requests) if (request?.complete !== true) socket.destroy()
      }, STOP_RECEIVING_MS)
      return () => clearInterval(timer)
    },
  }
}
