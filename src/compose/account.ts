import type { Pool } from 'pg'
import type { AccountApi } from '../adapters/http/api/account/api.ts'
import { createAccountStore } from '../adapters/postgres/account/account-store.ts'
import type { Instrument } from '../adapters/postgres/connection/instrument.ts'
import type { Statements } from '../adapters/postgres/schema/statements.ts'
import { exportSuppressions } from '../app/account/export-suppressions.ts'
import type { Country } from '../domain/phones/numbering-plans.ts'

/** Account events and the people who must not be written to, as the API and the ingest use them. */
export function createAccountApi(
  pool: Pool,
  statements: Statements,
  instrument: Instrument,
  defaultCountry: Country | undefined,
): AccountApi {
  const store = createAccountStore(pool, statements, instrument)
  return {
    store,
    exportSuppressions: (filter) => exportSuppressions(store, filter),
    defaultCountry,
    now: Date.now,
  }
}
