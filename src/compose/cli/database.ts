import { type CliDatabase, CliError } from '../../adapters/cli/context.ts'
import { findRunningPostgres } from '../../adapters/local-postgres/running.ts'
import { createLogger } from '../../adapters/log/logger.ts'
import { createPool } from '../../adapters/postgres/connection/pool.ts'
import { findInstallation } from '../../adapters/postgres/schema/installation.ts'
import { pendingMigrations } from '../../adapters/postgres/schema/migrate.ts'
import { createSchemaNames } from '../../adapters/postgres/schema/schema-names.ts'
import type { Config } from '../config/config.ts'
import { type Database, openDatabase } from '../database.ts'
import { createCliDatabase } from './use-cases.ts'

const POOL_SIZE = 4
const CONNECT_TIMEOUT_MS = 5_000
/** Commands may ask for more at once than a webhook does. */
const STATEMENT_TIMEOUT_MS = 10 * 60_000

/** See `CliContext.withDatabase`. */
export async function withDatabase<T>(
  config: Config,
  signal: AbortSignal,
  work: (database: CliDatabase) => Promise<T>,
  anySchema: boolean,
): Promise<T> {
  const database = await findDatabase(config, signal)
  const pool = createPool({
    connectionString: database.url,
    ...(config.DATABASE_CA_FILE !== undefined && { caFile: config.DATABASE_CA_FILE }),
    size: POOL_SIZE,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    onError: () => undefined, // An idle connection that broke is replaced by the pool.
  })
  try {
    const pending = await pendingMigrations(pool, config.DATABASE_SCHEMA).catch((cause: unknown) => {
      throw new CliError(`The database cannot be used (${String(cause)}). Look at DATABASE_URL.`, 3, {
        cause,
      })
    })
    if (pending.length > 0 && !anySchema) {
      throw new CliError(`The database lacks ${pending.join(', ')}: run "bluetick migrate" first.`)
    }
    const names = createSchemaNames(await findInstallation(pool, config.DATABASE_SCHEMA))
    return await work(createCliDatabase({ pool, names, config, signal }))
  } finally {
    await pool.end()
    await database.close()
  }
}

async function findDatabase(config: Config, signal: AbortSignal): Promise<Database> {
  if (config.DATABASE_URL === undefined) {
    const url = await findRunningPostgres(`${config.DATA_DIR}/postgres`)
    if (url !== undefined) return { url, close: async () => {} }
  }
  return openDatabase(config, createLogger({ level: 'silent', format: 'json' }), signal)
}
