import type { Outcome } from './traffic.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** Something that goes wrong for a time. */
export interface Incident {
  readonly name: string
  readonly fromMs: number
  readonly toMs: number
  /** The share of the messages sent in this time that it concerns. */
  readonly share: number
  readonly change: (outcome: Outcome, atMs: number) => Outcome
  /** What becomes of webhooks; as always where it is absent. */
  readonly webhooks?: 'none' | 'refused'
  /** Slow queries, and slow updates, a minute. */
  readonly slowQueries?: number
  /** Nothing is written and no rule is evaluated; webhooks wait on disk and are joined in when it is back. */
  readonly databaseAway?: true
  /** The severity that must report it. */
  readonly severity?: 'warning'
  /** How old its messages must be before anybody could see it. */
  readonly visibleAfterMs: number
  /** How soon after it is visible a critical alert must have said so. */
  readonly withinMs: number
}

const within = (minutes: number) => minutes * MINUTE_MS
const unchanged = (outcome: Outcome) => outcome

/** Nothing is delivered until it is over; then all of it is. */
export function undelivered(name: string, fromMs: number, hours: number, share = 1): Incident {
  const toMs = fromMs + hours * HOUR_MS
  return {
    name,
    fromMs,
    toMs,
    share,
    change: (outcome, atMs) =>
      outcome.deliveredAfterMs === undefined
        ? outcome
        : { outOfReach: false, deliveredAfterMs: Math.max(outcome.deliveredAfterMs, toMs - atMs) },
    visibleAfterMs: within(10),
    withinMs: within(15),
  }
}

/** Everything fails for a reason that somebody here must fix, such as a template that was paused. */
export function failing(name: string, fromMs: number, hours: number): Incident {
  return {
    name,
    fromMs,
    toMs: fromMs + hours * HOUR_MS,
    share: 1,
    change: () => ({ failedAfterMs: 2_000, outOfReach: false }),
    visibleAfterMs: within(5),
    withinMs: within(15),
  }
}

/** The database does not answer. */
export function databaseAway(name: string, fromMs: number, hours: number): Incident {
  const toMs = fromMs + hours * HOUR_MS
  return {
    name,
    fromMs,
    toMs,
    share: 0,
    change: unchanged,
    databaseAway: true,
    visibleAfterMs: 0,
    withinMs: within(15),
  }
}

/** One of two replicas takes over a second for some statements; all that it is sent arrives all the same. */
export function slowReplica(name: string, fromMs: number, hours: number): Incident {
  return {
    name,
    fromMs,
    toMs: fromMs + hours * HOUR_MS,
    share: 0,
    change: unchanged,
    slowQueries: 3,
    visibleAfterMs: 0,
    severity: 'warning',
    withinMs: within(15),
  }
}

/** No webhook comes any more, or all are refused. */
export function cut(name: string, fromMs: number, hours: number, webhooks: 'none' | 'refused'): Incident {
  return {
    name,
    fromMs,
    toMs: fromMs + hours * HOUR_MS,
    share: 0,
    change: unchanged,
    webhooks,
    visibleAfterMs: 0,
    withinMs: within(30),
  }
}
