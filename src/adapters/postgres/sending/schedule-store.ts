import type { Pool } from 'pg'
import { PLAN_STATES, type ScheduleStore } from '../../../domain/sending/ports.ts'
import { isoOf } from '../../../domain/text/iso.ts'
import { rethrow } from '../connection/errors.ts'
import { type Instrument, uninstrumented } from '../connection/instrument.ts'
import { oneOf } from '../connection/one-of.ts'
import { createQuery, type Query } from '../connection/query.ts'
import type { Statements } from '../schema/statements.ts'

/** What schedules remember, in PostgreSQL. */
export function createScheduleStore(
  pool: Pool,
  statements: Statements,
  instrument: Instrument = uninstrumented,
): ScheduleStore {
  const send = createQuery(pool, statements, instrument)
  const query: Query = (name, ...values) => send(name, ...values).catch(rethrow)
  return {
    takeSlot: async (schedule, slotMs) =>
      ((await query('sending/take-slot', schedule, isoOf(slotMs))).rowCount ?? 0) > 0,
    async newestPlanOf(by, campaignId) {
      const [row] = (await query('sending/newest-plan-of', by, campaignId)).rows
      return row && { hash: row.hash, state: oneOf(PLAN_STATES, row.state, 'state of a plan') }
    },
    async note(by, what, details, nowMs) {
      await query('sending/add-to-log', isoOf(nowMs), null, by, what, details)
    },
  }
}
