import { type AlertState, PHASES, type Signal } from '../../../domain/alerts/alert-state.ts'
import { HEALTHS } from '../../../domain/alerts/decide.ts'
import type { ListedAlert, RuleStanding } from '../../../domain/alerts/ports.ts'
import { keyOfLabels, type Labels, type Rule, SEVERITIES } from '../../../domain/alerts/rule.ts'
import type { Silence } from '../../../domain/alerts/silence.ts'
import { oneOf } from '../connection/one-of.ts'
import type { RowOf } from '../connection/query.ts'

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
  }
}

export function silenceOfRow({
  labels,
  starts_ms,
  ends_ms,
  ...row
}: RowOf<'alerts/store/list-silences'>): Silence {
  return {
    ...row,
    labels: labels as Labels,
    startsAtMs: Math.round(starts_ms),
    endsAtMs: Math.round(ends_ms),
  }
}

export function standingOfRow(row: RowOf<'alerts/store/rules'>): RuleStanding {
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
    ...(row.acknowledged_by !== null && { acknowledgedBy: row.acknowledged_by }),
    ...(row.summary !== null && { summary: row.summary }),
  }
}

/** JSON has no numbers for these: they are kept as PostgreSQL writes them. */
const NON_FINITE: ReadonlySet<unknown> = new Set(['Infinity', '-Infinity', 'NaN'])

function figureToJson(figure: number | undefined): number | string | undefined {
  return figure === undefined || Number.isFinite(figure) ? figure : String(figure)
}

/** A signal as the outbox holds it. */
export function signalToJson(signal: Signal): unknown {
  const { value, samples, valueBefore, figures } = signal
  return {
    ...signal,
    value: figureToJson(value),
    samples: figureToJson(samples),
    valueBefore: figureToJson(valueBefore),
    figures: Object.fromEntries(
      Object.entries(figures).map(([name, figure]) => [name, figureToJson(figure)]),
    ),
  }
}

/** A signal that the outbox holds, with its figures as they were. */
export function signalOfJson(json: Signal): Signal {
  const figure = (held: number): number => (NON_FINITE.has(held) ? Number(held) : held)
  const { value, samples, valueBefore } = json
  return {
    ...json,
    ...(value !== undefined && { value: figure(value) }),
    ...(samples !== undefined && { samples: figure(samples) }),
    ...(valueBefore !== undefined && { valueBefore: figure(valueBefore) }),
    figures: Object.fromEntries(Object.entries(json.figures).map(([name, held]) => [name, figure(held)])),
  }
}
