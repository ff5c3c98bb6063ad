import { setTimeout as sleep } from 'node:timers/promises'
import { type LocalPostgres, startLocalPostgres } from '../adapters/local-postgres/start.ts'
import type { Logger } from '../adapters/log/logger.ts'
import { pauseAfter } from '../domain/async/back-off.ts'
import type { Config } from './config/config.ts'
import { makeDataDir } from './data-dir.ts'

export interface Database {
  readonly url: string
  close(): Promise<void>
}

/** How long the service's own PostgreSQL may take for its fast shutdown. */
const STOP_TIMEOUT_MS = 10_000
const MIN_RESTART_WAIT_MS = 500
const MAX_RESTART_WAIT_MS = 30_000

/** The database to use: the one at `DATABASE_URL`, or else the embedded PostgreSQL in `DATA_DIR`. */
export async function openDatabase(config: Config, log: Logger, signal: AbortSignal): Promise<Database> {
  if (config.DATABASE_URL !== undefined) {
    return { url: config.DATABASE_URL, close: async () => {} }
  }
  await makeDataDir(config.DATA_DIR)
  const start = (port: number, until: AbortSignal) =>
    startLocalPostgres({
      folder: `${config.DATA_DIR}/postgres`,
      port,
      signal: until,
      onLog: (line) => log.debug({ postgres: line }),
    })
  const first = await start(config.LOCAL_POSTGRES_PORT, signal)
  if (first.note !== undefined) log.warn(first.note)
  log.info({ folder: first.dataDir }, 'DATABASE_URL is not set: running embedded PostgreSQL')
  log.info(`reach it with: ${first.psqlCommand}`)

  const closing = new AbortController()
  const port = Number(new URL(first.url).port)
  const kept = keepRunning(first, () => start(port, closing.signal), log, closing.signal)
  return {
    url: first.url,
    async close() {
      closing.abort()
      const last = await kept
      await last.stop(STOP_TIMEOUT_MS)
    },
  }
}

/** Restarts the server whenever it exits, with growing pauses. Resolves to the last one when aborted. */
async function keepRunning(
  first: LocalPostgres,
  restart: () => Promise<LocalPostgres>,
  log: Logger,
  closing: AbortSignal,
): Promise<LocalPostgres> {
  let server = first
  let restarts = 0
  const closed = new Promise<undefined>((resolve) => {
    closing.addEventListener('abort', () => resolve(undefined), { once: true })
  })
  while (!closing.aborted) {
    const startedMs = performance.now()
    const reason = await Promise.race([server.exited, closed])
    if (reason === undefined) break
    log.error({ reason }, 'embedded PostgreSQL exited; restarting')
    if (performance.now() - startedMs > MAX_RESTART_WAIT_MS) restarts = 0
    await server.stop(0)
    server = await restartUntil(server)
  }
  return server

  async function restartUntil(ended: LocalPostgres): Promise<LocalPostgres> {
    while (!closing.aborted) {
      const waitMs = pauseAfter(++restarts, { firstMs: MIN_RESTART_WAIT_MS, lastMs: MAX_RESTART_WAIT_MS })
      await sleep(waitMs, undefined, { signal: closing }).catch(() => undefined)
      const next = await restart().catch((err: unknown) => {
        if (!closing.aborted) log.error({ err }, 'embedded PostgreSQL does not start; trying again')
        return undefined
      })
      if (next?.url === ended.url) {
        log.info('embedded PostgreSQL is running again')
        return next
      }
      // On another port it would not be found; its own may be free next time.
      await next?.stop(STOP_TIMEOUT_MS)
    }
    return ended
  }
}
