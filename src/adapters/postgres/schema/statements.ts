import type { Pool } from 'pg'
import { inTransaction } from '../connection/transaction.ts'
import type { SchemaNames } from './schema-names.ts'
import { loadSqlFolder } from './sql-files.ts'

/** What opens transactions; what of it is several statements in one text cannot be prepared. */
const TRANSACTIONS = [
  'begin-batch',
  'begin-batch-alone',
  'begin-report',
  'begin-rule',
  'begin-settling',
  'search-path',
] as const

/** The statements of the stores, by folder of `sql` and file name: a name without file, or a file without name, stops the start. */
const NAMES = {
  messages: [
    'delete-messages',
    'insert-messages',
    'insert-rejects',
    'lock-messages',
    'message',
    'messages-of-phone',
    'set-apart',
    'uncount-messages',
    'uncounted-messages',
    'update-messages',
  ],
  campaigns: [
    'amend-recipient',
    'campaign',
    'campaign-ids',
    'campaigns-by-name',
    'campaigns-page',
    'count-campaigns',
    'count-tallies',
    'create-campaign',
    'delete-recipients',
    'heal-counters',
    'import-recipients',
    'insert-campaigns',
    'insert-recipients',
    'lock-recipients',
    'lock-recount',
    'lock-unsettled-recipients',
    'recipients-page',
    'recipients-page-of-code',
    'recipients-page-of-status',
    'recount-campaign',
    'recount-tallies',
    'repair-recipients',
    'unsettled-recipients',
    'update-recipients',
    'verify-campaigns',
  ],
  'analytics/upkeep': [
    'add-lag',
    'add-to-rollups',
    'engaged-claim',
    'engaged-clear',
    'engaged-fill',
    'engaged-window',
  ],
  connection: ['commit-probe', 'ping'],
  transactions: TRANSACTIONS,
} as const

export type StatementName = (typeof NAMES)[keyof typeof NAMES][number]
export type Statements = Readonly<Record<StatementName, string>>

/** The statements on the way of a webhook: they have time series of their own, all others share one. */
export const WEBHOOK_STATEMENTS: readonly StatementName[] = [
  'add-to-rollups',
  'campaigns-by-name',
  'count-campaigns',
  'count-tallies',
  'delete-messages',
  'delete-recipients',
  'insert-campaigns',
  'insert-messages',
  'insert-recipients',
  'insert-rejects',
  'lock-messages',
  'lock-recipients',
  'update-messages',
  'update-recipients',
]

/** Loads the statements of the stores. */
export function loadStatements(names: SchemaNames): Statements {
  const statements = {}
  for (const [folder, files] of Object.entries(NAMES)) {
    const texts = loadSqlFolder<string>(folder, files, names)
    Object.defineProperties(statements, Object.getOwnPropertyDescriptors(texts))
  }
  return statements as Statements
}

/**
 * Has the server parse and analyse each statement, so that a broken one stops the start and not a batch.
 * Leaves nothing behind, and works behind a pooler: prepared and dropped in one transaction.
 *
 * @throws Error naming the statement, with the server's words
 */
export async function checkStatements(
  pool: Pool,
  statements: Readonly<Record<string, string>>,
  folder = '…',
): Promise<void> {
  await inTransaction(pool, async (client) => {
    for (const [name, text] of Object.entries(statements)) {
      if (name.startsWith('begin-')) continue
      try {
        await client.query(`PREPARE bluetick_check AS ${text}`)
        await client.query('DEALLOCATE bluetick_check')
      } catch (cause) {
        throw new Error(`sql/${folder}/${name}.sql does not fit the database: ${String(cause)}`, { cause })
      }
    }
  })
}
