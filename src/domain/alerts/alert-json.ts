import { isoOf } from '../text/iso.ts'
import type { ListedAlert } from './alert-status.ts'
import type { PastAlert, RuleHistory } from './history.ts'
import type { Silence } from './silence.ts'

// Alerts as the API and `--json` show them.

type Figure = number | 'Infinity' | '-Infinity' | null

/** A figure as JSON has it. */
function figureOf(value: number | undefined): Figure {
  if (value === undefined || Number.isNaN(value)) return null
  if (Number.isFinite(value)) return value
  return value > 0 ? 'Infinity' : '-Infinity'
}

const timeOrNull = (atMs: number | undefined) => (atMs === undefined ? null : isoOf(atMs))
const minutesOf = (ms: number) => Math.round(ms / 60_000)

export function alertJson(one: ListedAlert) {
  return {
    rule: one.rule,
    severity: one.severity,
    labels: { ...one.labels },
    descriptions: { ...one.descriptions },
    phase: one.phase,
    since: isoOf(one.sinceMs),
    value: figureOf(one.value),
    samples: figureOf(one.samples),
    episode: one.episode ?? null,
    acknowledged_by: one.acknowledgedBy ?? null,
    acknowledged_until: timeOrNull(one.acknowledgedUntilMs),
    lists_notified: one.escalation ?? 0,
    summary: one.summary ?? null,
  }
}

export function silenceJson({ startsAtMs, endsAtMs, labels, every, ...rest }: Silence) {
  return {
    ...rest,
    labels: { ...labels },
    starts_at: isoOf(startsAtMs),
    ends_at: isoOf(endsAtMs),
    every:
      every === undefined
        ? null
        : { cron: every.cron, time_zone: every.zone, lasts_seconds: every.lastsMs / 1000 },
  }
}

export function pastAlertJson(one: PastAlert) {
  return {
    episode: one.id,
    rule: one.rule,
    severity: one.severity,
    labels: { ...one.labels },
    descriptions: { ...one.descriptions },
    fired_at: isoOf(one.firedAtMs),
    ended_at: timeOrNull(one.endedAtMs),
    outcome: one.outcome ?? null,
    summary: one.summary ?? null,
    first_acknowledged_at: timeOrNull(one.firstAcknowledgedAtMs),
    acknowledged_by: one.acknowledgedBy ?? null,
  }
}

export function ruleHistoryJson(one: RuleHistory) {
  const { acknowledgedAfterMs } = one
  return {
    rule: one.rule,
    alerts: one.episodes,
    minutes_firing: minutesOf(one.firingMs),
    acknowledged_after_minutes: acknowledgedAfterMs === undefined ? null : minutesOf(acknowledgedAfterMs),
    unacknowledged: one.unacknowledged,
  }
}
