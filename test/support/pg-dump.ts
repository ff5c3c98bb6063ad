import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { fileURLToPath } from 'node:url'

const DUMP = fileURLToPath(new URL('pg-dump-process.ts', import.meta.url))

/**
 * What `pg_dump` writes of a database: the program of PostgreSQL 18 itself, as WebAssembly, since the build machine's is older than
 * the server. It knows no sockets, so its bytes go through a pipe.
 */
export async function pgDump(url: string, args: readonly string[]): Promise<string> {
  const { hostname, port, pathname, username, password } = new URL(url)
  const socket = connect(Number(port), hostname)
  const database = `dbname=${pathname.slice(1)} user=${username} password=${password}`
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), DUMP, database, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  const wire = child.stdio[3] as Duplex
  // Either end may close first.
  for (const end of [socket, wire]) end.on('error', () => undefined)
  socket.pipe(wire).pipe(socket)
  const printed = { out: '', err: '' }
  for (const [name, stream] of [['out', child.stdout] as const, ['err', child.stderr] as const]) {
    // A character may lie in two pieces.
    stream?.setEncoding('utf8').on('data', (text: string) => {
      printed[name] += text
    })
  }
  const [code] = await once(child, 'close')
  socket.destroy()
  if (code !== 0) throw new Error(`pg_dump ended with ${code}: ${printed.err}`)
  return printed.out
}
