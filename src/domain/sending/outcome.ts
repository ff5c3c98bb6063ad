import { type ApiResult, NO_CONNECTION } from './answer.ts'
import { breakerAfter } from './breaker.ts'
import type { SendingNumber } from './number.ts'
import { slowed } from './rate.ts'

/** The state of an attempt. Only `planned` ones are ever sent. */
export const ATTEMPT_STATES = ['planned', 'claimed', 'accepted', 'refused', 'uncertain', 'excluded'] as const
export type AttemptState = (typeof ATTEMPT_STATES)[number]

/** What an answer makes of its attempt. */
export type AttemptOutcome =
  | { readonly state: 'accepted'; readonly ids: readonly string[] }
  | { readonly state: 'refused'; readonly code: string; readonly reason: string }
  | { readonly state: 'uncertain'; readonly reason: string }
  /** It was refused, so it was not sent: it may be tried again. */
  | {
      readonly state: 'planned'
      readonly notBeforeMs: number
      readonly code: string
      readonly reason: string
    }

/** What an answer changes. */
export interface AfterAnswer {
  readonly attempt: AttemptOutcome
  readonly number: SendingNumber
  /** The template or the campaign has to be fixed: the plan stops. */
  readonly stopsPlan?: string
}

/** One attempt is refused with "later" at most as often. */
const MAX_TRIES = 6
/** The pauses between them: 4^n seconds, as Meta asks for its pair limit (131056). */
const laterMs = (tries: number) => 1000 * 4 ** tries
/** Codes with which WhatsApp and the APIs say that the number is too fast. */
const TOO_FAST: ReadonlySet<string> = new Set(['429', '130429', '80007', '4'])

/** Decides what follows from an answer. Pure. @param tries how often the attempt was sent, this time included */
export function afterAnswer(
  answer: ApiResult,
  attempt: { readonly id: string; readonly tries: number },
  number: SendingNumber,
  nowMs: number,
): AfterAnswer {
  const breaker = breakerAfter(number.breaker, answer, attempt.id, nowMs)
  const changed = breaker === number.breaker ? number : { ...number, breaker }
  if (answer.kind === 'accepted') return { attempt: { state: 'accepted', ids: answer.ids }, number: changed }
  if (answer.kind === 'uncertain') {
    return { attempt: { state: 'uncertain', reason: answer.reason }, number: changed }
  }
  const { advice, code, reason, retryAfterMs } = answer
  const again = (notBeforeMs: number) => ({ state: 'planned', notBeforeMs, code, reason }) as const
  switch (advice) {
    case 'skip':
      return { attempt: { state: 'refused', code, reason }, number: changed }
    case 'stop':
      return { attempt: again(nowMs), number: changed }
    case 'fix':
      return { attempt: again(nowMs), number: changed, stopsPlan: reason }
    case 'later': {
      const slower = TOO_FAST.has(code) ? slowedNumber(changed, nowMs) : changed
      if (attempt.tries >= MAX_TRIES && code !== NO_CONNECTION)
        return { attempt: { state: 'refused', code, reason }, number: slower }
      return {
        attempt: again(nowMs + (retryAfterMs ?? laterMs(Math.min(attempt.tries, MAX_TRIES - 1)))),
        number: slower,
      }
    }
  }
}

/** The number after WhatsApp said that it was too fast. */
export function slowedNumber(number: SendingNumber, nowMs: number): SendingNumber {
  const rate = slowed(number.rate, nowMs, number.slowedAtMs)
  return rate === number.rate ? number : { ...number, rate, slowedAtMs: nowMs }
}
