import type { Conclusion } from '../messages/conclusion.ts'

/** What one recipient adds to its campaign's counters; also the sum of many, and a difference of two. */
export interface Contribution {
  readonly pending: number
  readonly sent: number
  readonly delivered: number
  readonly read: number
  readonly failed: number
  readonly replied: number
}

/** The neutral element: what a recipient that does not exist contributes. */
export const NO_CONTRIBUTION: Contribution = {
  pending: 0,
  sent: 0,
  delivered: 0,
  read: 0,
  failed: 0,
  replied: 0,
}

/**
 * The one counter rule. Cumulative, as the analysis document's counters are: a read message counts as sent,
 * delivered and read. A failure counts as failed only while nothing proves that the message arrived, and it
 * counts as sent too where sending was reported. What was replied to was read, so it counts as read too.
 */
export function contributionOf(
  conclusion: Pick<Conclusion, 'status' | 'sentAtMs' | 'times' | 'repliedAtMs'>,
): Contribution {
  return {
    pending: one(conclusion.status === 'pending'),
    sent: one(conclusion.sentAtMs !== undefined),
    delivered: one(conclusion.times.delivered !== undefined),
    read: one(conclusion.times.read !== undefined),
    failed: one(conclusion.status === 'failed'),
    replied: one(conclusion.repliedAtMs !== undefined),
  }
}

/** `a + sign * b`, counter by counter. */
export function addContribution(a: Contribution, b: Contribution, sign: 1 | -1 = 1): Contribution {
  return {
    pending: a.pending + sign * b.pending,
    sent: a.sent + sign * b.sent,
    delivered: a.delivered + sign * b.delivered,
    read: a.read + sign * b.read,
    failed: a.failed + sign * b.failed,
    replied: a.replied + sign * b.replied,
  }
}

/** Whether two contributions are the same in every counter. */
export function sameContribution(a: Contribution, b: Contribution): boolean {
  return (
    a.pending === b.pending &&
    a.sent === b.sent &&
    a.delivered === b.delivered &&
    a.read === b.read &&
    a.failed === b.failed &&
    a.replied === b.replied
  )
}

function one(condition: boolean): 0 | 1 {
  return condition ? 1 : 0
}
