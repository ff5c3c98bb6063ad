import type { Candidate } from './candidate.ts'
import { choose, PAIR_MS } from './choose.ts'
import type { Action, Exclusion, Member, SendRules } from './plan.ts'
import { nextWithin } from './window.ts'

/** A member whose time has come, as the plan froze it, and how often it was tried. */
export interface DueMember extends Member {
  /** The attempt's own id. */
  readonly id: string
  readonly tries: number
}

export type ClaimDecision =
  | { readonly kind: 'claim' }
  | { readonly kind: 'postpone'; readonly untilMs: number }
  | { readonly kind: 'exclude'; readonly reason: Exclusion['reason']; readonly details?: string }

/** Looked at again after this time where something is in the way that passes. */
const LOOK_AGAIN_MS = 30_000

/**
 * Decides just before a message leaves: everything that was asked when the plan was made is asked again, because the person may
 * have opted out, answered or received it since. Of the plan nothing changes but the time.
 *
 * @param candidate the recipient as it is now; absent where it was deleted
 */
export function decideClaim(
  plan: { readonly action: Action; readonly rules: SendRules; readonly confirmedAtMs: number },
  member: DueMember,
  candidate: Candidate | undefined,
  nowMs: number,
): ClaimDecision {
  const { rules } = plan
  if (candidate === undefined) return { kind: 'exclude', reason: 'another-message-since', details: 'deleted' }
  if (candidate.phone !== member.phone)
    return { kind: 'exclude', reason: 'another-message-since', details: 'number' }
  // Another plan's attempt: what becomes of it decides.
  if (candidate.inFlight) return { kind: 'postpone', untilMs: nowMs + LOOK_AGAIN_MS }
  const { previousMessage } = member
  if (previousMessage !== undefined && candidate.message?.ids.includes(previousMessage) !== true) {
    return { kind: 'exclude', reason: 'another-message-since' }
  }
  if (candidate.rounds !== member.round - 1) return { kind: 'exclude', reason: 'another-message-since' }
  const choice = choose(plan.action, candidate, rules, nowMs)
  if (choice.kind === 'leave') {
    const { reason, details } = choice
    return { kind: 'exclude', reason, ...(details !== undefined && { details }) }
  }
  const lateAtMs = Math.max(member.notBeforeMs, plan.confirmedAtMs) + rules.lateHours * 3_600_000
  if (nowMs > lateAtMs) return { kind: 'exclude', reason: 'too-late' }
  const openMs = nextWithin(rules.window, member.zones, nowMs)
  if (openMs === undefined) return { kind: 'exclude', reason: 'no-common-daytime' }
  if (openMs > nowMs) return { kind: 'postpone', untilMs: openMs }
  const { attemptedAtMs } = candidate
  if (attemptedAtMs !== undefined && attemptedAtMs + PAIR_MS > nowMs) {
    return { kind: 'postpone', untilMs: attemptedAtMs + PAIR_MS }
  }
  return { kind: 'claim' }
}
