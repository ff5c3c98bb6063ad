import { type ApiResult, NO_CONNECTION } from './answer.ts'
import { CLAIM_LEASE_MS } from './limits.ts'

/**
 * Whether a number may send. Open: the account was refused, nothing is sent. After a while one message is let through, and what
 * comes of it decides.
 */
export interface Breaker {
  /** Absent: closed. */
  readonly open?: {
    readonly sinceMs: number
    readonly code: string
    readonly reason: string
    /** When one message may try; absent where a person has to say so. */
    readonly probeAtMs?: number
    /** The attempt that tries. */
    readonly probe?: string
  }
  /** Answers in a row that nobody can be sure of, or that refused for the same reason. */
  readonly streak: { readonly code: string; readonly answers: number }
}

export const CLOSED: Breaker = { streak: { code: '', answers: 0 } }

/** An open breaker lets one message try after this time. */
export const PROBE_AFTER_MS = 15 * 60_000
/** Uncertain answers, or none, in a row after which it opens: one person's data can make an API fail, two in a row hardly. */
const MAX_OUTAGE_ANSWERS = 2
/** Refusals in a row for one reason after which it opens: it is hardly the people's then. */
export const MAX_SAME_REFUSALS = 20

/** What may be sent: anything, one message that tries, or nothing. */
export function passageOf({ open }: Breaker, nowMs: number): 'all' | 'one' | 'none' {
  if (open === undefined) return 'all'
  const { probeAtMs, probe } = open
  if (probeAtMs === undefined) return 'none'
  // The process that tried is gone.
  const atMs = probe === undefined ? probeAtMs : probeAtMs + CLAIM_LEASE_MS
  return nowMs >= atMs ? 'one' : 'none'
}

/** The breaker after an answer; itself where that changes nothing. */
export function breakerAfter(breaker: Breaker, answer: ApiResult, attempt: string, nowMs: number): Breaker {
  const isProbe = breaker.open?.probe === attempt
  if (answer.kind === 'accepted') {
    if (breaker.open !== undefined && !isProbe) return breaker
    return isProbe || breaker.streak.answers > 0 ? CLOSED : breaker
  }
  const code = answer.kind === 'uncertain' ? 'uncertain' : answer.code
  if (answer.kind === 'refused' && answer.advice === 'stop') {
    return opened(breaker, code, answer.reason, answer.needsPerson === true, nowMs)
  }
  if (isProbe) return opened(breaker, code, answer.reason, false, nowMs)
  // The plan stops, and not the number.
  if (answer.kind === 'refused' && answer.advice === 'fix') return breaker
  const answers = breaker.streak.code === code ? breaker.streak.answers + 1 : 1
  const streaked: Breaker = { ...breaker, streak: { code, answers } }
  const isOutage = answer.kind === 'uncertain' || answer.code === NO_CONNECTION
  const most = isOutage ? MAX_OUTAGE_ANSWERS : MAX_SAME_REFUSALS
  return answers < most ? streaked : opened(streaked, code, answer.reason, false, nowMs)
}

/** An attempt tries whether the account sends again. */
export function probing(breaker: Breaker, attempt: string, nowMs: number): Breaker {
  const { open } = breaker
  return open === undefined ? breaker : { ...breaker, open: { ...open, probe: attempt, probeAtMs: nowMs } }
}

/** The attempt that was to try never began. */
export function notProbed(breaker: Breaker, attempts: readonly string[]): Breaker {
  const { open } = breaker
  if (open?.probe === undefined || !attempts.includes(open.probe)) return breaker
  const { probe: _, ...rest } = open
  return { ...breaker, open: rest }
}

/** A person says that it may go on: one message tries at once. */
export function triedNow(breaker: Breaker, nowMs: number): Breaker {
  const { open } = breaker
  if (open === undefined) return breaker
  const { probe: _, ...rest } = open
  return { streak: CLOSED.streak, open: { ...rest, probeAtMs: nowMs } }
}

function opened(breaker: Breaker, code: string, reason: string, person: boolean, nowMs: number): Breaker {
  // A later answer never takes a person out of it.
  const needsPerson = person || (breaker.open !== undefined && breaker.open.probeAtMs === undefined)
  return {
    streak: CLOSED.streak,
    open: {
      sinceMs: breaker.open?.sinceMs ?? nowMs,
      code,
      reason,
      ...(!needsPerson && { probeAtMs: nowMs + PROBE_AFTER_MS }),
    },
  }
}
