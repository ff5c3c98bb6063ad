import type { Pause } from '../../domain/sending/ports.ts'
import { type FollowParts, follow } from './follow.ts'
import { type SendParts, sendPlan } from './send-plan.ts'

/** How often what left is followed up while a plan is being sent. */
const FOLLOW_EVERY_MS = 2_000

/** Sends what is due of a plan and follows it up meanwhile; resolves when nothing more is due for now. */
export async function runPlan(
  parts: SendParts & FollowParts,
  planId: string,
  signal: AbortSignal,
  onProgress: () => Promise<void>,
): Promise<Pause> {
  const sent = new AbortController()
  const followUp = () => follow(parts, parts.now(), signal)
  const following = (async () => {
    while (!sent.signal.aborted) {
      await parts.wait(FOLLOW_EVERY_MS, sent.signal)
      await followUp()
      await onProgress()
    }
  })()
  // What goes wrong there is thrown below.
  following.catch(() => undefined)
  const pause = await sendPlan(parts, planId, signal).finally(() => sent.abort())
  await following
  await followUp()
  return pause
}
