import { OUTAGE_RULE } from './outage.ts'
import { type Recurrence, recurs } from './recurrence.ts'
import type { Labels } from './rule.ts'

/** A silence that is forgotten must end by itself. */
export const MAX_SILENCE_DAYS = 31
/** One that comes again, such as a weekly maintenance window, may do so for a year. */
export const MAX_RECURRING_DAYS = 366

/** Keeps alerts quiet for a time: a silence, or a maintenance window where it begins later. */
export interface Silence {
  readonly id: string
  /** A rule's name; `*` for all. */
  readonly rule: string
  /** Labels that an alert must have; none: any. */
  readonly labels: Labels
  readonly startsAtMs: number
  readonly endsAtMs: number
  /** Within its time it holds only when this comes round. */
  readonly every?: Recurrence
  readonly author: string
  readonly reason: string
}

/**
 * Why a silence for this name would keep nothing quiet, if so: nobody would notice that it is misspelt before the next
 * mail.
 *
 * @param names those of all rules that are evaluated
 */
export function whyNotSilenced(rule: string, names: readonly string[]): string | undefined {
  if (rule === '*' || names.includes(rule)) return undefined
  if (rule === OUTAGE_RULE)
    return `${rule} cannot be silenced: its notification needs no database, where silences are kept.`
  return `There is no rule "${rule}": there are ${names.join(', ')}, and "*" for all.`
}

/** Whether any of the silences holds for this alert at this time. */
export function isSilenced(
  silences: readonly Silence[],
  rule: string,
  labels: Labels,
  nowMs: number,
): boolean {
  return silences.some(
    (silence) =>
      (silence.rule === '*' || silence.rule === rule) &&
      silence.startsAtMs <= nowMs &&
      nowMs < silence.endsAtMs &&
      (silence.every === undefined || recurs(silence.every, nowMs)) &&
      Object.entries(silence.labels).every(([name, value]) => labels[name] === value),
  )
}
