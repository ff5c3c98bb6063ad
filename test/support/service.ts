import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { createLogger } from '../../src/adapters/log/logger.ts'
import { parseConfig } from '../../src/compose/config/config.ts'
import { startService } from '../../src/compose/service.ts'
import { createTestDatabase } from './postgres.ts'
import { createTicks, type Ticks } from './ticks.ts'

/** What callers of the test service's API must send. */
export const TEST_API_TOKEN = 'only-for-tests-0123456789'

export interface LogLine {
  readonly level: string
  readonly msg: string
  readonly [field: string]: unknown
}

export interface TestService extends Pick<Ticks, 'tick'> {
  readonly url: string
  /** Of the service's database, for commands of the command line. */
  readonly databaseUrl: string
  /** A pool of the test's own on the service's database. */
  readonly pool: pg.Pool
  /** What it has logged so far, at LOG_LEVEL, which is `silent` where a test does not set it. */
  logged(): readonly LogLine[]
  /** POSTs a body to `/webhook`: objects as JSON, text and bytes as they are. */
  post(body: unknown): Promise<Response>
  stop(): Promise<void>
}

/**
 * The whole service, in this process, on a database of its own and a free port. Nothing ticks but by `tick`. `detour` may change the way by which
 * the service, not the test, reaches the database.
 */
export async function startTestService(
  env: Readonly<Record<string, string>> = {},
  detour: (url: URL) => Promise<void> = async () => undefined,
): Promise<TestService> {
  const database = await createTestDatabase()
  const way = new URL(database.url)
  await detour(way)
  const dataDir = await mkdtemp(join(tmpdir(), 'bluetick-service-'))
  const config = parseConfig({
    DATA_DIR: dataDir,
    DATABASE_URL: way.href,
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'silent',
    API_TOKEN: TEST_API_TOKEN,
    ...env,
  })
  const lines: LogLine[] = []
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) }
  const log = createLogger({ level: config.LOG_LEVEL, format: 'json', destination })
  const { onTick, tick } = createTicks()
  const service = await startService(config, log, new AbortController().signal, undefined, onTick)
  const pool = new pg.Pool({ connectionString: database.url, max: 4 })
  // The database is dropped by force while the last connection may still be closing.
  pool.on('error', () => undefined)
  const url = `http://127.0.0.1:${service.port}`
  return {
    url,
    databaseUrl: database.url,
    tick,
    pool,
    logged: () => lines,
    post: (body) =>
      fetch(`${url}/webhook`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body:
          typeof body === 'string' || body instanceof Uint8Array
            ? (body as NonNullable<RequestInit['body']>)
            : JSON.stringify(body),
      }),
    async stop() {
      await service.stop()
      await pool.end()
      await database.drop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
