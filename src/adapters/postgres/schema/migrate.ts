import { createHash } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'
import { rethrow, sqlStateOf } from '../connection/errors.ts'
import { createQuery, type Query } from '../connection/query.ts'
import { inTransaction } from '../connection/transaction.ts'
import { findInstallation, type Installation } from './installation.ts'
import { AS_WRITTEN, createSchemaNames, type SchemaNames } from './schema-names.ts'
import { readSqlFolder } from './sql-files.ts'
import { loadStatements } from './statements.ts'

/** "blue" as a number: the key under which replicas that start together wait for one another. */
const MIGRATION_LOCK = 0x62_6c_75_65

/** JSON is tested with IS JSON, and foreign text with pg_input_is_valid: both came with PostgreSQL 16. */
const MIN_SERVER_VERSION = 16

/** Of one migration: far longer than the largest takes (docs/operations.md). */
const MIGRATION_TIMEOUT_MS = 24 * 60 * 60_000

/** SQLSTATE of a right that the role lacks. PostgreSQL manual, appendix A. */
const INSUFFICIENT_PRIVILEGE = '42501'
/** SQLSTATEs of a name that something else has: a relation, a type. */
const TAKEN: ReadonlySet<string | undefined> = new Set(['42P07', '42710'])

interface Applied {
  readonly name: string
  readonly checksum: string
}

export interface MigrateOptions {
  /** DATABASE_SCHEMA: one schema for everything. */
  readonly schema?: string
  /** A role that gets what the service needs, and no more. */
  readonly grantTo?: string
}

/**
 * Brings the schema up to date, in one transaction: all of it or nothing. Safe when several replicas start
 * at once; where there is nothing to do, nothing is written and no right is needed but to read.
 *
 * @returns the names of the migrations that were applied
 * @throws Error where the server is too old, the database was migrated by a newer Bluetick, a migration was changed
 * afterwards, the role lacks a right, or somebody else's tables are in the way
 */
export async function migrate(pool: Pool, options: MigrateOptions = {}): Promise<readonly string[]> {
  const pending = await pendingMigrations(pool, options.schema)
  if (pending.length === 0 && options.grantTo === undefined) return []
  const bringUpToDate = (place: (found: Installation) => Installation) =>
    inTransaction(pool, async (client) => {
      await ledger(client, AS_WRITTEN)('ledger/lock', MIGRATION_LOCK)
      // A table cannot be altered while a constraint that waits for the commit has something to say of it.
      await ledger(client, AS_WRITTEN)('transactions/check-constraints')
      const installation = place(await findInstallation(client, options.schema))
      const applied = await applyMigrations(client, installation)
      if (options.grantTo !== undefined) {
        const query = ledger(client, createSchemaNames(installation))
        await query('ledger/set-grantee', options.grantTo)
        await query('ledger/grant')
      }
      return applied
    })
  return bringUpToDate((found) => found)
    .catch((error: unknown) => {
      if (!TAKEN.has(sqlStateOf(error))) throw error
      // Tables of the documents' names could be made, and an index of theirs could not: they stay in Bluetick's own schema.
      return bringUpToDate((found) =>
        found.installed === undefined ? { ...found, documents: found.own } : found,
      )
    })
    .catch((error: unknown) => {
      if (sqlStateOf(error) !== INSUFFICIENT_PRIVILEGE) throw error
      throw new Error(
        `The role may not bring the schema up to date (${error instanceof Error ? error.message : String(error)}). ` +
          'Run "bluetick migrate" as a role that may, with --grant-to and the role of the service: see docs/database.md.',
        { cause: error },
      )
    })
}

/**
 * The migrations that the database still lacks, in order; changes nothing.
 *
 * @throws Error as `migrate` does, and where the database cannot be reached
 */
export async function pendingMigrations(pool: Pool, schema?: string): Promise<readonly string[]> {
  const { rows } = await ledger(pool, AS_WRITTEN)('ledger/server-version').catch(rethrow)
  refuseOldServer(rows[0]?.version ?? 0)
  const installation = await findInstallation(pool, schema)
  const pending = await missingMigrations(pool, installation)
  return pending.map(({ name }) => name)
}

async function applyMigrations(client: PoolClient, installation: Installation): Promise<readonly string[]> {
  const pending = await missingMigrations(client, installation)
  if (pending.length === 0) return []
  const query = ledger(client, createSchemaNames(installation))
  if (!installation.ownExists) await query('ledger/create-schema')
  if (installation.installed === undefined) await query('ledger/create-ledger')
  let ledgerSchema = installation.installed ?? installation.own
  await query('ledger/work-in', ledgerSchema)
  for (const { name, text, checksum } of pending) {
    // The pool's own limit is meant for statements of a batch: a migration may rewrite millions of rows.
    const sql = { text: createSchemaNames(installation).qualify(text), query_timeout: MIGRATION_TIMEOUT_MS }
    await client.query(sql)
    // From this one on the ledger is at home.
    if (name >= '0006') ledgerSchema = installation.own
    await ledger(client, ledgerIn(ledgerSchema))('ledger/record', name, checksum)
  }
  await query('ledger/shut')
  return pending.map(({ name }) => name)
}

async function missingMigrations(client: Pool | PoolClient, { installed }: Installation) {
  const ours = readSqlFolder('migrations').map((file) => ({
    ...file,
    checksum: createHash('sha256').update(file.text).digest('hex'),
  }))
  if (installed === undefined) return ours
  const { rows } = await ledger(client, ledgerIn(installed))('ledger/applied')
  for (const row of rows) refuseStranger(row, ours)
  return ours.filter((migration) => rows.every((row) => row.name !== migration.name))
}

function ledger(on: Pool | PoolClient, names: SchemaNames): Query {
  return createQuery(on, loadStatements(names))
}

function ledgerIn(schema: string) {
  return createSchemaNames({ own: schema, documents: schema })
}

/**
 * `version` as the server numbers itself: 160004 is 16.4.
 *
 * @throws Error where that is too old
 */
export function refuseOldServer(version: number): void {
  const major = Math.floor(version / 10_000)
  if (major >= MIN_SERVER_VERSION) return
  throw new Error(
    `The server is PostgreSQL ${major}, and Bluetick needs ${MIN_SERVER_VERSION} or newer: upgrade it, or set DATABASE_URL to another.`,
  )
}

function refuseStranger(row: Applied, ours: readonly Applied[]): void {
  const known = ours.find((migration) => migration.name === row.name)
  if (known === undefined) {
    throw new Error(
      `The database has migration ${row.name}, which this version lacks: run the newer Bluetick.`,
    )
  }
  if (known.checksum !== row.checksum) {
    throw new Error(`Migration ${row.name} was changed after it was applied: restore it and add a new one.`)
  }
}
