import { Buffer } from 'node:buffer'
import type { Pool } from 'pg'
import type { Archive, ReceivedBody } from '../../../domain/messages/ports.ts'
import { rethrow } from '../connection/errors.ts'
import { type Instrument, uninstrumented } from '../connection/instrument.ts'
import { createQuery, type Query, type RowOf } from '../connection/query.ts'
import type { Statements } from '../schema/statements.ts'

/** Bodies, rejects and their age, in PostgreSQL. */
export function createArchive(
  pool: Pool,
  statements: Statements,
  instrument: Instrument = uninstrumented,
): Archive {
  const query = createQuery(pool, statements, instrument)
  const run: Query = (name, ...parameters) => query(name, ...parameters).catch(rethrow)
  const deleted = async (
    name: 'archive/expire-rejects' | 'archive/expire-inbound' | 'archive/expire-messages',
    olderThanMs: number,
    limit: number,
  ) => (await run(name, new Date(olderThanMs), limit)).rowCount ?? 0

  return {
    async keepBodies(bodies) {
      const times = bodies.map(({ receivedAtMs }) => Math.trunc(receivedAtMs))
      const lengths = bodies.map(({ body }) => body.byteLength)
      await run('archive/insert-bodies', times, lengths, Buffer.concat(bodies.map(({ body }) => body)))
    },
    async bodiesAfter(cursor, fromMs, limit) {
      const { rows } = await run('archive/bodies-after', cursor, Math.trunc(fromMs), limit)
      return { bodies: rows.flatMap(bodiesOfRow), cursor: rows.at(-1)?.id }
    },
    async countReplayable(fromMs) {
      const { rows } = await run('archive/count-replayable', Math.trunc(fromMs))
      return rows[0] ?? { rejects: 0, bodies: 0 }
    },
    async keepBodyDays(days) {
      await run('archive/keep-days', days)
    },
    async rejectsAfter(cursor, limit) {
      const { rows } = await run('archive/rejects-after', cursor, limit)
      return rows.map(({ received_ms, ...reject }) => ({ ...reject, receivedAtMs: Number(received_ms) }))
    },
    async deleteRejects(ids) {
      await run('archive/delete-rejects', ids)
    },
    expireRejects: (olderThanMs, limit) => deleted('archive/expire-rejects', olderThanMs, limit),
    expireInbound: (olderThanMs, limit) => deleted('archive/expire-inbound', olderThanMs, limit),
    expireMessages: (olderThanMs, limit) => deleted('archive/expire-messages', olderThanMs, limit),
  }
}

function bodiesOfRow(row: RowOf<'archive/bodies-after'>): ReceivedBody[] {
  let at = 0
  return row.lengths.map((length, i) => {
    const body = row.bodies.subarray(at, at + length)
    at += length
    return { body, receivedAtMs: Number(row.received_ms[i]) }
  })
}
