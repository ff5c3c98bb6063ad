/** The one rule without SQL: its mail cannot wait for the database. */
export const OUTAGE_RULE = 'database-unreachable'

/** A time in which the database could not be reached, as this process saw it. Kept in memory and in a file. */
export interface Outage {
  /** The same on every replica, as far as they can know: made of the last slot that was recorded. */
  readonly id: string
  /** When the database did not answer for the first time, in milliseconds since the epoch. */
  readonly sinceMs: number
  /** What the last attempt said. */
  readonly reason: string
  /** When the second channel took it, because mail failed. */
  readonly secondChannelAtMs?: number
  /** When somebody was told. */
  readonly notifiedAtMs?: number
}

/** So long the database must be away before anybody is told: a restart of it is no outage. */
export const OUTAGE_AFTER_MS = 25_000

/** What to do next about the database. */
export type OutageStep =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'remember' | 'notify'; readonly outage: Outage }
  | { readonly kind: 'over'; readonly outage: Outage }

/**
 * Decides after each look at the database. Pure; `notify` is repeated until `notifiedAtMs` is set, so a mail server
 * that is away too costs only time.
 *
 * @param failure what was wrong, or undefined where the database answered
 */
export function decideOutage(
  before: Outage | undefined,
  failure: string | undefined,
  newId: () => string,
  nowMs: number,
): OutageStep {
  if (failure === undefined)
    return before === undefined ? { kind: 'nothing' } : { kind: 'over', outage: before }
  const outage: Outage =
    before === undefined ? { id: newId(), sinceMs: nowMs, reason: failure } : { ...before, reason: failure }
  const notify = outage.notifiedAtMs === undefined && nowMs - outage.sinceMs >= OUTAGE_AFTER_MS
  return { kind: notify ? 'notify' : 'remember', outage }
}
