import type { Pool } from 'pg'
import type { UnjoinedChanges } from '../../../domain/messages/unjoined-changes.ts'
import { EXTERNAL_CHANGES } from '../../../domain/messages/unjoined-changes.ts'
import { rethrow } from '../connection/errors.ts'
import { type Instrument, uninstrumented } from '../connection/instrument.ts'
import { oneOf } from '../connection/one-of.ts'
import { createQuery, type Query } from '../connection/query.ts'
import type { Statements } from '../schema/statements.ts'

/** What others wrote and could not be joined in, in a table of PostgreSQL. */
export function createUnjoinedChanges(
  pool: Pool,
  statements: Statements,
  instrument: Instrument = uninstrumented,
): UnjoinedChanges {
  const query = createQuery(pool, statements, instrument)
  const run: Query = (name, ...parameters) => query(name, ...parameters).catch(rethrow)
  return {
    async list(after, limit) {
      const { rows } = await run('external/list-unjoined', after?.kind ?? '', after?.key ?? '', limit)
      return rows.map(({ kind, next_attempt_at, ...row }) => ({
        ...row,
        kind: oneOf(EXTERNAL_CHANGES, kind, 'kind of change'),
        nextAttemptAtMs: next_attempt_at.getTime(),
      }))
    },
    async hidingTables() {
      return (await run('external/hidden-rows')).rows.map(({ name }) => name)
    },
    async count() {
      await run('external/forget-gone')
      const { rows } = await run('external/count-unjoined')
      return rows[0]?.changes ?? 0
    },
    makeDue: async () => (await run('external/make-due')).rowCount ?? 0,
  }
}
