import type { AccountEvent } from './event.ts'

/** Why somebody must not be written to. */
export const SUPPRESSION_REASONS = ['opt-out', 'block', 'manual'] as const
export type SuppressionReason = (typeof SUPPRESSION_REASONS)[number]

/** Somebody who must not be written to. */
export interface Suppression {
  /** "+" and digits. */
  readonly phone: string
  readonly reason: SuppressionReason
  /** What said so: "user_preferences", an error's code, "api", "cli", "import". */
  readonly source: string
  readonly sinceMs: number
}

/**
 * That somebody must not be written to from a time on, or may be again. For each person and reason the newest of either
 * counts, by the sender's time; of the same moment, that they must not. So the order in which they come makes no difference.
 */
export interface SuppressionChange {
  readonly phone: string
  readonly reason: SuppressionReason
  readonly source: string
  readonly atMs: number
  readonly ends: boolean
}

/** The value of an event that says that a person wrote one of the words with which people stop messages. */
export const STOP_WORD = 'stop-word'

/** What an event changes about who may be written to; nothing where it names nobody with a number. */
export function suppressionOf(event: AccountEvent): SuppressionChange | undefined {
  const { kind, subject, value, occurrence } = event
  if (!subject.startsWith('+')) return undefined
  const source = /^\d+$/.test(value) || value === STOP_WORD ? value : 'user_preferences'
  const change = { phone: subject, source, atMs: occurrence.atMs }
  switch (kind) {
    case 'opt-out':
      return { ...change, reason: 'opt-out', ends: false }
    case 'opt-in':
      return { ...change, reason: 'opt-out', ends: true }
    case 'block':
      return { ...change, reason: 'block', ends: false }
    default:
      return undefined
  }
}
