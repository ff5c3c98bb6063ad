import { resolve } from 'node:path'
import type { Pool } from 'pg'
import { type CliDatabase, CliError } from '../../adapters/cli/context.ts'
import { findRunningPostgres, hasLocalDatabase } from '../../adapters/local-postgres/running.ts'
import { createLogger } from '../../adapters/log/logger.ts'
import { connectionSentence } from '../../adapters/postgres/connection/errors.ts'
import { createPool } from '../../adapters/postgres/connection/pool.ts'
import { findInstallation, schemaOfOthers } from '../../adapters/postgres/schema/installation.ts'
import { pendingMigrations } from '../../adapters/postgres/schema/migrate.ts'
import { createSchemaNames } from '../../adapters/postgres/schema/schema-names.ts'
import { agreeOnTimeRule } from '../../adapters/postgres/schema/settings.ts'
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
  makesSchema: boolean,
): Promise<T> {
  return withPool(config, signal, makesSchema, async (pool) => {
    const pending = await pendingMigrations(pool, config.DATABASE_SCHEMA).catch((cause: unknown) => {
      throw new CliError(`The database cannot be used: ${connectionSentence(rootOf(cause))}.`, 3, { cause })
    })
    if (pending.length > 0 && !makesSchema) {
      throw new CliError(`The database lacks ${pending.join(', ')}: run "bluetick migrate" first.`)
    }
    const installation = await findInstallation(pool, config.DATABASE_SCHEMA)
    const names = createSchemaNames(installation)
    if (pending.length === 0) await agreeOnTimeRule(pool, names, config.STATUS_TIMESTAMP)
    const theirSchema = schemaOfOthers(installation)
    return work(
      createCliDatabase({
        pool,
        names,
        ...(theirSchema !== undefined && { theirSchema }),
        config,
        signal,
      }),
    )
  })
}

/**
 * Runs `work` with a pool on the database that a command uses, whatever its schema is.
 *
 * @throws CliError where there is no database, and none may be made
 */
export async function withPool<T>(
  config: Config,
  signal: AbortSignal,
  mayMake: boolean,
  work: (pool: Pool) => Promise<T>,
): Promise<T> {
  return withDatabaseUrl(config, signal, mayMake, (url) => usePool(config, url, !mayMake, work))
}

/** Runs `work` with the address of the database that a command uses; see `withPool`. */
export async function withDatabaseUrl<T>(
  config: Config,
  signal: AbortSignal,
  mayMake: boolean,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const database = await findDatabase(config, signal, mayMake)
  return work(database.url).finally(database.close)
}

async function usePool<T>(
  config: Config,
  url: string,
  pipeline: boolean,
  work: (pool: Pool) => Promise<T>,
): Promise<T> {
  const pool = createPool({
    connectionString: url,
    ...(config.DATABASE_CA_FILE !== undefined && { caFile: config.DATABASE_CA_FILE }),
    size: POOL_SIZE,
    pipeline,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    onError: () => undefined, // An idle connection that broke is replaced by the pool.
  })
  try {
    return await work(pool)
  } finally {
    await pool.end()
  }
}

/** Commands that read make no database. */
export function noDatabase(config: Config): CliError {
  return new CliError(
    `There is no database: DATABASE_URL is not set, and ${resolve(config.DATA_DIR)} holds none. ` +
      'Set DATABASE_URL, or DATA_DIR to the folder of the service, or start the service ("npm start").',
  )
}

async function findDatabase(config: Config, signal: AbortSignal, mayMake: boolean): Promise<Database> {
  const folder = `${config.DATA_DIR}/postgres`
  if (config.DATABASE_URL === undefined && (await hasLocalDatabase(folder))) {
    const url = await findRunningPostgres(folder)
    if (url !== undefined) return { url, close: async () => {} }
  } else if (config.DATABASE_URL === undefined && !mayMake) {
    throw noDatabase(config)
  }
  return openDatabase(config, createLogger({ level: 'silent', format: 'json' }), signal)
}

/** What the driver or the server said first: the layers above only wrap it. */
function rootOf(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof Error ? rootOf(error.cause) : error
}
