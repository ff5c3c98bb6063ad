import type { CurrentAlert, Notification } from '../../domain/alerts/notification.ts'
import type { Channel } from '../../domain/alerts/ports.ts'
import { postJson } from './post-json.ts'

export interface AlertmanagerOptions {
  /** Where it listens, with its path prefix where it has one. */
  readonly url: string
  readonly installation: string
  readonly now: () => number
  readonly timeoutMs?: number
}

/**
 * Alertmanager takes an alert to be over at its `endsAt`. Each post puts that so far ahead: a Bluetick that is down for less, or
 * rules that err, resolve nothing.
 */
const FIRES_FOR_MS = 3_600_000

/** Prometheus' Alertmanager, API v2: it knows alerts by their labels, and has routing, grouping and receivers of its own. */
export function createAlertmanagerChannel(options: AlertmanagerOptions): Channel {
  const { installation, now, timeoutMs } = options
  const url = `${options.url.replace(/\/+$/, '')}/api/v2/alerts`
  const post = (alerts: readonly object[]) =>
    postJson(url, alerts, {
      // As {"code": 601, "message": "…"} or as a JSON text.
      reasonOf: ({ text }) => /"?([A-Za-z][^"{}]{3,200})"?\s*}?\s*$/.exec(text)?.[1]?.trim(),
      ...(timeoutMs !== undefined && { timeoutMs }),
    })
  return {
    holds: 'alert',
    deduplicates: true,
    send: (notification) => post(postableAlerts(notification, installation, now())),
    refresh: (alerts) => post(alerts.map((alert) => postable(alert, {}, installation, now()))),
  }
}

export function postableAlerts(notification: Notification, installation: string, nowMs: number): object[] {
  return notification.alerts.map(({ signal, headline, facts, links }) => {
    const over = signal.kind === 'resolved' || signal.kind === 'closed'
    const more = { title: headline, ...Object.fromEntries(facts), ...links }
    return postable({ signal, ...(over && { endedAtMs: signal.atMs }) }, more, installation, nowMs)
  })
}

/**
 * An alert as the API has it. Only what stays the same while it fires is a label, since labels are what Alertmanager knows it by.
 */
function postable(
  { signal, endedAtMs }: CurrentAlert,
  annotations: Readonly<Record<string, string>>,
  installation: string,
  nowMs: number,
): object {
  const { rule, severity, labels, descriptions = {}, summary, firedAtMs } = signal
  return {
    labels: named({ ...labels, alertname: rule, severity, installation }),
    annotations: named({ ...descriptions, ...annotations, summary }),
    startsAt: new Date(firedAtMs).toISOString(),
    endsAt: new Date(endedAtMs ?? nowMs + FIRES_FOR_MS).toISOString(),
    ...(annotations.dashboard !== undefined && { generatorURL: annotations.dashboard }),
  }
}

/** Names as Prometheus has them, lower-case; a label without a value is none. */
function named(texts: Readonly<Record<string, string>>): Record<string, string> {
  const name = (text: string) =>
    text
      .toLowerCase()
      .replace(/[^a-z0-9_]/g, '_')
      .replace(/^(?=\d)/, '_')
  return Object.fromEntries(
    Object.entries(texts).flatMap(([key, text]) => (text === '' ? [] : [[name(key), text.toWellFormed()]])),
  )
}
