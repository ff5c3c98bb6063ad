import type { Registry } from 'prom-client'
import type { ListedAlert, RuleStatus } from '../../domain/alerts/alert-status.ts'
import type { Health } from '../../domain/alerts/decide.ts'
import type { SendResult } from '../../domain/alerts/mail.ts'
import { OUTAGE_RULE } from '../../domain/alerts/outage.ts'
import type { Rule } from '../../domain/alerts/rule.ts'
import { ALERT_DEFINITIONS as D } from './alert-definitions.ts'
import { createCounter, createGauge } from './instruments.ts'

/** How rules, alerts and the outbox stood at the end of a cycle. */
export interface AlertSnapshot {
  readonly statuses: readonly RuleStatus[]
  readonly alerts: readonly ListedAlert[]
  /** Milliseconds since the epoch. */
  readonly oldestUnnotifiedMs?: number
}

/** The metrics of alerts: series for the rules that are, or were, in force since the start. */
export function createAlertMetrics(registry: Registry, rules: () => readonly Rule[], now: () => number) {
  const evaluations = createCounter(D.alertEvaluations, registry)
  const lastSuccess = createGauge(D.alertLastSuccess, registry)
  const firing = createGauge(D.alertsFiring, registry)
  const value = createGauge(D.alertValue, registry)
  const samples = createGauge(D.alertSamples, registry)
  const outboxAge = createGauge(D.outboxAge, registry)
  const mails = createCounter(D.mails, registry)
  const notifications = createCounter(D.notifications, registry)
  let oldestUnnotifiedMs: number | undefined
  outboxAge.follow(() =>
    oldestUnnotifiedMs === undefined ? 0 : Math.max(0, now() - oldestUnnotifiedMs) / 1000,
  )
  const known = new Map<string, Rule>()
  function meet(rule: Rule): void {
    const before = known.get(rule.name)
    known.set(rule.name, rule)
    if (before?.severity !== rule.severity) firing.set(0, rule.name, rule.severity)
    if (before !== undefined) return
    for (const result of ['ok', 'error', 'no-data'] as const) evaluations.begin(rule.name, result)
    lastSuccess.set(0, rule.name)
  }
  rules().forEach(meet)

  const outage = (fires: boolean) => firing.set(fires ? 1 : 0, OUTAGE_RULE, 'critical')
  outage(false)

  return {
    outage,
    evaluated(rule: string, health: Health) {
      rules().forEach(meet)
      evaluations.add(1, rule, health)
    },
    mail(result: SendResult['kind']) {
      mails.add(1, result)
    },
    notification(result: SendResult['kind']) {
      notifications.add(1, result)
    },
    snapshot({ statuses, alerts, ...outbox }: AlertSnapshot) {
      oldestUnnotifiedMs = outbox.oldestUnnotifiedMs
      rules().forEach(meet)
      for (const status of statuses) {
        if (!known.has(status.rule)) continue
        if (status.succeededMs !== undefined) lastSuccess.set(status.succeededMs / 1000, status.rule)
        if (status.value !== undefined) value.set(status.value, status.rule)
        samples.set(status.samples ?? 0, status.rule)
      }
      for (const rule of known.values()) {
        const count = alerts.filter(({ rule: name, phase }) => name === rule.name && isFiring(phase)).length
        firing.set(count, rule.name, rule.severity)
      }
    },
  }
}

/** An alert that recovers has not resolved yet. */
function isFiring(phase: ListedAlert['phase']): boolean {
  return phase === 'firing' || phase === 'recovering'
}
