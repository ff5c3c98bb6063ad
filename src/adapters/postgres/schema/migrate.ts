import { createHash } from 'node:crypto'
import type { Pool } from 'pg'
import { inTransaction } from '../connection/transaction.ts'
import { loadSqlFolder, readSqlFolder } from './sql-files.ts'

/** "blue" as a number: the key under which replicas that start together wait for one another. */
const MIGRATION_LOCK = 0x62_6c_75_65

/** JSON is tested with IS JSON, and foreign text with pg_input_is_valid: both came with PostgreSQL 16. */
const MIN_SERVER_VERSION = 16

interface Applied {
  readonly name: string
  readonly checksum: string
}

/**
 * Brings the schema up to date, in one transaction: all of it or nothing. Safe when several replicas start
 * at once, and harmless when there is nothing to do.
 *
 * @returns the names of the migrations that were applied
 * @throws Error where the server is too old, the database was migrated by a newer Bluetick, or a migration was changed
 * afterwards
 */
export async function migrate(pool: Pool): Promise<readonly string[]> {
  const ours = ourMigrations()
  const sql = ledgerSql()
  return inTransaction(pool, async (client) => {
    const [server] = (await client.query<{ version: number }>(sql['server-version'])).rows
    refuseOldServer(server?.version ?? 0)
    await client.query(sql.lock, [MIGRATION_LOCK])
    await client.query(sql['create-ledger'])
    const { rows } = await client.query<Applied>(sql.applied)
    for (const row of rows) refuseStranger(row, ours)
    const pending = ours.filter((migration) => rows.every((row) => row.name !== migration.name))
    for (const migration of pending) {
      await client.query(migration.text)
      await client.query(sql.record, [migration.name, migration.checksum])
    }
    return pending.map((migration) => migration.name)
  })
}

/**
 * The migrations that the database still lacks, in order; changes nothing.
 *
 * @throws Error as `migrate` does, and where the database cannot be reached
 */
export async function pendingMigrations(pool: Pool): Promise<readonly string[]> {
  const ours = ourMigrations()
  const sql = ledgerSql()
  const { rows: ledger } = await pool.query<{ exists: boolean }>(sql['has-ledger'])
  if (ledger[0]?.exists !== true) return ours.map((migration) => migration.name)
  const { rows } = await pool.query<Applied>(sql.applied)
  for (const row of rows) refuseStranger(row, ours)
  return ours.map(({ name }) => name).filter((name) => rows.every((row) => row.name !== name))
}

function ourMigrations() {
  return readSqlFolder('migrations').map((file) => ({
    ...file,
    checksum: createHash('sha256').update(file.text).digest('hex'),
  }))
}

function ledgerSql() {
  return loadSqlFolder('ledger', [
    'server-version',
    'lock',
    'create-ledger',
    'has-ledger',
    'applied',
    'record',
  ])
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
