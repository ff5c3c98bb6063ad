import type { Pool } from 'pg'
import type { PastStore } from '../../../domain/simulation/ports.ts'
import { createQuery } from '../connection/query.ts'
import type { Statements } from '../schema/statements.ts'

export function createPastStore(pool: Pool, statements: Statements): PastStore {
  const query = createQuery(pool, statements)
  return {
    async backdate(name, startMs, endMs, status) {
      await query(
        'simulation/backdate-campaign',
        name,
        new Date(startMs).toISOString(),
        new Date(endMs).toISOString(),
        status,
      )
    },
  }
}
