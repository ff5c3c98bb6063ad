import { Buffer } from 'node:buffer'
import type { Pool, QueryResult, QueryResultRow } from 'pg'
import type { Archive, KeptReject, ReceivedBody, Replayable } from '../../../domain/messages/ports.ts'
import { rethrow } from '../connection/errors.ts'
import { type Instrument, uninstrumented } from '../connection/instrument.ts'
import type { SchemaNames } from '../schema/schema-names.ts'
import { loadSqlFolder } from '../schema/sql-files.ts'

const NAMES = [
  'count-replayable',
  'insert-bodies',
  'bodies-after',
  'keep-days',
  'rejects-after',
  'delete-rejects',
  'expire-rejects',
  'expire-messages',
] as const
type Name = (typeof NAMES)[number]
export type ArchiveStatements = Readonly<Record<Name, string>>

/** Loads the statements of `sql/archive`. */
export function loadArchiveStatements(names: SchemaNames): ArchiveStatements {
  return loadSqlFolder('archive', NAMES, names)
}

/** Bodies, rejects and their age, in PostgreSQL. */
export function createArchive(
  pool: Pool,
  statements: ArchiveStatements,
  instrument: Instrument = uninstrumented,
): Archive {
  function run<Row extends QueryResultRow>(name: Name, ...parameters: unknown[]): Promise<QueryResult<Row>> {
    return instrument(name, () => pool.query<Row>(statements[name], parameters)).catch(rethrow)
  }
  const deleted = async (name: Name, olderThanMs: number, limit: number) =>
    (await run(name, new Date(olderThanMs).toISOString(), limit)).rowCount ?? 0

  return {
    async keepBodies(bodies) {
      const times = bodies.map(({ receivedAtMs }) => Math.trunc(receivedAtMs))
      const lengths = bodies.map(({ body }) => body.byteLength)
      await run('insert-bodies', times, lengths, Buffer.concat(bodies.map(({ body }) => body)))
    },
    async bodiesAfter(cursor, fromMs, limit) {
      const { rows } = await run<BodiesRow>('bodies-after', cursor, Math.trunc(fromMs), limit)
      return { bodies: rows.flatMap(bodiesOfRow), cursor: rows.at(-1)?.id }
    },
    async countReplayable(fromMs) {
      const { rows } = await run<Replayable>('count-replayable', Math.trunc(fromMs))
      return rows[0] ?? { rejects: 0, bodies: 0 }
    },
    async keepBodyDays(days) {
      await run('keep-days', days)
    },
    async rejectsAfter(cursor, limit) {
      const { rows } = await run<RejectRow>('rejects-after', cursor, limit)
      return rows.map(({ received_ms, ...reject }) => ({ ...reject, receivedAtMs: Number(received_ms) }))
    },
    async deleteRejects(ids) {
      await run('delete-rejects', ids)
    },
    expireRejects: (olderThanMs, limit) => deleted('expire-rejects', olderThanMs, limit),
    expireMessages: (olderThanMs, limit) => deleted('expire-messages', olderThanMs, limit),
  }
}

interface BodiesRow {
  readonly id: string
  readonly received_ms: string[]
  readonly lengths: number[]
  readonly bodies: Buffer
}

interface RejectRow extends Omit<KeptReject, 'receivedAtMs'> {
  readonly received_ms: string
}

function bodiesOfRow(row: BodiesRow): ReceivedBody[] {
  let at = 0
  return row.lengths.map((length, i) => {
    const body = row.bodies.subarray(at, at + length)
    at += length
    return { body, receivedAtMs: Number(row.received_ms[i]) }
  })
}
