import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A whole request, headers and body, must come within this time: slow senders cannot hold connections for ever. */
export const REQUEST_TIMEOUT_MS = 30_000
export const HEADERS_TIMEOUT_MS = 10_000
/** Longer than a load balancer's usual idle time, so that it is not us who closes under a request. */
export const KEEP_ALIVE_TIMEOUT_MS = 75_000

export interface Listening {
  readonly port: number
  /** Stops accepting and resolves when what is in flight is answered. Idle connections are closed at once. */
  close(): Promise<void>
}

/**
 * Listens.
 *
 * @throws Error naming the address where it is taken or not ours
 */
export async function listen(listener: RequestListener, host: string, port: number): Promise<Listening> {
  const server = createServer(
    {
      requestTimeout: REQUEST_TIMEOUT_MS,
      headersTimeout: HEADERS_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    },
    listener,
  )
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(new Error(explain(cause, host, port), { cause })),
    )
    server.listen(port, host, resolve)
  })
  return { port: (server.address() as AddressInfo).port, close: () => close(server) }
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
  })
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): string {
  if (error.code === 'EADDRINUSE') return `Port ${port} on ${host} is taken: stop what uses it, or set PORT.`
  return `Cannot listen on ${host}:${port} (${error.code}): set HOST and PORT.`
}
