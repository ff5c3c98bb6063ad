import type { Pool, PoolClient } from 'pg'
import { createQuery, type RowOf } from '../connection/query.ts'
import { AS_WRITTEN, type Schemas } from './schema-names.ts'
import { loadStatements } from './statements.ts'

/** Where an installation lies, or, before the first migration, where it will. */
export interface Installation extends Schemas {
  /** The schema of the ledger of migrations: `own`, or that of a version before 0006; absent before the first. */
  readonly installed?: string
  readonly ownExists: boolean
  /** The documents' names that somebody else's tables, views, types or whatever have in the connection's first schema. */
  readonly taken: readonly string[]
  /** Names there that indexes and sequences of the documents' tables would have. Known once these are in Bluetick's own schema. */
  readonly takenBeside: readonly string[]
  /** The connection's first schema. */
  readonly first: string
}

/**
 * Looks where the installation lies. The documents' tables go into the connection's first schema where their names are
 * free and the role may make tables, else beside everything else in Bluetick's own.
 *
 * @param schema DATABASE_SCHEMA: one schema for everything
 * @throws Error where somebody else's tables have the names in the schema that is to be Bluetick's own
 */
export async function findInstallation(client: Pool | PoolClient, schema?: string): Promise<Installation> {
  const query = createQuery(client, loadStatements(AS_WRITTEN))
  const { rows } = await query('ledger/find-schemas', schema ?? null)
  const [row] = rows
  if (row === undefined) throw new Error('find-schemas gave no row.')
  const { own, first, installed, own_exists: ownExists } = row
  if (installed === null) {
    refuseOccupied(row, schema)
    const free = row.taken.length === 0 && row.may_create_in_first
    const documents = schema ?? (free ? first : own)
    return { own, documents, first, ownExists, taken: row.taken, takenBeside: row.taken_beside }
  }
  const documents = row.documents ?? installed
  // In its own schema only a former version has them, and what is there is its own.
  const taken = documents === first ? [] : row.taken
  const takenBeside = row.taken_beside
  return { own, documents: schema ?? documents, installed, first, ownExists, taken, takenBeside }
}

/** Where tables of the documents' names are that somebody else made, if there are any. */
export function schemaOfOthers({ documents, first, taken }: Installation): string | undefined {
  return documents !== first && taken.length > 0 ? first : undefined
}

function refuseOccupied(row: RowOf<'ledger/find-schemas'>, schema: string | undefined): void {
  if (schema === undefined && row.own_in_use) {
    throw new Error(
      `The schema ${row.own} holds tables that Bluetick did not make: set DATABASE_SCHEMA to another.`,
    )
  }
  if (schema !== undefined && row.taken_in_own.length > 0) {
    throw new Error(
      `DATABASE_SCHEMA=${schema} holds ${row.taken_in_own.join(', ')}, which Bluetick did not make: ` +
        'choose another schema, or leave it unset, and link these tables.',
    )
  }
}
