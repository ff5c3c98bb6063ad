import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { freePort } from './free-port.ts'

/** Two server connections for all clients: every transaction may get another one than the last. */
const SERVER_CONNECTIONS = 2

/** Whether the program is there; tests that need it are skipped otherwise, and say why. */
export function hasPgbouncer(): boolean {
  try {
    execFileSync('pgbouncer', ['--version'])
    return true
  } catch {
    process.stderr.write('skipped: pgbouncer is not installed (apt-get install pgbouncer)\n')
    return false
  }
}

export interface Pgbouncer {
  readonly port: number
  stop(): Promise<void>
}

/** A pooler that hands out connections by the transaction, before the server of `target`. */
export async function startPgbouncer(target: URL): Promise<Pgbouncer> {
  const folder = await mkdtemp(join(tmpdir(), 'bluetick-pgbouncer-'))
  await chmod(folder, 0o755)
  const port = await freePort()
  const upstream = `host=127.0.0.1 port=${target.port} user=${target.username} password=${target.password}`
  const file = join(folder, 'pgbouncer.ini')
  await writeFile(
    file,
    `[databases]\n* = ${upstream}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = ${port}\nauth_type = any\n` +
      `pool_mode = transaction\ndefault_pool_size = ${SERVER_CONNECTIONS}\nunix_socket_dir =\n`,
  )
  // It refuses to run as root.
  const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : []
  const child = spawn('pgbouncer', [...user, file], { stdio: ['ignore', 'ignore', 'pipe'] })
  await new Promise<void>((resolve, reject) => {
    let log = ''
    child.stderr.on('data', (chunk: Buffer) => {
      log += chunk.toString()
      if (log.includes('process up')) resolve()
    })
    child.on('exit', () => reject(new Error(`pgbouncer ended: ${log}`)))
  })
  return {
    port,
    async stop() {
      if (child.kill()) await once(child, 'exit')
      await rm(folder, { recursive: true, force: true })
    },
  }
}
