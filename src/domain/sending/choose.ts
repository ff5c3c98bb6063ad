import { meaningOfFailure } from '../messages/failure-codes.ts'
import { isoOf } from '../text/iso.ts'
import type { Candidate, SentMessage } from './candidate.ts'
import type { Action, Reason, SendRules } from './plan.ts'

const HOUR_MS = 3_600_000
/** Meta: a person who got enough marketing (131049) is left alone for a day; sooner attempts prolong it. */
const MARKETING_LIMIT_CODE = '131049'
const MARKETING_LIMIT_MS = 24 * HOUR_MS
/** Meta: no more than one message to one number in six seconds (131056). */
export const PAIR_MS = 6_000

const TAKE: Choice = { kind: 'take' }

/** Columns of a list that say whether the person agreed to be written to, and values that say no. */
const CONSENT_COLUMNS = /^(opt[ _-]?in|opted[ _-]?in|consent|subscribed|whatsapp[ _-]?opt[ _-]?in)$/i
const NO_CONSENT = /^(no|n|false|0|pending|unconfirmed|declined|withdrawn|unsubscribed|opt(ed)?[ _-]?out)$/i

export type Choice =
  | { readonly kind: 'take' }
  | { readonly kind: 'leave'; readonly reason: Reason; readonly details?: string }

/**
 * Whether a recipient is written to, and why not: the one rule, asked when a plan is made and again when its message is about
 * to leave. Pure; the window of the day is looked at elsewhere.
 */
export function choose(action: Action, candidate: Candidate, rules: SendRules, nowMs: number): Choice {
  const reason = reasonAgainstPerson(candidate, rules)
  if (reason !== undefined) return reason
  const { message } = candidate
  if (action === 'send') {
    return message === undefined ? TAKE : leave('written-to-already')
  }
  // Nothing was sent that could be repeated or reminded of.
  if (message === undefined) return leave('another-message-since')
  if (candidate.rounds >= rules.maxRounds) return leave('rounds-used-up', String(candidate.rounds))
  if (hasAnswered(candidate, message)) return leave('answered')
  return action === 'resend' ? chooseResend(message, rules, nowMs) : chooseFollowUp(message, rules, nowMs)
}

function reasonAgainstPerson(candidate: Candidate, rules: SendRules): Choice | undefined {
  if (candidate.phone === undefined) return leave('no-phone')
  if (candidate.suppressed !== undefined) return leave('suppressed', candidate.suppressed)
  const consent = Object.entries(candidate.attributes).find(
    ([name, value]) => CONSENT_COLUMNS.test(name.trim()) && NO_CONSENT.test(value.trim()),
  )
  if (consent !== undefined) return leave('no-consent', consent[0])
  if (candidate.inFlight) return leave('in-flight')
  if (candidate.messagesToday >= rules.maxPerDay)
    return leave('enough-today', String(candidate.messagesToday))
  return undefined
}

/** The message was answered, or the person wrote anything at all since. */
function hasAnswered({ wroteAtMs }: Candidate, { repliedAtMs, sinceMs }: SentMessage): boolean {
  return repliedAtMs !== undefined || (wroteAtMs !== undefined && wroteAtMs >= sinceMs)
}

function chooseResend(message: SentMessage, rules: SendRules, nowMs: number): Choice {
  const { deliveredAtMs, readAtMs, failed, sinceMs } = message
  if (deliveredAtMs !== undefined || readAtMs !== undefined) return leave('arrived')
  if (failed !== undefined) {
    const { code, atMs } = failed
    switch (meaningOfFailure(code).resend) {
      case 'yes':
      // A plan sends templates only.
      case 'as-template':
        return TAKE
      case 'later': {
        const waitMs = code === MARKETING_LIMIT_CODE ? MARKETING_LIMIT_MS : HOUR_MS
        return nowMs >= atMs + waitMs ? TAKE : leave('too-early', isoOf(atMs + waitMs))
      }
      case 'after-fix':
        return leave('fix-first', code)
      default:
        return leave('never-resend', code)
    }
  }
  const goneAtMs = sinceMs + rules.ttlHours * HOUR_MS
  if (nowMs >= goneAtMs || rules.evenIfItMayStillArrive) return TAKE
  return leave('may-still-arrive', isoOf(goneAtMs))
}

function chooseFollowUp(message: SentMessage, rules: SendRules, nowMs: number): Choice {
  const { deliveredAtMs, readAtMs } = message
  if (readAtMs !== undefined) return leave('read')
  // Nobody can be reminded of what never came.
  if (deliveredAtMs === undefined) return leave('not-delivered')
  const dueMs = deliveredAtMs + rules.followUpAfterHours * HOUR_MS
  return nowMs >= dueMs ? TAKE : leave('too-early', isoOf(dueMs))
}

function leave(reason: Reason, details?: string): Choice {
  return { kind: 'leave', reason, ...(details !== undefined && { details }) }
}
