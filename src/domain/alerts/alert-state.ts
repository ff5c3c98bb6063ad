import type { Labels, Severity } from './rule.ts'

/** Where an alert is on its way. `resolved` is `ok` with a past. */
export const PHASES = ['ok', 'pending', 'firing', 'recovering', 'resolved'] as const
export type Phase = (typeof PHASES)[number]

/** A figure and how many samples stand behind it. */
export interface Measure {
  readonly value: number
  readonly samples?: number
}

/** One alert from firing to resolved. */
export interface Episode {
  readonly id: string
  readonly firedAtMs: number
  /** Since when the condition held: before `firedAtMs` by the rule's `for`. */
  readonly conditionSinceMs: number
  /** Whether people were notified that it fires; only then are they notified that it resolved. */
  readonly announced: boolean
  /** When people were notified last. */
  readonly notifiedAtMs: number
  /** The figure that people were notified of last. */
  readonly notifiedValue?: number
  /** The measure with the most samples in this episode: what is said of it when it closes. */
  readonly final?: Measure
  /** Who took it on: there are no reminders then, until it gets worse. */
  readonly acknowledgedBy?: string
  /** Whom its rule names: they hear of it from beginning to end. */
  readonly to?: readonly string[]
  /** How many further lists were notified. */
  readonly escalation?: number
}

/** What is remembered of one alert between two evaluations. */
export interface AlertState {
  readonly labels: Labels
  /** Text that describes the alert and may change without making it another one. */
  readonly descriptions?: Labels
  readonly phase: Phase
  /** When the phase began, in milliseconds since the epoch. */
  readonly sinceMs: number
  /** When a figure was last seen that says something. */
  readonly seenAtMs: number
  /** There while firing and recovering, and of the last one when resolved. */
  readonly episode?: Episode
  readonly value?: number
  readonly samples?: number
}

/**
 * What people are notified of. `worse`: it got much worse since they heard of it. `closed`: the episode ends without
 * anybody knowing that it is well, because nothing is measured any more, or its rule changed or is gone. `escalation`: nobody
 * acknowledged it, and the next list is notified.
 */
export const SIGNAL_KINDS = [
  'firing',
  'worse',
  'reminder',
  'resolved',
  'closed',
  'acknowledged',
  'unacknowledged',
  'escalation',
] as const
export type SignalKind = (typeof SIGNAL_KINDS)[number]

/** Why an episode closed. */
export const CLOSE_REASONS = ['not-measured', 'rule-changed', 'rule-removed'] as const
export type CloseReason = (typeof CLOSE_REASONS)[number]

export interface Signal {
  readonly kind: SignalKind
  readonly rule: string
  readonly severity: Severity
  readonly labels: Labels
  readonly descriptions?: Labels
  readonly episode: string
  readonly firedAtMs: number
  readonly conditionSinceMs: number
  /** The slot that gave it. */
  readonly atMs: number
  readonly summary: string
  /** The condition that fires, for people: "value < 90". */
  readonly threshold: string
  readonly unit: string
  /** Also Infinity and -Infinity, as the query gave it. */
  readonly value?: number
  readonly samples?: number
  /** The other number columns, such as p50 and p95. */
  readonly figures: Readonly<Record<string, number>>
  /** Of `worse`: the figure that people knew. */
  readonly valueBefore?: number
  /** Whom its rule names; absent: whoever is notified of its severity. */
  readonly to?: readonly string[]
  /** How many further lists know of it; of `escalation`: the one that is notified now, from 1. */
  readonly escalation?: number
  /** Of `acknowledged`: who did; of `unacknowledged`: who took it back, or nobody where it wore off. */
  readonly by?: string
  readonly note?: string
  /** Of `worse`: whose acknowledgement ended with it. */
  readonly acknowledgedBefore?: string
  /** Of `closed`. */
  readonly reason?: CloseReason
  /** The second channel was notified before it could be written down; it is not notified again. */
  readonly onSecondChannel?: true
  /** How many more rows the rule answered with than one rule may have alerts. */
  readonly beyondLimit?: number
}
