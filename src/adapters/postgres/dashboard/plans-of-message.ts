import type { PlanOfMessage } from '../../../domain/dashboard/person.ts'
import { ATTEMPT_STATES } from '../../../domain/sending/outcome.ts'
import { ACTIONS } from '../../../domain/sending/plan.ts'
import { oneOf } from '../connection/one-of.ts'
import type { ReadDashboard } from './read.ts'

/** What a message was sent for, and what followed it. */
export function createPlansOfMessage(read: ReadDashboard): (id: string) => Promise<readonly PlanOfMessage[]> {
  return async (id) =>
    (await read('dashboard/plans-of-message', id)).map((row) => ({
      action: oneOf(ACTIONS, row.action, 'action of a plan'),
      hash: row.hash,
      state: oneOf(ATTEMPT_STATES, row.state, 'state of an attempt'),
      ...(row.claimed_at !== null && { atMs: row.claimed_at.getTime() }),
      isBefore: row.is_before,
      ...(row.other !== null && { other: row.other }),
      gotItTwice: row.got_it_twice,
    }))
}
