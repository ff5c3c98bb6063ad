import type { AccountCommands } from '../../adapters/cli/account/ports.ts'
import { createAccountStore } from '../../adapters/postgres/account/account-store.ts'
import { loadStatements } from '../../adapters/postgres/schema/statements.ts'
import { exportSuppressions } from '../../app/account/export-suppressions.ts'
import { importSuppressions } from '../../app/account/import-suppressions.ts'
import type { CliParts } from './parts.ts'

export function createAccountCommands({ pool, names, config }: CliParts): AccountCommands {
  const store = createAccountStore(pool, loadStatements(names))
  return {
    store,
    importSuppressions: (list, format) =>
      importSuppressions(store, list, format, Date.now(), config.DEFAULT_COUNTRY),
    exportSuppressions: (filter) => exportSuppressions(store, filter),
    defaultCountry: config.DEFAULT_COUNTRY,
    now: Date.now,
  }
}
