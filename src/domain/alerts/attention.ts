import type { Signal } from './alert-state.ts'
import type { ListedAlert } from './alert-status.ts'
import { isSilenced, type Silence } from './silence.ts'

/** An acknowledgement wears off after this long, unless it says how long it is to last. */
export const ACKNOWLEDGED_FOR_MS = 24 * 3_600_000

export interface Acknowledgement {
  readonly episode: string
  readonly author: string
  readonly note?: string
  readonly atMs: number
  /** When it ends by itself; absent: after `ACKNOWLEDGED_FOR_MS`. */
  readonly untilMs?: number
}

/** When further people are notified because nobody acknowledged a critical alert. */
export interface EscalationPolicy {
  readonly afterMs: number
  /** How many lists there are. */
  readonly lists: number
}

/** What is to be done about an alert that fires: its acknowledgement is over, or it goes to the next list. */
export type AttentionStep =
  | { readonly kind: 'unacknowledged'; readonly by: string }
  | { readonly kind: 'escalation'; readonly level: number }

/**
 * Decides what an open alert needs from people, whatever its rule measures now: a rule that errs must not stop it. Nobody is
 * notified while it is silenced, nor of one that nobody heard of yet.
 */
export function attentionFor(
  alert: ListedAlert,
  policy: EscalationPolicy | undefined,
  silences: readonly Silence[],
  nowMs: number,
): AttentionStep | undefined {
  const { phase, announced, announcedAtMs, acknowledgedBy, acknowledgedUntilMs } = alert
  if ((phase !== 'firing' && phase !== 'recovering') || announced !== true) return undefined
  if (acknowledgedBy !== undefined) {
    const over = acknowledgedUntilMs !== undefined && acknowledgedUntilMs <= nowMs
    return over ? { kind: 'unacknowledged', by: acknowledgedBy } : undefined
  }
  const level = alert.escalation ?? 0
  if (policy === undefined || alert.severity !== 'critical' || phase !== 'firing') return undefined
  if (level >= policy.lists || isSilenced(silences, alert.rule, alert.labels, nowMs)) return undefined
  const sinceMs = Math.max(announcedAtMs ?? nowMs, alert.escalatedAtMs ?? 0, alert.unacknowledgedAtMs ?? 0)
  return nowMs - sinceMs >= policy.afterMs ? { kind: 'escalation', level: level + 1 } : undefined
}

/** What people hear of a step, or of what somebody did: the episode as they know it, and what is new. */
export function attentionSignal(
  last: Signal,
  news: Pick<Signal, 'kind' | 'atMs'> & Pick<Signal, 'by' | 'note'>,
): Signal {
  const { valueBefore: _known, acknowledgedBefore: _before, by: _by, note: _note, ...alert } = last
  return { ...alert, ...news }
}
