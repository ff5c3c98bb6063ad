import type { AlertState, Measure, Signal, SignalKind } from './alert-state.ts'
import { formatCondition } from './condition.ts'
import type { Rule, RuleRow } from './rule.ts'
import { renderSummary } from './summary.ts'

type Extras = Pick<Signal, 'valueBefore' | 'acknowledgedBefore' | 'reason' | 'beyondLimit'>

/** What people are notified of. A closed episode comes with its final figure: that of the most samples. */
export function signalOf(
  rule: Rule,
  state: AlertState,
  kind: SignalKind,
  row: RuleRow | undefined,
  nowMs: number,
  extras: Extras,
): Signal {
  const { episode, labels, descriptions } = state
  if (episode === undefined) throw new Error('A signal without an episode: the machine is broken.')
  const measure: Partial<Measure> = kind === 'closed' && episode.final !== undefined ? episode.final : state
  const { value, samples } = measure
  const figures: Record<string, number> = {}
  for (const [name, figure] of Object.entries(kind === 'closed' ? {} : (row?.figures ?? {}))) {
    if (figure !== null && name !== 'value' && name !== 'samples') figures[name] = figure
  }
  const measures = { ...(value !== undefined && { value }), ...(samples !== undefined && { samples }) }
  const summary = renderSummary(rule.summary, { ...labels, ...descriptions, ...figures, ...measures })
  return {
    kind,
    rule: rule.name,
    severity: rule.severity,
    labels,
    ...(descriptions !== undefined && { descriptions }),
    episode: episode.id,
    firedAtMs: episode.firedAtMs,
    conditionSinceMs: episode.conditionSinceMs,
    atMs: nowMs,
    summary: kind === 'closed' ? `Final: ${summary}` : summary,
    threshold: rule.fire === 'rows' ? 'a row comes back' : formatCondition(rule.fire),
    unit: rule.unit,
    ...(episode.to !== undefined && { to: episode.to }),
    ...(episode.escalation !== undefined && { escalation: episode.escalation }),
    ...measures,
    figures,
    ...extras,
  }
}
