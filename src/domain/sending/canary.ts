import { wilson } from './wilson.ts'

/** What became of a first wave. */
export interface Wave {
  /** People in it that are still to be written to, or whose attempt is under way. */
  readonly waiting: number
  readonly accepted: number
  readonly uncertain: number
  readonly refused: number
  readonly delivered: number
  /** Accepted, and reported as failed. */
  readonly failed: number
  /** Stopped marketing, or blocked the business, since. */
  readonly optedOut: number
  /** Milliseconds since the last of it was accepted. */
  readonly restedMs: number
}

export type Verdict =
  | { readonly kind: 'wait' }
  | { readonly kind: 'go' }
  | { readonly kind: 'stop'; readonly reason: string }

/** People get this long to receive the first wave, and to complain. */
export const CANARY_REST_MS = 30 * 60_000
/** More failures than this are bad, whatever chance did. */
const MAX_FAILED_SHARE = 0.1
/** More opt-outs than this are bad: WhatsApp's quality rating follows them. */
const MAX_OPT_OUT_SHARE = 0.01
/** Fewer delivered after the rest than this are bad. */
const MIN_DELIVERED_SHARE = 0.6

/** Whether the others may follow. What is bad already is not waited for. */
export function verdictOn(wave: Wave): Verdict {
  const { accepted, refused, uncertain, delivered, failed, optedOut, waiting, restedMs } = wave
  const answered = accepted + refused + uncertain
  const bad = failed + refused
  if (wilson(bad, answered).low > MAX_FAILED_SHARE) {
    return { kind: 'stop', reason: `${bad} of the first ${answered} failed or were refused` }
  }
  if (wilson(optedOut, accepted).low > MAX_OPT_OUT_SHARE) {
    return { kind: 'stop', reason: `${optedOut} of the first ${accepted} opted out or blocked` }
  }
  if (waiting > 0 || restedMs < CANARY_REST_MS) return { kind: 'wait' }
  if (accepted === 0) return { kind: 'stop', reason: 'none of the first wave was accepted' }
  if (delivered / accepted < MIN_DELIVERED_SHARE) {
    return { kind: 'stop', reason: `only ${delivered} of the first ${accepted} were delivered` }
  }
  return { kind: 'go' }
}
