import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { startLocalPostgres } from '../src/adapters/local-postgres/start.ts'
import { migrate } from '../src/adapters/postgres/schema/migrate.ts'
import { fillPages } from './pages-data.ts'
import { type ServiceProcess, startServiceProcess } from './service-process.ts'

const MESSAGES = Number(process.env.BENCH_MESSAGES ?? 10_000_000)
/** Kept for the next run, where it is set: filling takes a quarter of an hour. */
const FOLDER = process.env.BENCH_FOLDER

/** Runs `work` on a service whose database holds ten million messages, once its first upkeep is over. */
export async function withPagesService(
  work: (service: ServiceProcess, pool: pg.Pool) => Promise<void>,
): Promise<void> {
  const folder = FOLDER ?? (await mkdtemp(join(tmpdir(), 'bluetick-bench-')))
  await mkdir(folder, { recursive: true, mode: 0o711 })
  const server = await startLocalPostgres({ folder, onLog: () => undefined })
  const pool = new pg.Pool({ connectionString: server.url, max: 2 })
  pool.on('error', () => undefined) // Connections that the server's stop cuts.
  try {
    const { rows } = await pool.query("SELECT to_regclass('bluetick.message_rollup') IS NOT NULL AS filled")
    if (rows[0]?.filled === true) await migrate(pool)
    else await fillPages(pool, MESSAGES, (line) => process.stderr.write(`${line}\n`))
    const service = await startServiceProcess(server.url, { ALERT_TO: 'oncall@example.org' })
    try {
      await untilCalm(pool)
      await work(service, pool)
    } finally {
      await service.stop()
    }
  } finally {
    await pool.end()
    await server.stop(60_000)
    if (FOLDER === undefined) await rm(folder, { recursive: true, force: true })
  }
}

/** The service's first upkeep reads a month of messages: it is over when no statement has run for some looks. */
async function untilCalm(pool: pg.Pool): Promise<void> {
  for (let calm = 0; calm < 10; ) {
    await delay(300)
    const { rows } = await pool.query(
      `SELECT count(*)::integer AS active FROM pg_stat_activity
       WHERE datname = current_database() AND state <> 'idle' AND pid <> pg_backend_pid() AND now() - query_start > interval '1 second'`,
    )
    calm = rows[0]?.active === 0 ? calm + 1 : 0
  }
}
