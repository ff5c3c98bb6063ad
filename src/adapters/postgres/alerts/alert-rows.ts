import { type AlertState, PHASES, type Signal } from '../../../domain/alerts/alert-state.ts'
import { HEALTHS } from '../../../domain/alerts/decide.ts'
import type { ListedAlert, RuleStanding } from '../../../domain/alerts/ports.ts'
import { keyOfLabels, type Labels, type Rule, SEVERITIES } from '../../../domain/alerts/rule.ts'
import type { Silence } from '../../../domain/alerts/silence.ts'

/** A row of `states`; times in milliseconds since the epoch, with fractions. */
export interface StateRow {
  readonly labels: Labels
  readonly descriptions: Labels | null
  readonly phase: string
  readonly since_ms: number
  readonly seen_ms: number
  readonly value: number | null
  readonly samples: number | null
  readonly episode: string | null
  readonly announced: boolean
  readonly notified_ms: number | null
  readonly fired_ms: number | null
  readonly condition_since_ms: number | null
  readonly notified_value: number | null
  readonly final_value: number | null
  readonly final_samples: number | null
  readonly acknowledged_by: string | null
}

export function stateOfRow(row: StateRow): AlertState {
  return {
    labels: row.labels,
    ...(row.descriptions !== null && { descriptions: row.descriptions }),
    phase: known('phase', PHASES, row.phase),
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

export interface SilenceRow {
  readonly id: string
  readonly rule: string
  readonly labels: Labels
  readonly starts_ms: number
  readonly ends_ms: number
  readonly author: string
  readonly reason: string
}

export function silenceOfRow({ starts_ms, ends_ms, ...row }: SilenceRow): Silence {
  return { ...row, startsAtMs: Math.round(starts_ms), endsAtMs: Math.round(ends_ms) }
}

export interface StandingRow {
  readonly rule: string
  readonly slot_ms: number
  readonly health: string
  readonly error: string | null
  readonly succeeded_ms: number | null
  readonly value: number | null
  readonly samples: number | null
  readonly duration_ms: number
}

export function standingOfRow(row: StandingRow): RuleStanding {
  return {
    rule: row.rule,
    slotMs: Math.round(row.slot_ms),
    health: known('health', HEALTHS, row.health),
    durationMs: row.duration_ms,
    ...(row.error !== null && { error: row.error }),
    ...(row.succeeded_ms !== null && { succeededMs: Math.round(row.succeeded_ms) }),
    ...(row.value !== null && { value: row.value }),
    ...(row.samples !== null && { samples: row.samples }),
  }
}

export interface ListedRow {
  readonly rule: string
  readonly severity: string
  readonly labels: Labels
  readonly descriptions: Labels | null
  readonly phase: string
  readonly since_ms: number
  readonly value: number | null
  readonly samples: number | null
  readonly episode: string | null
  readonly fired_ms: number | null
  readonly announced: boolean
  readonly acknowledged_by: string | null
  readonly summary: string | null
}

export function listedOfRow(row: ListedRow): ListedAlert {
  return {
    rule: row.rule,
    severity: known('severity', SEVERITIES, row.severity),
    labels: row.labels,
    ...(row.descriptions !== null && { descriptions: row.descriptions }),
    phase: known('phase', PHASES, row.phase),
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

/** @throws Error where the database holds a word that this version does not know: guessing could resolve an alert */
function known<T extends string>(what: string, words: readonly T[], text: string): T {
  const word = words.find((one) => one === text)
  if (word === undefined)
    throw new Error(`The database holds the unknown ${what} "${text}": expected ${words.join(', ')}.`)
  return word
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
