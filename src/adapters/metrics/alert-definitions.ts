import type { Definition } from './definition.ts'

const RULE = ['rule', { fromStart: 'names of the alert rules' }] as const

/** The metrics of alerts: read from what the last cycle saw, so that a scrape never asks the database. */
export const ALERT_DEFINITIONS = {
  alertEvaluations: {
    type: 'counter',
    name: 'bluetick_alert_evaluations_total',
    help: 'Evaluations of alert rules that this replica recorded, by rule and result. error: run "bluetick alerts check".',
    labels: [RULE, ['result', ['ok', 'error', 'no-data']]],
  },
  alertLastSuccess: {
    type: 'gauge',
    name: 'bluetick_alert_last_success_timestamp_seconds',
    help: 'When a rule was last evaluated without an error, on any replica. Old: the alerting itself is broken.',
    labels: [RULE],
  },
  alertsFiring: {
    type: 'gauge',
    name: 'bluetick_alerts_firing',
    help: 'Alerts that fire, by rule and severity. Above 0: read the mail, or run "bluetick alerts list".',
    labels: [RULE, ['severity', ['critical', 'warning', 'info']]],
  },
  alertValue: {
    type: 'gauge',
    name: 'bluetick_alert_value',
    help: "A rule's last figure, the worst where it has several: what its mail would say.",
    labels: [RULE],
  },
  alertSamples: {
    type: 'gauge',
    name: 'bluetick_alert_samples',
    help: "How many samples stand behind a rule's last figure; 0 where it counts none.",
    labels: [RULE],
  },
  outboxAge: {
    type: 'gauge',
    name: 'bluetick_alert_outbox_age_seconds',
    help: 'Age of the oldest alert or mail that has not been sent. Above 60: look at the mail server.',
  },
  mails: {
    type: 'counter',
    name: 'bluetick_mails_total',
    help: 'Attempts to send a mail, by result. deferred and unknown are tried again; refused: look at the address.',
    labels: [['result', ['sent', 'deferred', 'refused', 'unknown']]],
  },
  notifications: {
    type: 'counter',
    name: 'bluetick_alert_notifications_total',
    help: 'Attempts to send an alert to a channel, by result. deferred is tried again; refused: run "bluetick alerts send-test".',
    labels: [['result', ['sent', 'deferred', 'refused', 'unknown']]],
  },
} as const satisfies Readonly<Record<string, Definition>>
