import type { Signal } from './alert-state.ts'
import type { ListedAlert, RuleStatus } from './alert-status.ts'

/** A rule that another replica evaluated a moment ago is not gone: this replica has other files. */
const RETIRE_AFTER_MS = 10 * 60_000

/** The rules of which something is remembered though their files are gone. */
export function rulesToRetire(
  statuses: readonly RuleStatus[],
  kept: readonly string[],
  nowMs: number,
): readonly string[] {
  return statuses
    .filter(({ rule, slotMs }) => !kept.includes(rule) && nowMs - slotMs >= RETIRE_AFTER_MS)
    .map(({ rule }) => rule)
}

/** What people hear of an alert whose rule is gone, if they heard of it at all. */
export function retirementOf(alert: ListedAlert, nowMs: number): readonly Signal[] {
  const { episode, firedAtMs, announced, rule, severity, labels, descriptions, value, samples } = alert
  if (episode === undefined || firedAtMs === undefined || announced !== true) return []
  return [
    {
      kind: 'closed',
      rule,
      severity,
      labels,
      ...(descriptions !== undefined && { descriptions }),
      episode,
      firedAtMs,
      conditionSinceMs: firedAtMs,
      atMs: nowMs,
      summary: `Final: ${alert.summary ?? rule}`,
      threshold: 'its rule was there',
      unit: '',
      ...(alert.to !== undefined && { to: alert.to }),
      ...(alert.escalation !== undefined && { escalation: alert.escalation }),
      ...(value !== undefined && { value }),
      ...(samples !== undefined && { samples }),
      figures: {},
      reason: 'rule-removed',
    },
  ]
}
