import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { createLogger } from '../../src/adapters/log/logger.ts'
import { parseConfig } from '../../src/compose/config/config.ts'
import { startService } from '../../src/compose/service.ts'
import { bluetick, type CommandResult } from './command-line.ts'
import { createEmptyDatabase } from './postgres.ts'
import { TEST_API_TOKEN, type TestService } from './service.ts'
import { createTicks } from './ticks.ts'

export interface LinkedService {
  readonly service: Pick<TestService, 'url' | 'pool' | 'post' | 'tick'>
  readonly databaseUrl: string
  bluetick(args: readonly string[]): Promise<CommandResult>
  /** `link status --json`. */
  status(): Promise<Readonly<Record<string, unknown>>>
  /** Rows that their tables refused. */
  refused(): Promise<readonly unknown[]>
  stop(): Promise<void>
}

/** The service on a database where somebody has made `tables` before; `rows only`: as a role that may write rows there, and nothing else. */
export async function startLinkedService(
  tables: string,
  ownership: 'owner' | 'rows only' = 'owner',
): Promise<LinkedService> {
  const database = await createEmptyDatabase()
  const pool = new pg.Pool({ connectionString: database.url, max: 2 })
  pool.on('error', () => undefined)
  await pool.query(tables)
  const url = new URL(database.url)
  const role = `linker_${randomBytes(6).toString('hex')}`
  if (ownership === 'rows only') {
    await pool.query(`
      CREATE ROLE ${role} LOGIN PASSWORD '${role}';
      GRANT CREATE ON DATABASE ${url.pathname.slice(1)} TO ${role};
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role};
      GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ${role}`)
    url.username = role
    url.password = role
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'bluetick-linked-'))
  const env = {
    DATA_DIR: dataDir,
    DATABASE_URL: url.href,
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'silent',
    API_TOKEN: TEST_API_TOKEN,
    DEFAULT_COUNTRY: 'IN',
  }
  const config = parseConfig(env)
  const { onTick, tick } = createTicks()
  const log = createLogger({ level: config.LOG_LEVEL, format: 'json' })
  const service = await startService(config, log, new AbortController().signal, undefined, onTick)
  const address = `http://127.0.0.1:${service.port}`
  const run = (args: readonly string[]) => bluetick(args, env)
  const status = async () => JSON.parse((await run(['link', 'status', '--json'])).out)
  return {
    service: {
      url: address,
      pool,
      tick,
      post: (body) =>
        fetch(`${address}/webhook`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
    },
    databaseUrl: database.url,
    bluetick: run,
    status,
    refused: async () => (await status()).failures,
    async stop() {
      await service.stop()
      if (ownership === 'rows only') await pool.query(`DROP OWNED BY ${role} CASCADE; DROP ROLE ${role}`)
      await pool.end()
      await database.drop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
