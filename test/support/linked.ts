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
import { type LogLine, TEST_API_TOKEN, type TestService } from './service.ts'
import { createTicks } from './ticks.ts'

export interface LinkedService {
  readonly service: Pick<TestService, 'url' | 'pool' | 'post' | 'tick' | 'logged'>
  readonly databaseUrl: string
  /** @param hear called with each piece of what it says as errors */
  bluetick(args: readonly string[], hear?: (text: string) => void): Promise<CommandResult>
  /** `link status --json`. */
  status(): Promise<Readonly<Record<string, unknown>>>
  /** Rows that were refused. */
  refused(): Promise<readonly { readonly code: string }[]>
  /** Starts a second replica on the same database; `stop` stops it, too. */
  another(): Promise<Replica>
  stop(): Promise<void>
}

export interface Replica extends Pick<TestService, 'url' | 'post' | 'tick' | 'logged'> {
  /** Idempotent. */
  stop(): Promise<void>
}

export interface LinkedOptions {
  /**
   * `rows only`: as a role that may write rows of theirs, and nothing else; `reads only`: that may not even do that; `rows and triggers`:
   * that may make triggers, too, but owns no table.
   */
  readonly role?: 'owner' | 'rows only' | 'rows and triggers' | 'reads only' | undefined
  /** Called when their tables are there, and nothing of Bluetick is. */
  readonly onTables?: (databaseUrl: string) => Promise<void>
  /** The address that the service and the command line use, from the server's own: a pooler's. */
  readonly through?: (url: string) => Promise<string>
  /** DATABASE_SCHEMA. */
  readonly schema?: string | undefined
}

const RIGHTS = {
  'rows only': 'SELECT, INSERT, UPDATE, DELETE',
  'rows and triggers': 'SELECT, INSERT, UPDATE, DELETE, TRIGGER',
  'reads only': 'SELECT',
}

/** The service on a database where somebody has made `tables` before. */
export async function startLinkedService(
  tables: string,
  { role = 'owner', onTables, through = async (url) => url, schema }: LinkedOptions = {},
): Promise<LinkedService> {
  const database = await createEmptyDatabase()
  // A role may bear the name of Bluetick's schema, which would then come first.
  const pool = new pg.Pool({ connectionString: database.url, max: 2, options: '-c search_path=public' })
  pool.on('error', () => undefined)
  await pool.query(tables)
  const url = new URL(database.url)
  const name = `linker_${randomBytes(6).toString('hex')}`
  if (role !== 'owner') {
    const rights = RIGHTS[role]
    await pool.query(`
      CREATE ROLE ${name} LOGIN PASSWORD '${name}';
      GRANT CREATE ON DATABASE ${url.pathname.slice(1)} TO ${name};
      GRANT ${rights} ON ALL TABLES IN SCHEMA public TO ${name};
      GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ${name}`)
    url.username = name
    url.password = name
  }
  await onTables?.(database.url)
  const address = await through(url.href)
  const replicas: Replica[] = []
  const another = async () => {
    const replica = await startReplica(address, schema)
    replicas.push(replica)
    return replica
  }
  const { env, ...first } = await startReplica(address, schema)
  replicas.push(first)
  const run: LinkedService['bluetick'] = (args, hear) => bluetick(args, env, '', hear)
  const status = async () => JSON.parse((await run(['link', 'status', '--json'])).out)
  return {
    service: { ...first, pool },
    databaseUrl: database.url,
    bluetick: run,
    status,
    refused: async () => (await status()).failures,
    another,
    async stop() {
      for (const replica of replicas) await replica.stop()
      if (role !== 'owner') await pool.query(`DROP OWNED BY ${name} CASCADE; DROP ROLE ${name}`)
      await pool.end()
      await database.drop()
    },
  }
}

async function startReplica(
  databaseUrl: string,
  schema: string | undefined,
): Promise<Replica & { readonly env: Readonly<Record<string, string>> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bluetick-linked-'))
  const env = {
    DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'warn',
    API_TOKEN: TEST_API_TOKEN,
    DEFAULT_COUNTRY: 'IN',
    ...(schema !== undefined && { DATABASE_SCHEMA: schema }),
  }
  const config = parseConfig(env)
  const { onTick, tick } = createTicks()
  const lines: LogLine[] = []
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) }
  const log = createLogger({ level: config.LOG_LEVEL, format: 'json', destination })
  const service = await startService(config, log, new AbortController().signal, undefined, onTick)
  const url = `http://127.0.0.1:${service.port}`
  return {
    env,
    url,
    tick,
    logged: () => lines,
    post: (body) =>
      fetch(`${url}/webhook`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    async stop() {
      await service.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
