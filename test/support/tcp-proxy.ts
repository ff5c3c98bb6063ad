import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** What the proxy does to connections: `hang` accepts and passes nothing on, as a cut cable looks. */
export type ProxyMode = 'pass' | 'refuse' | 'hang'

export interface TcpProxy {
  readonly port: number
  /** New connections from now on. */
  set(mode: ProxyMode): Promise<void>
  /** Resets every connection that is open. */
  cut(): void
  close(): Promise<void>
}

/** A TCP proxy in front of a database, to take it away. */
export async function startTcpProxy(targetHost: string, targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  let mode: ProxyMode = 'pass'
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  }
  const server = createServer((client) => {
    keep(client)
    const upstream = connect(targetPort, targetHost)
    keep(upstream)
    client.on('data', (chunk) => mode !== 'hang' && upstream.write(chunk))
    upstream.on('data', (chunk) => mode !== 'hang' && client.write(chunk))
    client.on('close', () => upstream.destroy())
    upstream.on('close', () => client.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const cut = () => {
    for (const socket of sockets) socket.resetAndDestroy()
  }
  return {
    port,
    async set(next) {
      mode = next
      if (next === 'refuse' && server.listening) {
        server.close()
        cut()
      } else if (next !== 'refuse' && !server.listening) {
        server.listen(port, '127.0.0.1')
        await once(server, 'listening')
      }
    },
    cut,
    async close() {
      cut()
      if (server.listening) server.close()
    },
  }
}
