import { meaningOfFailure } from '../messages/failure-codes.ts'
import { breakerAfter } from './breaker.ts'
import type { SendingNumber } from './number.ts'
import { slowedNumber } from './outcome.ts'

/** Codes with which WhatsApp fails accepted messages since the number is too fast. */
const TOO_FAST: ReadonlySet<string> = new Set(['130429', '80007', '4'])
/** Codes about the whole account or number: each further message fails as well. */
const OF_ACCOUNT: ReadonlySet<string> = new Set(['368', '131031', '131042', '131045', '131048'])

/** The number after messages that were accepted failed as reports say. Pure. */
export function afterFailures(
  number: SendingNumber,
  failures: readonly { readonly code: string; readonly messages: number }[],
  nowMs: number,
): SendingNumber {
  let changed = number
  for (const { code } of failures) {
    if (TOO_FAST.has(code)) changed = slowedNumber(changed, nowMs)
    if (!OF_ACCOUNT.has(code)) continue
    const reason = meaningOfFailure(code).meaning
    const answer = { kind: 'refused', advice: 'stop', code, reason, needsPerson: true } as const
    changed = { ...changed, breaker: breakerAfter(changed.breaker, answer, '', nowMs) }
  }
  return changed
}
