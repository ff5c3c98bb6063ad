import type { Breaker } from './breaker.ts'
import { CLOSED, passageOf } from './breaker.ts'
import { grabOf, newRate, type Rate, refilled, untilTokens } from './rate.ts'

/** The state of a sending number, shared by all replicas. */
export interface SendingNumber {
  readonly rate: Rate
  readonly breaker: Breaker
  readonly slowedAtMs?: number
}

export function newNumber(perSecond: number, nowMs: number): SendingNumber {
  return { rate: newRate(perSecond, nowMs), breaker: CLOSED }
}

/** How many messages may leave now. */
export interface Grant {
  /** The number, refilled. */
  readonly number: SendingNumber
  readonly messages: number
  /** One message only, to try whether the account sends again. */
  readonly isProbe: boolean
  /** Why none, and how long to wait. */
  readonly blocked?: { readonly by: 'breaker' | 'rate'; readonly waitMs: number }
}

/** A closed look at an open breaker is not worth more than this. */
const BREAKER_WAIT_MS = 5_000

/** @param wanted at most as many */
export function grantOf(number: SendingNumber, perSecond: number, wanted: number, nowMs: number): Grant {
  const refreshed = { ...number, rate: refilled(number.rate, perSecond, nowMs) }
  const passage = passageOf(number.breaker, nowMs)
  if (passage === 'none') {
    return {
      number: refreshed,
      messages: 0,
      isProbe: false,
      blocked: { by: 'breaker', waitMs: BREAKER_WAIT_MS },
    }
  }
  const isProbe = passage === 'one'
  const asked = isProbe ? 1 : wanted
  const { rate } = refreshed
  const grab = grabOf(rate, asked)
  if (rate.tokens >= grab) {
    return { number: refreshed, messages: Math.min(asked, Math.floor(rate.tokens)), isProbe }
  }
  return { number: refreshed, messages: 0, isProbe, blocked: { by: 'rate', waitMs: untilTokens(rate, grab) } }
}
