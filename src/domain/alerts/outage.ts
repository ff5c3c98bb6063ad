import type { Signal } from './alert-state.ts'
import type { Severity } from './rule.ts'

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
  /** When everybody who is notified first was. */
  readonly notifiedAtMs?: number
  /** Who was notified: mail addresses and names of channels. */
  readonly notified?: readonly string[]
}

/** How long the database must be away before anybody is notified: a restart is not an outage. */
export const OUTAGE_AFTER_MS = 25_000

/** Who is notified next: nobody can acknowledge while the database is away, so each list has its turn. */
export interface OutageEscalation {
  readonly afterMs: number
  readonly lists: readonly (readonly string[])[]
}

/** How many further lists are to know of an outage by now. */
export function outageLevel(
  { sinceMs }: Outage,
  escalation: OutageEscalation | undefined,
  nowMs: number,
): number {
  if (escalation === undefined) return 0
  return Math.min(escalation.lists.length, Math.floor((nowMs - sinceMs) / escalation.afterMs))
}

/** What to do next about the database. */
export type OutageStep =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'remember' | 'notify'; readonly outage: Outage }
  | { readonly kind: 'over'; readonly outage: Outage }

/**
 * Decides after each look at the database. Pure; `notify` comes with each look at an outage that is old enough: whoever was not
 * notified yet is to be, so a mail server that is away too costs only time.
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
  return { kind: nowMs - outage.sinceMs >= OUTAGE_AFTER_MS ? 'notify' : 'remember', outage }
}

/** An episode of the database's own absence, written down afterwards. */
export interface PastEpisode {
  readonly id: string
  readonly rule: string
  readonly severity: Severity
  readonly firedAtMs: number
  readonly endedAtMs: number
  readonly summary: string
  /** What people are still to be notified of. */
  readonly signals: readonly Signal[]
}
