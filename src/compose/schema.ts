import type { Pool } from 'pg'
import type { Logger } from '../adapters/log/logger.ts'
import { createLinkStore } from '../adapters/postgres/link/link-store.ts'
import { checkSql } from '../adapters/postgres/schema/check.ts'
import { findInstallation, type Installation } from '../adapters/postgres/schema/installation.ts'
import { migrate } from '../adapters/postgres/schema/migrate.ts'
import type { SchemaNames } from '../adapters/postgres/schema/schema-names.ts'
import { agreeOnTimeRule } from '../adapters/postgres/schema/settings.ts'
import { loadStatements } from '../adapters/postgres/schema/statements.ts'
import { once } from '../app/async/once.ts'
import type { TimeRule } from '../domain/messages/facts.ts'
import { StoreUnavailableError } from '../domain/messages/ports.ts'

export interface SchemaParts {
  /** One that does not pipeline: `describeStatement` cannot. */
  readonly pool: Pool
  /** DATABASE_SCHEMA. */
  readonly schema: string | undefined
  /** Learns where the installation lies. */
  readonly names: SchemaNames
  /** STATUS_TIMESTAMP. */
  readonly rule: TimeRule
  readonly log: Logger
  /** Called when the schema is up to date. */
  readonly upToDate: () => void
  /** Resolves to what is wrong with the database, or to nothing. */
  readonly ping: () => Promise<string | undefined>
}

/**
 * Makes sure that the database answers and that its schema is up to date, which is looked after once. To be called as
 * often as one likes.
 *
 * @throws StoreUnavailableError where it does not answer; Error as `migrate` and `checkSql` do
 */
export function createPrepare(parts: SchemaParts): () => Promise<void> {
  const bringUpToDate = once(async () => {
    await bringSchemaUpToDate(parts)
    parts.upToDate()
  })
  return async () => {
    await bringUpToDate()
    const silence = await parts.ping()
    if (silence !== undefined) throw new StoreUnavailableError(silence)
  }
}

/** Applies what migrations are missing, finds where the installation lies, and has the server check `sql`. */
async function bringSchemaUpToDate(parts: SchemaParts): Promise<void> {
  const { pool, schema, names, log } = parts
  const applied = await migrate(pool, schema === undefined ? {} : { schema })
  if (applied.length > 0) log.info({ migrations: applied }, 'database schema brought up to date')
  const installation = await findInstallation(pool, schema)
  names.learn(installation)
  await agreeOnTimeRule(pool, names, parts.rule)
  const links = createLinkStore(pool, loadStatements(names))
  const note = (await links.state()) === undefined ? noteOf(installation) : undefined
  if (note !== undefined) log.warn(note)
  await checkSql(pool, names)
}

/** What a reader of the log should know of where the tables are; nothing where they are where one would look. */
function noteOf({ own, documents, first, taken, takenBeside }: Installation): string | undefined {
  if (documents !== own || first === own) return undefined
  if (taken.length > 0) {
    return (
      `The schema ${first} holds ${taken.join(', ')}, which Bluetick did not make: they are left alone, and Bluetick's ` +
      `own are in the schema ${own}. "bluetick link" says what linking them would do, "bluetick link --yes" links them.`
    )
  }
  if (takenBeside.length > 0) {
    return (
      `Bluetick's tables are in the schema ${own}: in ${first} somebody else has ${takenBeside.join(', ')}, ` +
      'names that their indexes and sequences have.'
    )
  }
  return `Bluetick's tables are in the schema ${own}: in ${first} the role could not make any.`
}
