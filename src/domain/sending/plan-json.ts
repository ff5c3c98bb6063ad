import { isoOf } from '../text/iso.ts'
import type { Exclusion, SendRules } from './plan.ts'
import type { Attempt, NumberState, PlanResults, PlanSummary, SendLogEntry } from './ports.ts'

/** How sending is shown as JSON, by the API and the command line alike. Times as UTC ISO 8601. */

export function planJson(plan: PlanSummary) {
  return {
    hash: plan.hash,
    action: plan.action,
    campaign_id: plan.campaignId,
    sender: plan.sender,
    template: templateJson(plan),
    rules: rulesJson(plan.rules),
    ...(plan.canary !== undefined && { canary: plan.canary }),
    ...timeJson('canary_passed_at', plan.canaryPassedAtMs),
    state: plan.state,
    ...(plan.stateReason !== undefined && { state_reason: plan.stateReason }),
    planned_by: plan.plannedBy,
    planned_at: isoOf(plan.plannedAtMs),
    ...(plan.confirmedBy !== undefined && { confirmed_by: plan.confirmedBy }),
    ...timeJson('confirmed_at', plan.confirmedAtMs),
    ...timeJson('ended_at', plan.endedAtMs),
    members: plan.members,
    excluded: { ...plan.excluded },
  }
}

function templateJson({ template: { name, language, category, media } }: PlanSummary) {
  return {
    name,
    language,
    category,
    ...(media !== undefined && {
      media: {
        kind: media.kind,
        url: media.url,
        ...(media.fileName !== undefined && { file_name: media.fileName }),
      },
    }),
  }
}

function rulesJson(rules: SendRules) {
  return {
    values: [...rules.values],
    even_if_it_may_still_arrive: rules.evenIfItMayStillArrive,
    ttl_hours: rules.ttlHours,
    follow_up_after_hours: rules.followUpAfterHours,
    window: `${clock(rules.window.fromMinute)}-${clock(rules.window.toMinute)}`,
    max_per_day: rules.maxPerDay,
    max_rounds: rules.maxRounds,
    at: rules.at,
    late_hours: rules.lateHours,
  }
}

export function resultsJson(results: PlanResults) {
  return {
    attempts: { ...results.attempts },
    reasons: { ...results.reasons },
    delivered: results.delivered,
    read: results.read,
    failed: results.failed,
    replied: results.replied,
    got_it_twice: results.gotItTwice,
    ...timeJson('next_at', results.nextMs),
  }
}

export function attemptJson(attempt: Attempt) {
  return {
    id: attempt.id,
    position: attempt.position,
    recipient: attempt.recipient,
    phone: attempt.phone,
    ...(attempt.previousMessage !== undefined && { previous_message: attempt.previousMessage }),
    round: attempt.round,
    values: [...attempt.values],
    zones: [...attempt.zones],
    ...(attempt.hour !== undefined && { hour: attempt.hour.hour, hour_source: attempt.hour.source }),
    not_before: isoOf(attempt.notBeforeMs),
    state: attempt.state,
    ...(attempt.stateReason !== undefined && { state_reason: attempt.stateReason }),
    tries: attempt.tries,
    ...timeJson('claimed_at', attempt.claimedAtMs),
    ...(attempt.messageId !== undefined && { message_id: attempt.messageId }),
    ...(attempt.resolvedBy !== undefined && { settled_by: attempt.resolvedBy }),
  }
}

export function exclusionJson({ recipient, phone, reason, details }: Exclusion) {
  return {
    recipient,
    ...(phone !== undefined && { phone }),
    reason,
    ...(details !== undefined && { details }),
  }
}

export function numberJson({ sender, breaker: { open }, perSecond }: NumberState) {
  return {
    sender,
    per_second: perSecond,
    ...(open !== undefined && {
      stopped: {
        since: isoOf(open.sinceMs),
        code: open.code,
        reason: open.reason,
        ...timeJson('tries_again_at', open.probeAtMs),
      },
    }),
  }
}

export function logJson({ atMs, planHash, by, what, details }: SendLogEntry) {
  return {
    at: isoOf(atMs),
    ...(planHash !== undefined && { plan: planHash }),
    by,
    what,
    ...(details !== undefined && { details }),
  }
}

function timeJson<Name extends string>(name: Name, atMs: number | undefined): Partial<Record<Name, string>> {
  return atMs === undefined ? {} : ({ [name]: isoOf(atMs) } as Record<Name, string>)
}

function clock(minute: number): string {
  const two = (n: number) => String(n).padStart(2, '0')
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
}
