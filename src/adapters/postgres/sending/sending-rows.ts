import { UNKNOWN_CODE } from '../../../domain/messages/report.ts'
import type { Writable } from '../../../domain/messages/writable.ts'
import type { Candidate } from '../../../domain/sending/candidate.ts'
import type { SendingNumber } from '../../../domain/sending/number.ts'
import { ATTEMPT_STATES } from '../../../domain/sending/outcome.ts'
import {
  ACTIONS,
  HOUR_SOURCES,
  type Plan,
  type SendRules,
  type Template,
} from '../../../domain/sending/plan.ts'
import { type Attempt, PLAN_STATES, type PlanSummary } from '../../../domain/sending/ports.ts'
import { isoOf } from '../../../domain/text/iso.ts'
import { oneOf } from '../connection/one-of.ts'
import type { RowOf } from '../connection/query.ts'

/**
 * Field by field: a plan has thousands, and copies by spread were most of what they cost.
 *
 * @param ofTheDay messages of the last 24 hours that the row does not count
 */
export function candidateOfRow(row: RowOf<'sending/candidates'>, ofTheDay = 0): Candidate {
  const candidate: Writable<Candidate> = {
    recipient: row.key,
    attributes: (row.attributes ?? {}) as Record<string, string>,
    inFlight: row.in_flight,
    rounds: row.rounds,
    messagesToday: row.messages_today + ofTheDay,
  }
  const message = messageOfRow(row)
  if (message !== undefined) candidate.message = message
  if (row.phone !== null) candidate.phone = row.phone
  if (row.suppressed !== null) candidate.suppressed = row.suppressed
  if (row.wrote_at !== null) candidate.wroteAtMs = row.wrote_at.getTime()
  if (row.attempted_at !== null) candidate.attemptedAtMs = row.attempted_at.getTime()
  return candidate
}

function messageOfRow(row: RowOf<'sending/candidates'>): Candidate['message'] {
  const { message_id: messageId, since, failed_at: failedAt } = row
  if (messageId === null || since === null) return undefined
  const message: Writable<NonNullable<Candidate['message']>> = {
    // The recipient's own id first: what a plan quotes.
    ids: [messageId, ...(row.ids ?? []).filter((id) => id !== messageId)],
    sinceMs: since.getTime(),
  }
  if (row.delivered_at !== null) message.deliveredAtMs = row.delivered_at.getTime()
  if (row.read_at !== null) message.readAtMs = row.read_at.getTime()
  if (row.replied_at !== null) message.repliedAtMs = row.replied_at.getTime()
  if (failedAt !== null) message.failed = { atMs: failedAt.getTime(), code: row.failure_code ?? UNKNOWN_CODE }
  return message
}

export function rowOfPlan(plan: Plan) {
  const excluded: Record<string, number> = {}
  for (const { reason } of plan.exclusions) excluded[reason] = (excluded[reason] ?? 0) + 1
  return {
    id: plan.id,
    hash: plan.hash,
    action: plan.action,
    campaign_id: plan.campaignId,
    sender: plan.sender,
    template: plan.template,
    rules: plan.rules,
    canary: plan.canary,
    planned_by: plan.plannedBy,
    planned_at: isoOf(plan.plannedAtMs),
    members: plan.members.length,
    excluded,
  }
}

export function planOfRow(row: RowOf<'sending/plans-page'>): PlanSummary {
  return {
    id: row.id,
    hash: row.hash,
    action: oneOf(ACTIONS, row.action, 'action of a plan'),
    campaignId: row.campaign_id,
    sender: row.sender,
    template: row.template as Template,
    rules: row.rules as SendRules,
    ...(row.canary !== null && { canary: row.canary }),
    ...timeOf('canaryPassedAtMs', row.canary_passed_at),
    plannedBy: row.planned_by,
    plannedAtMs: row.planned_at.getTime(),
    ...(row.confirmed_by !== null && { confirmedBy: row.confirmed_by }),
    ...timeOf('confirmedAtMs', row.confirmed_at),
    ...timeOf('endedAtMs', row.ended_at),
    state: oneOf(PLAN_STATES, row.state, 'state of a plan'),
    ...(row.state_reason !== null && { stateReason: row.state_reason }),
    members: row.members,
    excluded: row.excluded as PlanSummary['excluded'],
  }
}

/** The part of an attempt that its plan froze. */
export function memberOfRow(row: RowOf<'sending/lock-due'> | RowOf<'sending/attempts-page'>) {
  return {
    recipient: row.recipient,
    phone: row.phone,
    ...(row.name !== null && { name: row.name }),
    ...(row.previous_message !== null && { previousMessage: row.previous_message }),
    round: row.round,
    values: row.variables,
    zones: row.zones,
    notBeforeMs: row.planned_for.getTime(),
  }
}

export function attemptOfRow(row: RowOf<'sending/attempts-page'>): Attempt {
  const [messageId] = row.message_ids ?? []
  const reason = [row.state_code, row.state_reason].filter((text) => text !== null).join(': ')
  return {
    ...memberOfRow(row),
    ...(row.hour !== null && {
      hour: { hour: row.hour, source: oneOf(HOUR_SOURCES, row.hour_source ?? 'none', 'source of an hour') },
    }),
    id: row.id,
    planId: row.plan,
    position: row.position,
    campaignId: row.campaign_id,
    state: oneOf(ATTEMPT_STATES, row.state, 'state of an attempt'),
    ...(reason !== '' && { stateReason: reason }),
    tries: row.tries,
    ...timeOf('claimedAtMs', row.claimed_at),
    ...(messageId !== undefined && { messageId }),
    ...(row.settled_by !== null && { resolvedBy: row.settled_by }),
  }
}

export function numberOfRow(row: RowOf<'sending/lock-number'> | RowOf<'sending/numbers'>): SendingNumber {
  const { opened_at: openedAt } = row
  return {
    rate: {
      tokens: row.tokens,
      filledAtMs: row.filled_at.getTime(),
      perSecond: row.per_second,
      changedAtMs: row.changed_at.getTime(),
    },
    ...timeOf('slowedAtMs', row.slowed_at),
    breaker: {
      streak: { code: row.streak_code, answers: row.streak },
      ...(openedAt !== null && {
        open: {
          sinceMs: openedAt.getTime(),
          code: row.open_code ?? '',
          reason: row.open_reason ?? '',
          ...timeOf('probeAtMs', row.probe_at),
          ...(row.probe !== null && { probe: row.probe }),
        },
      }),
    },
  }
}

export function rowOfNumber({ rate, breaker, slowedAtMs }: SendingNumber) {
  const { open, streak } = breaker
  return {
    tokens: rate.tokens,
    filled_at: isoOf(rate.filledAtMs),
    per_second: rate.perSecond,
    changed_at: isoOf(rate.changedAtMs),
    slowed_at: slowedAtMs === undefined ? undefined : isoOf(slowedAtMs),
    opened_at: open && isoOf(open.sinceMs),
    open_code: open?.code,
    open_reason: open?.reason,
    probe_at: open?.probeAtMs === undefined ? undefined : isoOf(open.probeAtMs),
    probe: open?.probe,
    streak_code: streak.code,
    streak: streak.answers,
  }
}

function timeOf<Name extends string>(name: Name, at: Date | null): Partial<Record<Name, number>> {
  return at === null ? {} : ({ [name]: at.getTime() } as Record<Name, number>)
}
