import { type AlertState, PHASES } from '../../../domain/alerts/alert-state.ts'
import type { ListedAlert, RuleStatus } from '../../../domain/alerts/alert-status.ts'
import { HEALTHS } from '../../../domain/alerts/decide.ts'
import { keyOfLabels, type Labels, type Rule, SEVERITIES } from '../../../domain/alerts/rule.ts'
import type { Silence } from '../../../domain/alerts/silence.ts'
import { oneOf } from '../connection/one-of.ts'
import type { RowOf } from '../connection/query.ts'
import { figureToJson } from './signal-json.ts'

export function stateOfRow(row: RowOf<'alerts/store/states'>): AlertState {
  return {
    labels: row.labels as Labels,
    ...(row.descriptions !== null && { descriptions: row.descriptions as Labels }),
    phase: oneOf(PHASES, row.phase, 'phase'),
    sinceMs: Math.round(row.since_ms),
    seenAtMs: Math.round(row.seen_ms),
    ...(row.value !== null && { value: row.value }),
    ...(row.samples !== null && { samples: row.samples }),
    ...(row.episode !== null && {
      episode: {
        id: row.episode,
        firedAtMs: Math.round(row.fired_ms ?? 0),
        conditionSinceMs: Math.round(row.condition_since_ms ?? 0),
        announced: row.announced,
        notifiedAtMs: Math.round(row.notified_ms ?? 0),
        ...(row.notified_value !== null && { notifiedValue: row.notified_value }),
        ...(row.final_value !== null && {
          final: {
            value: row.final_value,
            ...(row.final_samples !== null && { samples: row.final_samples }),
          },
        }),
        ...(row.acknowledged_by !== null && { acknowledgedBy: row.acknowledged_by }),
        ...(row.route !== null && { to: row.route }),
        ...(row.escalation !== null && row.escalation > 0 && { escalation: row.escalation }),
      },
    }),
  }
}

/** A state as `write-states` takes it. */
export function rowOfState(rule: Rule, state: AlertState): Readonly<Record<string, unknown>> {
  return {
    rule: rule.name,
    labels_key: keyOfLabels(state.labels),
    labels: state.labels,
    descriptions: state.descriptions,
    severity: rule.severity,
    phase: state.phase,
    since_ms: state.sinceMs,
    seen_ms: state.seenAtMs,
    value: figureToJson(state.value),
    samples: figureToJson(state.samples),
    episode: state.episode?.id,
    announced: state.episode?.announced ?? false,
    notified_ms: state.episode?.notifiedAtMs,
    notified_value: figureToJson(state.episode?.notifiedValue),
    final_value: figureToJson(state.episode?.final?.value),
    final_samples: figureToJson(state.episode?.final?.samples),
  }
}

/** An episode as `write-episodes` takes it. */
export function rowOfEpisode(
  rule: Rule,
  state: AlertState,
  outcome: 'resolved' | 'closed' | undefined,
  summary: string | undefined,
): Readonly<Record<string, unknown>> {
  return {
    id: state.episode?.id,
    rule: rule.name,
    severity: rule.severity,
    labels: state.labels,
    descriptions: state.descriptions,
    condition_since_ms: state.episode?.conditionSinceMs,
    fired_ms: state.episode?.firedAtMs,
    ended_ms: outcome === undefined ? undefined : state.sinceMs,
    outcome,
    summary,
    route: state.episode?.to,
  }
}

export function silenceOfRow({
  labels,
  starts_ms,
  ends_ms,
  cron,
  time_zone,
  lasts_ms,
  ...row
}: RowOf<'alerts/store/list-silences'>): Silence {
  return {
    ...row,
    labels: labels as Labels,
    startsAtMs: Math.round(starts_ms),
    endsAtMs: Math.round(ends_ms),
    ...(cron !== null &&
      time_zone !== null &&
      lasts_ms !== null && { every: { cron, zone: time_zone, lastsMs: lasts_ms } }),
  }
}

export function ruleStatusOfRow(row: RowOf<'alerts/store/rules'>): RuleStatus {
  return {
    rule: row.rule,
    slotMs: Math.round(row.slot_ms),
    health: oneOf(HEALTHS, row.health, 'health'),
    durationMs: row.duration_ms,
    ...(row.error !== null && { error: row.error }),
    ...(row.succeeded_ms !== null && { succeededMs: Math.round(row.succeeded_ms) }),
    ...(row.value !== null && { value: row.value }),
    ...(row.samples !== null && { samples: row.samples }),
  }
}

/** A time under its name, where there is one. */
function at<K extends string>(name: K, ms: number | null): { readonly [key in K]?: number } {
  return ms === null ? {} : ({ [name]: Math.round(ms) } as { readonly [key in K]: number })
}

export function listedOfRow(row: RowOf<'alerts/store/list-alerts'>): ListedAlert {
  return {
    rule: row.rule,
    severity: oneOf(SEVERITIES, row.severity, 'severity'),
    labels: row.labels as Labels,
    ...(row.descriptions !== null && { descriptions: row.descriptions as Labels }),
    phase: oneOf(PHASES, row.phase, 'phase'),
    sinceMs: Math.round(row.since_ms),
    announced: row.announced,
    ...(row.value !== null && { value: row.value }),
    ...(row.samples !== null && { samples: row.samples }),
    ...(row.episode !== null && { episode: row.episode }),
    ...(row.fired_ms !== null && { firedAtMs: Math.round(row.fired_ms) }),
    ...at('announcedAtMs', row.announced_ms),
    ...(row.acknowledged_by !== null && { acknowledgedBy: row.acknowledged_by }),
    ...at('acknowledgedUntilMs', row.acknowledged_until_ms),
    ...at('unacknowledgedAtMs', row.unacknowledged_ms),
    ...(row.route !== null && { to: row.route }),
    ...(row.escalation !== null && row.escalation > 0 && { escalation: row.escalation }),
    ...at('escalatedAtMs', row.escalated_ms),
    ...(row.summary !== null && { summary: row.summary }),
  }
}
