import { chmod, mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startLocalPostgres } from '../src/adapters/local-postgres/start.ts'
import { migrate } from '../src/adapters/postgres/schema/migrate.ts'

/** A filled database that is kept, so that filling and measuring need not be one run. */
const KEPT = process.env.BENCH_FOLDER

type Work = (pool: pg.Pool, url: string) => Promise<void>

/** Works on a database that `fill` filled, after a restart: nothing is in PostgreSQL's memory. Filling takes minutes. */
export async function onFilled(fill: Work, work: Work): Promise<void> {
  const folder = KEPT ?? (await mkdtemp(join(tmpdir(), 'bluetick-bench-')))
  await mkdir(folder, { recursive: true })
  // As root, PostgreSQL runs as another user, who must get through to its data.
  await chmod(folder, 0o711)
  try {
    if (!(await isFilled(folder))) {
      await onServer(folder, fill)
      await mkdir(join(folder, 'filled'))
    }
    // A database that is kept may be of an earlier version.
    await onServer(folder, work)
  } finally {
    if (KEPT === undefined) await rm(folder, { recursive: true, force: true })
  }
}

function isFilled(folder: string): Promise<boolean> {
  return stat(join(folder, 'filled')).then(
    () => true,
    () => false,
  )
}

async function onServer(folder: string, work: Work): Promise<void> {
  const server = await startLocalPostgres({ folder, onLog: () => undefined })
  const pool = new pg.Pool({ connectionString: server.url, max: 4 })
  pool.on('error', () => undefined) // Connections that the server's stop cuts.
  try {
    await migrate(pool)
    await work(pool, server.url)
  } finally {
    await pool.end()
    await server.stop(60_000)
  }
}
