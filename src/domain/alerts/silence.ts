import type { Labels } from './rule.ts'

/** A silence that is forgotten must end by itself. */
export const MAX_SILENCE_DAYS = 31

/** Keeps alerts quiet for a time: a silence, or a maintenance window where it begins later. */
export interface Silence {
  readonly id: string
  /** A rule's name; `*` for all. */
  readonly rule: string
  /** Labels that an alert must have; none: any. */
  readonly labels: Labels
  readonly startsAtMs: number
  readonly endsAtMs: number
  readonly author: string
  readonly reason: string
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
      Object.entries(silence.labels).every(([name, value]) => labels[name] === value),
  )
}
