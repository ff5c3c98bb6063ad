import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort } from '../../support/free-port.ts'
import { createEmptyDatabase, type TestDatabase } from '../../support/postgres.ts'
import { NOON_MS } from '../../support/reports.ts'
import { startTestService, type TestService } from '../../support/service.ts'

const installed = hasPgbouncer()
if (!installed) process.stderr.write('skipped: pgbouncer is not installed (apt-get install pgbouncer)\n')

/** Two server connections for all clients: every transaction may get another one than the last. */
const SERVER_CONNECTIONS = 2
const MESSAGES = 60

describe.skipIf(!installed)('behind a pooler that hands out connections by the transaction', () => {
  let database: TestDatabase
  let folder: string
  let pooler: ChildProcess
  let service: TestService
  beforeAll(async () => {
    database = await createEmptyDatabase()
    folder = await mkdtemp(join(tmpdir(), 'bluetick-pgbouncer-'))
    await chmod(folder, 0o755)
    const port = await freePort()
    pooler = await startPgbouncer(folder, port, new URL(database.url))
    const url = new URL(database.url)
    url.port = String(port)
    service = await startTestService({ DATABASE_URL: url.href })
  })
  afterAll(async () => {
    await service?.stop()
    if (pooler?.kill() === true) await once(pooler, 'exit')
    await rm(folder, { recursive: true, force: true })
    await database?.drop()
  })

  test('the service starts, migrates, and ends with exact statuses', async () => {
    const statuses = Array.from({ length: MESSAGES }, (_, n) =>
      ['sent', 'delivered', 'read'].map((status) => ({
        id: `wamid.P${n}`,
        status,
        timestamp: String(NOON_MS / 1000),
      })),
    ).flat()
    const answers = await Promise.all(statuses.map((status) => service.post({ statuses: [status] })))
    expect(answers.every((answer) => answer.status === 200)).toBe(true)
    const client = new pg.Client({ connectionString: database.url })
    await client.connect()
    const { rows } = await client.query(
      "SELECT count(*)::integer AS n FROM broadcasts_messages WHERE status ?& array['sent', 'delivered', 'read']",
    )
    await client.end()
    expect(rows).toEqual([{ n: MESSAGES }])
  })
})

function hasPgbouncer(): boolean {
  try {
    execFileSync('pgbouncer', ['--version'])
    return true
  } catch {
    return false
  }
}

async function startPgbouncer(folder: string, port: number, target: URL): Promise<ChildProcess> {
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
  return child
}
