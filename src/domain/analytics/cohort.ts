import { isOutOfReach } from '../messages/failure-codes.ts'
import type { CountedMessage } from './rollup.ts'

/** The step of the cohorts: fine enough for rules that look at the last hour each minute. */
const COHORT_MS = 5 * 60_000

/**
 * What became of the messages that were first heard of in the same five minutes, or a difference of two;
 * `delivery_cohorts` in SQL, which keeps by when each difference was known.
 */
export interface Cohort {
  messages: number
  delivered: number
  failed: number
  /** Of `failed`: nobody here can change it, such as numbers without WhatsApp and people whom Meta spares. */
  outOfReach: number
  /** Sent, with no outcome. */
  underway: number
}

/** By the beginning of the five minutes, in milliseconds since the epoch. */
export type CohortDeltas = Map<number, Cohort>

/** Adds a message to the deltas, or takes it out. Reads say nothing about delivery and change no cohort. */
export function countInCohort(deltas: CohortDeltas, message: CountedMessage, sign: 1 | -1): void {
  const { createdAtMs, conclusion } = message
  const bucketMs = Math.floor(createdAtMs / COHORT_MS) * COHORT_MS
  const cohort = deltas.get(bucketMs) ?? { messages: 0, delivered: 0, failed: 0, outOfReach: 0, underway: 0 }
  deltas.set(bucketMs, cohort)
  const delivered = conclusion.times.delivered !== undefined
  const failed = conclusion.status === 'failed'
  cohort.messages += sign
  if (delivered) cohort.delivered += sign
  if (failed) cohort.failed += sign
  if (failed && isOutOfReach(conclusion.failureCode)) cohort.outOfReach += sign
  if (conclusion.times.sent !== undefined && !delivered && !failed) cohort.underway += sign
}

/** Without the deltas in which everything cancelled out. */
export function changedCohorts(deltas: CohortDeltas): CohortDeltas {
  return new Map([...deltas].filter(([, cohort]) => Object.values(cohort).some((sum) => sum !== 0)))
}
