import type { Pool } from 'pg'
import { type Checkpoint, passCheckpoint } from '../../../domain/messages/checkpoint.ts'
import { type StateStore, StoreUnavailableError, StuckFullError } from '../../../domain/messages/ports.ts'
import { MAX_REJECTS_KEPT } from '../../../domain/messages/report.ts'
import type { Country } from '../../../domain/phones/numbering-plans.ts'
import { claimListed } from '../campaigns/provisional.ts'
import { rethrow, rethrowRefusal } from '../connection/errors.ts'
import { type Instrument, uninstrumented } from '../connection/instrument.ts'
import { createQuery } from '../connection/query.ts'
import type { Statements } from '../schema/statements.ts'
import { createExternalChanges } from './external-changes.ts'
import { load } from './load.ts'
import { createTransact, type Run } from './transact.ts'
import { rewrite } from './write.ts'

/** More reports are not set apart: what is refused then waits in the spool. */
const MAX_STUCK = 100_000
/** The longest message of the server that is kept. */
const MAX_MESSAGE_CHARACTERS = 1_000

export interface StateStoreOptions {
  readonly checkpoint?: Checkpoint | undefined
  /** Where national numbers are from that others write, if their campaign does not say. */
  readonly country?: Country | undefined
}

/**
 * The state in PostgreSQL. A batch takes a fixed number of statements whatever its size, and its locks in one
 * order (messages by key, ids by name, recipients by key, campaigns by id, breakdowns, rollups by campaign and bucket), so that
 * batches cannot deadlock. Marks of inbound messages are only inserted, and lock nothing.
 */
export function createStateStore(
  pool: Pool,
  statements: Statements,
  instrument: Instrument = uninstrumented,
  { checkpoint = passCheckpoint, country }: StateStoreOptions = {},
): StateStore {
  const transact = createTransact(pool, statements, instrument)
  const query = createQuery(pool, statements, instrument)
  return {
    update(scope, decide, trace) {
      const work = async (run: Run) => {
        const locked = await load(run, scope, country)
        const change = await rewrite(run, locked, decide, () => [claimListed(run, locked.loaded.recipients)])
        await checkpoint('before-commit')
        return change.stats
      }
      return transact('begin-batch', work, trace).catch(rethrowRefusal)
    },
    ...createExternalChanges(pool, statements, transact, instrument, country),
    async keepRejects(rejects) {
      const rows = rejects.map(({ receivedAtMs, ...reject }) => ({
        ...reject,
        received_at: new Date(receivedAtMs).toISOString(),
      }))
      const inserted = query('messages/insert-rejects', JSON.stringify(rows), MAX_REJECTS_KEPT)
      const { rowCount } = await inserted.catch(rethrow)
      return rowCount ?? 0
    },
    async setApart({ report, code, message }) {
      const receivedAt = new Date(report.receivedAtMs).toISOString()
      const text = message.replaceAll('\0', '').slice(0, MAX_MESSAGE_CHARACTERS)
      const setApart = query('stuck/set-apart', JSON.stringify(report), receivedAt, code, text, MAX_STUCK)
      const { rowCount } = await setApart.catch(rethrow)
      if (rowCount === 0) throw new StuckFullError(`${MAX_STUCK} reports are set apart: no more are.`)
    },
    async probe() {
      const written = query('connection/commit-probe').catch(rethrow)
      await written.catch((cause: unknown) => {
        if (cause instanceof StoreUnavailableError) throw cause
        throw new StoreUnavailableError('Nothing can be committed.', { cause })
      })
    },
  }
}
