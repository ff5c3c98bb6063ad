import type { Phase } from './alert-state.ts'
import type { Diagnosis } from './decide.ts'
import type { Labels, Severity } from './rule.ts'

/** How a rule went at its newest slot. */
export interface RuleStatus extends Diagnosis {
  readonly rule: string
  readonly slotMs: number
  readonly succeededMs?: number
  readonly durationMs: number
}

/** An alert that is not ok. */
export interface ListedAlert {
  readonly rule: string
  readonly severity: Severity
  readonly labels: Labels
  readonly descriptions?: Labels
  readonly phase: Phase
  readonly sinceMs: number
  readonly value?: number
  readonly samples?: number
  readonly episode?: string
  readonly firedAtMs?: number
  /** Whether people were notified that it fires. */
  readonly announced?: boolean
  /** When people were first notified that it fires. */
  readonly announcedAtMs?: number
  readonly acknowledgedBy?: string
  readonly acknowledgedUntilMs?: number
  /** When its last acknowledgement ended. */
  readonly unacknowledgedAtMs?: number
  /** Whom its rule names, and how many further lists were notified, when last. */
  readonly to?: readonly string[]
  readonly escalation?: number
  readonly escalatedAtMs?: number
  readonly summary?: string
}

/** An episode as a person who is about to acknowledge it sees it. */
export interface EpisodeView {
  readonly id: string
  readonly rule: string
  readonly firedAtMs: number
  readonly endedAtMs?: number
  readonly summary?: string
  readonly acknowledgedBy?: string
}
