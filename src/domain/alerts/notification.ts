import type { Signal } from './alert-state.ts'

/** Where people go from an alert; each is an absolute address. */
export interface AlertLinks {
  readonly runbook?: string
  readonly dashboard?: string
  readonly acknowledge?: string
  readonly silence?: string
}

/** One alert as a channel shows it. */
export interface NotifiedAlert {
  /** Its newest signal. */
  readonly signal: Signal
  /** What becomes of it, in words: "firing", "fired and resolved". */
  readonly state: string
  /** What is wrong and how bad, in one line. */
  readonly headline: string
  /** What else there is to know, as names and values. */
  readonly facts: readonly (readonly [name: string, value: string])[]
  readonly links: AlertLinks
}

/** What a channel is sent: the alerts of a moment, the worst first, or one alert. */
export interface Notification {
  /** The same for the same signals: what a receiver that knows repetitions goes by. */
  readonly key: string
  readonly installation: string
  readonly title: string
  readonly alerts: readonly NotifiedAlert[]
  /** How many more there are that are not shown. */
  readonly more: number
  readonly atMs: number
}

/** An alert that fires, or ended a moment ago, for a channel that forgets what is not repeated. */
export interface CurrentAlert {
  readonly signal: Pick<Signal, 'rule' | 'severity' | 'labels' | 'descriptions' | 'summary' | 'firedAtMs'>
  readonly endedAtMs?: number
}
