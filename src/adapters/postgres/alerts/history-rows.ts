import type { PastAlert } from '../../../domain/alerts/history.ts'
import { type Labels, SEVERITIES } from '../../../domain/alerts/rule.ts'
import { oneOf } from '../connection/one-of.ts'
import type { RowOf } from '../connection/query.ts'

const OUTCOMES = ['resolved', 'closed'] as const

export function pastOfRow(row: RowOf<'alerts/store/history'>): PastAlert {
  return {
    id: row.id,
    rule: row.rule,
    severity: oneOf(SEVERITIES, row.severity, 'severity'),
    labels: row.labels as Labels,
    ...(row.descriptions !== null && { descriptions: row.descriptions as Labels }),
    firedAtMs: Math.round(row.fired_ms ?? Number.NaN),
    ...(row.ended_ms !== null && { endedAtMs: Math.round(row.ended_ms) }),
    ...(row.outcome !== null && { outcome: oneOf(OUTCOMES, row.outcome, 'outcome') }),
    ...(row.summary !== null && { summary: row.summary }),
    ...(row.first_acknowledged_ms !== null && {
      firstAcknowledgedAtMs: Math.round(row.first_acknowledged_ms),
    }),
    ...(row.acknowledged_by !== null && { acknowledgedBy: row.acknowledged_by }),
  }
}
