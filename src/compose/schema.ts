import type { Pool } from 'pg'
import type { Logger } from '../adapters/log/logger.ts'
import { migrate } from '../adapters/postgres/schema/migrate.ts'
import { checkStatements } from '../adapters/postgres/schema/statements.ts'

/**
 * Applies the migrations that the database lacks, then has the server check every statement, by the name of its group.
 *
 * @throws Error naming the first statement that the server does not take
 */
export async function bringSchemaUpToDate(
  pool: Pool,
  log: Logger,
  groups: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Promise<void> {
  const applied = await migrate(pool)
  if (applied.length > 0) log.info({ migrations: applied }, 'database schema brought up to date')
  for (const [group, statements] of Object.entries(groups)) await checkStatements(pool, statements, group)
}
