import type { Labels, Severity } from './rule.ts'

export interface HistoryQuery {
  readonly fromMs: number
  /** Until before. */
  readonly toMs: number
  /** One rule; all where it is absent. */
  readonly rule?: string
  readonly limit: number
}

/** An episode as the history keeps it. */
export interface PastAlert {
  readonly id: string
  readonly rule: string
  readonly severity: Severity
  readonly labels: Labels
  readonly descriptions?: Labels
  readonly firedAtMs: number
  readonly endedAtMs?: number
  readonly outcome?: 'resolved' | 'closed'
  readonly summary?: string
  /** When somebody took it on for the first time. */
  readonly firstAcknowledgedAtMs?: number
  readonly acknowledgedBy?: string
}

/** What one rule did in a time. */
export interface RuleHistory {
  readonly rule: string
  readonly episodes: number
  readonly firingMs: number
  /** The median time until somebody took an episode on, of those that somebody did. */
  readonly acknowledgedAfterMs?: number
  readonly unacknowledged: number
}

/** Sums episodes by rule, the noisiest first. One that is not over counts until `nowMs`. */
export function historyByRule(episodes: readonly PastAlert[], nowMs: number): readonly RuleHistory[] {
  const byRule = new Map<string, PastAlert[]>()
  for (const episode of episodes) {
    const ofRule = byRule.get(episode.rule) ?? []
    ofRule.push(episode)
    byRule.set(episode.rule, ofRule)
  }
  const rules = [...byRule].map(([rule, ofRule]): RuleHistory => {
    const waits = ofRule.flatMap(({ firedAtMs, firstAcknowledgedAtMs }) =>
      firstAcknowledgedAtMs === undefined ? [] : [Math.max(0, firstAcknowledgedAtMs - firedAtMs)],
    )
    const median = waits.toSorted((a, b) => a - b)[Math.floor((waits.length - 1) / 2)]
    return {
      rule,
      episodes: ofRule.length,
      firingMs: ofRule.reduce((sum, one) => sum + Math.max(0, (one.endedAtMs ?? nowMs) - one.firedAtMs), 0),
      ...(median !== undefined && { acknowledgedAfterMs: median }),
      unacknowledged: ofRule.length - waits.length,
    }
  })
  return rules.toSorted((a, b) => b.episodes - a.episodes || b.firingMs - a.firingMs)
}
