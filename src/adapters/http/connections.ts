import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** How long a stop waits for requests that have not arrived whole: their senders send again. */
const STOP_RECEIVING_MS = 2_000
/**
 * Requests of one connection that may wait for their answers. No sender, browser or proxy sends a second one before the
 * first is answered; load generators send some tens.
 */
export const MAX_PIPELINED = 100

/** The open connections of a server: none stays open for nothing, and its stop waits for answers and for nothing else. */
export interface Connections {
  opened(socket: Socket): void
  /**
   * A request has begun on its connection. False where too many wait there already, and the connection was cut off:
   * unread answers wait in memory, and a packet holds a thousand requests.
   */
  began(request: IncomingMessage, response: ServerResponse): boolean
  /**
   * From now on a connection is closed once its requests are answered; after `STOP_RECEIVING_MS`, and again and again,
   * those are cut off that have no whole request. Call what it returns when all are gone.
   */
  windDown(): () => void
}

/** @param firstByteWithinMs how soon a connection must have sent something, or it is cut off */
export function createConnections(firstByteWithinMs: number): Connections {
  /** What is not answered yet, by connection. */
  const open = new Map<Socket, Set<IncomingMessage>>()
  let windingDown = false
  return {
    opened(socket) {
      open.set(socket, new Set())
      // Node's own limit begins with the first byte, and some send none.
      const timer = setTimeout(() => {
        if (socket.bytesRead === 0) socket.destroy()
      }, firstByteWithinMs)
      socket.once('close', () => {
        open.delete(socket)
        clearTimeout(timer)
      })
    },
    began(request, response) {
      const { socket } = request
      const unanswered = open.get(socket)
      if (unanswered === undefined || unanswered.size >= MAX_PIPELINED) {
        socket.destroy()
        return false
      }
      unanswered.add(request)
      response.once('close', () => {
        unanswered.delete(request)
        if (windingDown && unanswered.size === 0) socket.destroySoon()
      })
      return true
    },
    windDown() {
      windingDown = true
      const timer = setInterval(() => {
        for (const [socket, unanswered] of open) {
          if (![...unanswered].some((request) => request.complete)) socket.destroy()
        }
      }, STOP_RECEIVING_MS)
      return () => clearInterval(timer)
    },
  }
}
