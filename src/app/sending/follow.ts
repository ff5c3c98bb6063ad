import type { TimeRule } from '../../domain/messages/facts.ts'
import { planChange } from '../../domain/messages/plan.ts'
import { verdictOn } from '../../domain/sending/canary.ts'
import type { AttemptStore, MessageSender, PlanStore } from '../../domain/sending/ports.ts'

export interface FollowParts {
  readonly plans: Pick<PlanStore, 'open' | 'wave' | 'passCanary' | 'stop' | 'finish'>
  readonly attempts: Pick<
    AttemptStore,
    'expireClaims' | 'resolveByReports' | 'joinAccepted' | 'updateBreaker'
  >
  readonly sender: Pick<MessageSender, 'name' | 'matchedBy'>
  readonly rule: TimeRule
}

/** What one look brought. */
export interface Followed {
  /** Claims of processes that are gone. */
  readonly expired: number
  readonly resolved: number
  readonly joined: number
  /** Plans whose first wave was not well. */
  readonly stopped: readonly { readonly hash: string; readonly reason: string }[]
}

/** Recipients of one transaction, during which webhooks wait. */
const JOINED_AT_ONCE = 200

/**
 * Looks at what became of messages that left: uncertain ones are resolved by reports, recipients follow accepted ones, first waves are judged,
 * the number is slowed or stopped where reports say so. Harmless to repeat, and on any number of replicas.
 */
export async function follow(
  { plans, attempts, sender, rule }: FollowParts,
  nowMs: number,
  signal: AbortSignal,
): Promise<Followed> {
  const expired = await attempts.expireClaims(nowMs)
  const resolved = await attempts.resolveByReports(sender, nowMs)
  let joined = 0
  for (let some = JOINED_AT_ONCE; some === JOINED_AT_ONCE && !signal.aborted; joined += some) {
    some = await attempts.joinAccepted(
      JOINED_AT_ONCE,
      (links) => (loaded) => planChange(loaded, [], rule, links),
    )
  }
  await attempts.updateBreaker(sender.name, nowMs)
  const stopped: { hash: string; reason: string }[] = []
  for (const { id, hash, canary, canaryPassedAtMs } of await plans.open(sender.name)) {
    if (canary === undefined || canaryPassedAtMs !== undefined) continue
    const verdict = verdictOn(await plans.wave(id, nowMs))
    if (verdict.kind === 'go') await plans.passCanary(id, nowMs)
    if (verdict.kind === 'stop' && (await plans.stop(id, 'service', verdict.reason, nowMs)))
      stopped.push({ hash, reason: verdict.reason })
  }
  await plans.finish(nowMs)
  return { expired, resolved, joined, stopped }
}
