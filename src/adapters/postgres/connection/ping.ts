import type { Pool } from 'pg'
import type { Statements } from '../schema/statements.ts'
import { connectionSentence } from './errors.ts'
import { type Instrument, uninstrumented } from './instrument.ts'
import { createQuery } from './query.ts'

/** Resolves to nothing where the database answers, else to one sentence that says why not. Never throws. */
export async function ping(
  pool: Pool,
  statements: Statements,
  instrument: Instrument = uninstrumented,
): Promise<string | undefined> {
  try {
    await createQuery(pool, statements, instrument)('connection/ping')
    return undefined
  } catch (error) {
    return `The database does not answer: ${connectionSentence(error)}.`
  }
}
