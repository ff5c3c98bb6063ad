import type { SchemaNames } from './schema-names.ts'
import { loadSqlFolder } from './sql-files.ts'

/** The statements of `sql/ledger`. */
export function ledgerSql(names: SchemaNames) {
  return loadSqlFolder(
    'ledger',
    [
      'applied',
      'create-ledger',
      'create-schema',
      'find-schemas',
      'grant',
      'lock',
      'record',
      'server-version',
      'set-grantee',
      'shut',
      'work-in',
    ],
    names,
  )
}
