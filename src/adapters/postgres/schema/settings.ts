import type { Pool } from 'pg'
import type { TimeRule } from '../../../domain/messages/facts.ts'
import { createQuery } from '../connection/query.ts'
import type { SchemaNames } from './schema-names.ts'
import { loadStatements } from './statements.ts'

/**
 * All processes on one database must decide by one rule which of two times is kept: the first says which.
 *
 * @throws Error where this process has another
 */
export async function agreeOnTimeRule(pool: Pool, names: SchemaNames, rule: TimeRule): Promise<void> {
  const query = createQuery(pool, loadStatements(names))
  const { rows } = await query('ledger/agree-on', 'STATUS_TIMESTAMP', rule)
  const value = rows[0]?.value
  if (value === rule) return
  throw new Error(
    `STATUS_TIMESTAMP is ${rule} here, and the times in this database are kept by ${value}: set it to ${value}. ` +
      'To change it for good, stop every process, and delete STATUS_TIMESTAMP from the table settings.',
  )
}
