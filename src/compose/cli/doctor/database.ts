import type { Pool } from 'pg'
import { CliError } from '../../../adapters/cli/context.ts'
import type { Finding } from '../../../adapters/cli/ports.ts'
import { createQuery } from '../../../adapters/postgres/connection/query.ts'
import { findInstallation } from '../../../adapters/postgres/schema/installation.ts'
import { pendingMigrations } from '../../../adapters/postgres/schema/migrate.ts'
import { createSchemaNames } from '../../../adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../../adapters/postgres/schema/statements.ts'
import type { Config } from '../../config/config.ts'
import { withPool } from '../database.ts'

/** Beyond this, times of receipt and alert slots disagree visibly between service and database. */
const MAX_SKEW_MS = 5_000

/** The database: reachable, of this version's schema, with the service's rights, and with the same time. */
export async function* examineDatabase(config: Config): AsyncGenerator<Finding> {
  try {
    yield* await withPool(config, new AbortController().signal, false, (pool) => look(pool, config))
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const advice =
      error instanceof CliError
        ? {}
        : { advice: 'See DATABASE_URL: host, port, user, password, database, sslmode.' }
    yield { check: 'database', state: 'problem', message, ...advice }
  }
}

async function look(pool: Pool, config: Config): Promise<readonly Finding[]> {
  const names = createSchemaNames(await findInstallation(pool, config.DATABASE_SCHEMA))
  const query = createQuery(pool, loadStatements(names))
  const askedAtMs = Date.now()
  const [server] = (await query('connection/examine')).rows
  if (server === undefined) throw new Error('The server gave no answer.')
  const answeredAtMs = Date.now()
  const pending = await pendingMigrations(pool, config.DATABASE_SCHEMA)
  return [
    server.read_only
      ? {
          check: 'database',
          state: 'problem',
          message: `PostgreSQL ${server.version} answers, and is read-only`,
          advice: 'Point DATABASE_URL at the primary.',
        }
      : { check: 'database', state: 'ok', message: `PostgreSQL ${server.version} answers` },
    pending.length === 0
      ? { check: 'schema', state: 'ok', message: 'up to date' }
      : {
          check: 'schema',
          state: 'warning',
          message: `lacks ${pending.length} migrations, from ${pending[0]} on`,
          advice: 'The service applies them at its start; "bluetick migrate" does it now.',
        },
    ...(server.lacking.length === 0 || pending.length > 0 ? [] : [lackingRights(server.lacking)]),
    skewOf(server.now.getTime(), askedAtMs, answeredAtMs),
  ]
}

function lackingRights(tables: readonly string[]): Finding {
  return {
    check: 'database',
    state: 'problem',
    message: `this role may not read and write ${tables.join(', ')}`,
    advice: 'As the role that owns them: bluetick migrate --grant-to <this role> (docs/database.md).',
  }
}

/** The database's clock was read between two readings of ours: only what lies outside of them is skew. */
function skewOf(databaseMs: number, askedAtMs: number, answeredAtMs: number): Finding {
  const skewMs = databaseMs < askedAtMs ? askedAtMs - databaseMs : Math.max(0, databaseMs - answeredAtMs)
  const message = `this machine and the database differ by ${(skewMs / 1000).toFixed(1)} s`
  if (skewMs <= MAX_SKEW_MS) return { check: 'clock', state: 'ok', message }
  const advice = 'Run a time service (NTP) on both.'
  return { check: 'clock', state: 'warning', message, advice }
}
