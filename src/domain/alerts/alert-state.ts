import type { Labels, Severity } from './rule.ts'

/** Where an alert is on its way. `resolved` is `ok` with a past. */
export const PHASES = ['ok', 'pending', 'firing', 'recovering', 'resolved'] as const
export type Phase = (typeof PHASES)[number]

/** One alert from firing to resolved. */
export interface Episode {
  readonly id: string
  readonly firedAtMs: number
  /** Since when the condition held: before `firedAtMs` by the rule's `for`. */
  readonly conditionSinceMs: number
  /** Whether somebody was told that it fires; only then is somebody told that it resolved. */
  readonly announced: boolean
  /** When somebody was told last. */
  readonly notifiedAtMs: number
  /** Who took it on: there are no reminders then. */
  readonly acknowledgedBy?: string
}

/** What is remembered of one alert between two evaluations. */
export interface AlertState {
  readonly labels: Labels
  readonly phase: Phase
  /** When the phase began, in milliseconds since the epoch. */
  readonly sinceMs: number
  /** When a figure was last seen. */
  readonly seenAtMs: number
  /** There while firing and recovering, and of the last one when resolved. */
  readonly episode?: Episode
  readonly value?: number
  readonly samples?: number
}

/**
 * Something that people are to be told. `closed`: nothing was measured for so long that the episode ends without
 * anybody knowing that it is well.
 */
export const SIGNAL_KINDS = ['firing', 'reminder', 'resolved', 'closed'] as const
export type SignalKind = (typeof SIGNAL_KINDS)[number]

export interface Signal {
  readonly kind: SignalKind
  readonly rule: string
  readonly severity: Severity
  readonly labels: Labels
  readonly episode: string
  readonly firedAtMs: number
  readonly conditionSinceMs: number
  /** The slot that gave it. */
  readonly atMs: number
  readonly summary: string
  /** The condition that fires, for people: "value < 90". */
  readonly threshold: string
  readonly unit: string
  readonly value?: number
  readonly samples?: number
  /** The other number columns, such as p50 and p95. */
  readonly figures: Readonly<Record<string, number>>
}
