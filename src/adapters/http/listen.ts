import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Connections, createConnections } from './connections.ts'

/** A whole request, headers and body, must arrive within this time: slow senders cannot hold connections forever. */
const REQUEST_TIMEOUT_MS = 30_000
/** A list of recipients may take longer as a whole, but must keep coming. */
const LONG_REQUEST_IDLE_MS = 120_000
const HEADERS_TIMEOUT_MS = 10_000
/** How often Node looks for headers that take longer; by default it lets them have half a minute. */
const TIMEOUT_CHECK_MS = 2_000
/** Longer than a load balancer's usual idle time, so that it is not us who closes under a request. */
const KEEP_ALIVE_TIMEOUT_MS = 75_000

export interface Listening {
  readonly port: number
  /**
   * Stops accepting and resolves when what is in flight is answered. Idle connections are closed at once, those that
   * still send are cut off soon.
   */
  close(): Promise<void>
}

/**
 * Listens. `isLong` marks the requests whose body may take longer than others, as long as it keeps coming.
 *
 * @throws Error naming the address where it is taken or not ours
 */
export async function listen(
  listener: RequestListener,
  host: string,
  port: number,
  isLong: (request: IncomingMessage) => boolean = () => false,
): Promise<Listening> {
  const connections = createConnections(HEADERS_TIMEOUT_MS)
  const limited = limitBody(listener, isLong)
  const server = createServer(
    {
      // Kept by `limitBody`, because lists of recipients take longer.
      requestTimeout: 0,
      headersTimeout: HEADERS_TIMEOUT_MS,
      connectionsCheckingInterval: TIMEOUT_CHECK_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    },
    (request, response) => {
      if (connections.began(request, response)) limited(request, response)
    },
  )
  server.on('connection', connections.opened)
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(new Error(explain(cause, host, port), { cause })),
    )
    server.listen(port, host, resolve)
  })
  return { port: (server.address() as AddressInfo).port, close: () => close(server, connections) }
}

/** What has come whole may be answered for as long as it takes: an export is long. */
function cutOff(request: IncomingMessage): void {
  if (!request.complete) request.destroy()
}

/** Cuts off requests whose body does not come in time. */
function limitBody(
  listener: RequestListener,
  isLong: (request: IncomingMessage) => boolean,
): RequestListener {
  return (request, response) => {
    if (isLong(request)) {
      request.setTimeout(LONG_REQUEST_IDLE_MS, () => request.destroy())
    } else if (!request.complete) {
      const timer = setTimeout(() => cutOff(request), REQUEST_TIMEOUT_MS)
      request.once('close', () => clearTimeout(timer))
      request.once('end', () => clearTimeout(timer))
    }
    listener(request, response)
  }
}

async function close(server: Server, connections: Connections): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  // Node's own watch over slow headers ends with `server.close`, and kept-alive connections stay after their answer.
  const allGone = connections.windDown()
  await closed
  allGone()
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): string {
  if (error.code === 'EADDRINUSE') return `Port ${port} on ${host} is taken: stop what uses it, or set PORT.`
  return `Cannot listen on ${host}:${port} (${error.code}): set HOST and PORT.`
}
