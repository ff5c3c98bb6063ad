import type { ListedAlert, RuleStatus } from '../../domain/alerts/alert-status.ts'
import type { EscalationPolicy } from '../../domain/alerts/attention.ts'
import type { Outbox } from '../../domain/alerts/ports.ts'
import { attend } from './attend.ts'
import { type CampaignSummaryParts, sendCampaignSummaries } from './campaign-summaries.ts'
import { type EvaluationParts, evaluateDue } from './evaluate.ts'
import { type SummaryParts, sendDueSummaries } from './summaries.ts'

/** How often old rows are looked for. */
const TIDY_EVERY_MS = 3_600_000
/** Older than this nothing may wait in the outbox: digests wait ten minutes. */
const MAX_OUTBOX_AGE_MS = 15 * 60_000

export interface CycleParts {
  readonly evaluation: EvaluationParts
  readonly summaries: SummaryParts & CampaignSummaryParts
  readonly flushServiceStats: () => Promise<void>
  readonly deliver: () => Promise<void>
  readonly escalation?: EscalationPolicy
  /** Repeats what fires to channels that forget it otherwise. */
  readonly refreshChannels?: (alerts: readonly ListedAlert[], nowMs: number) => Promise<void>
  readonly outbox: Pick<Outbox, 'age' | 'unnotified'>
  /** Takes what the metrics show until the next cycle. */
  readonly snapshot: (snapshot: {
    readonly statuses: readonly RuleStatus[]
    readonly alerts: readonly ListedAlert[]
    readonly oldestUnnotifiedMs?: number
  }) => void
  /** The dead-man's switch; called only after all the rest went through, and only while alerts reach people. */
  readonly heartbeat?: () => Promise<void>
  readonly onProblem: (problem: string, error?: unknown) => void
}

/**
 * One whole cycle: figures in, rules evaluated, mails out, summaries made, then the heartbeat. A summary that fails is
 * made in the next cycle and does not hold up alerts.
 *
 * @throws where rules or mails could not be worked on: there is no heartbeat then
 */
export async function runCycle(parts: CycleParts): Promise<void> {
  const { store } = parts.evaluation
  await parts.flushServiceStats()
  // What rules that err leave open needs people all the same.
  let failure: unknown
  await evaluateDue(parts.evaluation).catch((error) => {
    failure = error
  })
  await attend(store, parts.escalation)
  await parts.deliver()
  if (failure !== undefined) throw failure
  const nowMs = await store.now()
  const { oldestMs, holdingSinceMs } = await parts.outbox.age(nowMs)
  const alerts = await store.alerts()
  await parts.refreshChannels?.(alerts, nowMs)
  parts.snapshot({
    statuses: await store.ruleStatuses(),
    alerts,
    ...(oldestMs !== undefined && { oldestUnnotifiedMs: oldestMs }),
  })
  await sendDueSummaries(parts.summaries, nowMs).catch((error) =>
    parts.onProblem('summary cannot be made yet', error),
  )
  await sendCampaignSummaries(parts.summaries, nowMs).catch((error) =>
    parts.onProblem('summary of campaigns cannot be made yet', error),
  )
  if (nowMs % TIDY_EVERY_MS < 60_000) await store.tidy(nowMs)
  const unnotified = await parts.outbox.unnotified(nowMs - MAX_OUTBOX_AGE_MS)
  if (unnotified.length > 0 || nowMs - (holdingSinceMs ?? nowMs) > MAX_OUTBOX_AGE_MS) {
    parts.onProblem('alerts are not delivered: no heartbeat until they are')
    return
  }
  await parts.heartbeat?.().catch((error) => parts.onProblem('HEARTBEAT_URL cannot be reached', error))
}
