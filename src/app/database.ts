import { startLocalPostgres } from '../adapters/local-postgres/start.ts'
import type { Logger } from '../adapters/log/logger.ts'
import type { Config } from './config.ts'

export interface Database {
  readonly url: string
  close(): Promise<void>
}

/** How long the service's own PostgreSQL may take for its fast shutdown. */
const STOP_TIMEOUT_MS = 10_000

/** The database to use: the one at `DATABASE_URL`, or else the service's own PostgreSQL in `DATA_DIR`. */
export async function openDatabase(config: Config, log: Logger, signal: AbortSignal): Promise<Database> {
  if (config.DATABASE_URL !== undefined) {
    return { url: config.DATABASE_URL, close: async () => {} }
  }
  const local = await startLocalPostgres({
    folder: `${config.DATA_DIR}/postgres`,
    port: config.LOCAL_POSTGRES_PORT,
    signal,
    onLog: (line) => log.debug({ postgres: line }),
  })
  if (local.note !== undefined) log.warn(local.note)
  log.info({ folder: local.dataDir }, 'no DATABASE_URL: running a PostgreSQL of its own')
  log.info(`reach it with: ${local.psqlCommand}`)
  void local.exited.then((reason) => log.fatal({ reason }, 'the PostgreSQL of its own ended by itself'))
  return { url: local.url, close: () => local.stop(STOP_TIMEOUT_MS) }
}
