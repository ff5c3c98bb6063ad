import { EVENT_EFFECTS } from '../../domain/account/event.ts'
import { METERED_FAILURE_CODES } from '../../domain/messages/failure-codes.ts'
import { KINDS, REJECT_REASONS, SOURCES } from '../../domain/messages/report.ts'
import { ALERT_DEFINITIONS } from './alert-definitions.ts'
import { DATABASE_DEFINITIONS } from './database-definitions.ts'
import { type Definition, OTHER } from './definition.ts'
import { SENDING_DEFINITIONS } from './sending-definitions.ts'

/** How a webhook was answered. */
export const WEBHOOK_RESULTS = [
  'success',
  'partial',
  'error',
  'overloaded',
  'too-large',
  'in-crumbs',
  'unknown-coding',
  'aborted',
  'unavailable',
  'unauthorized',
  'limited',
] as const

/** Why a webhook was not let in. */
export const AUTH_FAILURES = [
  'address-not-allowed',
  'token-missing',
  'token-wrong',
  'signature-missing',
  'signature-wrong',
] as const

/** 0.25 and 1 s are the limits that Meta sets for webhook answers. */
const SECONDS = [0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
/** Senders' times have whole seconds, phones that were off report hours later. */
const LAG_SECONDS = [0.25, 1, 2, 5, 10, 30, 60, 300, 1800, 21_600, 86_400]
const REPORTS = [1, 5, 25, 100, 500, 2000]

/** Every metric of the service but those of the process itself. docs/metrics.md is made from it: `npm run docs`. */
export const DEFINITIONS = {
  buildInfo: {
    type: 'gauge',
    name: 'bluetick_build_info',
    help: 'Always 1; its labels say which version runs on what. Two versions for long: a rollout stands still.',
    labels: [
      ['version', { fromStart: "the service's version" }],
      ['runtime', { fromStart: 'node or deno' }],
      ['runtime_version', { fromStart: "the runtime's version" }],
    ],
  },

  webhooks: {
    type: 'counter',
    name: 'bluetick_webhooks_total',
    help: 'Webhooks answered, by result. Anything but success and partial makes the sender try again, or give up: look at the log.',
    labels: [['result', WEBHOOK_RESULTS]],
  },
  webhookSeconds: {
    type: 'histogram',
    name: 'bluetick_webhook_duration_seconds',
    help: 'From the first byte of a webhook to its answer. Meta wants a median of 0.25 s and under 1% above 1 s: above that, look at commit and statement times.',
    buckets: SECONDS,
  },
  lastWebhook: {
    type: 'gauge',
    name: 'bluetick_last_webhook_timestamp_seconds',
    help: 'When the last webhook was answered; 0 before the first. Old while messages go out: check the subscription at the sender.',
  },

  authFailures: {
    type: 'counter',
    name: 'bluetick_webhook_auth_failures_total',
    help: 'Webhooks turned away with 401, by reason. A steady sender with a wrong signature: compare the secrets. Others: strangers, nothing to do.',
    labels: [['reason', AUTH_FAILURES]],
  },
  webhookOpen: {
    type: 'gauge',
    name: 'bluetick_webhook_open',
    help: '1 while the webhook is unauthenticated: anyone who knows the URL can post. Set WEBHOOK_TOKEN or a secret.',
  },

  reports: {
    type: 'counter',
    name: 'bluetick_reports_total',
    help: 'Status reports understood, by kind and by source, duplicates included. Nothing to do by itself: compare kinds.',
    labels: [
      ['kind', KINDS],
      ['source', SOURCES],
    ],
  },
  failures: {
    type: 'counter',
    name: 'bluetick_failed_reports_total',
    help: "Reports of failure by WhatsApp's code, duplicates included. Look the leading code up in Meta's list: some stop the whole account.",
    labels: [['code', [...METERED_FAILURE_CODES, OTHER]]],
  },
  inbound: {
    type: 'counter',
    name: 'bluetick_inbound_messages_total',
    help: 'Messages that people wrote to us, duplicates included. Nothing to do.',
  },
  repliesMatched: {
    type: 'counter',
    name: 'bluetick_inbound_matched_total',
    help: 'Inbound messages for which the message they answer was looked for, again included. Standing still while inbound messages come: see the log.',
  },
  accountEvents: {
    type: 'counter',
    name: 'bluetick_account_events_total',
    help: 'Events of the account itself, by what they do to sending, duplicates included. What stops sending has an alert: see GET /api/events.',
    labels: [['effect', EVENT_EFFECTS]],
  },
  ignored: {
    type: 'counter',
    name: 'bluetick_ignored_items_total',
    help: 'Items of webhooks that are neither status reports nor replies: other topics. Nothing to do.',
  },
  rejects: {
    type: 'counter',
    name: 'bluetick_rejects_total',
    help: 'Items that could not be understood, by reason; kept in webhook_rejects. Read them there, fix the cause, replay them.',
    labels: [['reason', REJECT_REASONS]],
  },
  rejectsDropped: {
    type: 'counter',
    name: 'bluetick_rejects_dropped_total',
    help: 'Items that could not be understood and were not kept, because 100000 are kept already. Fix the cause, replay or delete them.',
  },
  stuck: {
    type: 'gauge',
    name: 'bluetick_stuck_reports',
    help: 'Reports that the database refused, each for itself, and that are tried again with growing pauses; counted every ten seconds. "bluetick stuck" lists them with the reason: fix it, then retry or drop them.',
  },
  unjoined: {
    type: 'gauge',
    name: 'bluetick_unjoined_changes',
    help: 'Rows written by other services that the database refused to join in, each for itself, and that are tried again with growing pauses; counted every ten seconds. "bluetick stuck changes" lists them with the reason.',
  },
  duplicates: {
    type: 'counter',
    name: 'bluetick_duplicate_reports_total',
    help: 'Reports that added nothing to what was known. Some are normal; most of them: the sender does not see our answers.',
  },
  inferred: {
    type: 'counter',
    name: 'bluetick_inferred_deliveries_total',
    help: 'Messages whose delivery was concluded from their being read. Normal: WhatsApp leaves such reports out.',
  },
  contradictions: {
    type: 'counter',
    name: 'bluetick_contradictions_total',
    help: 'Messages reported both as failed and as arrived. Rare and kept as arrived; many: ask the sender.',
  },
  lag: {
    type: 'histogram',
    name: 'bluetick_report_lag_seconds',
    help: "From the sender's time of a report to its commit; reports without a readable time are left out. High while commits are fast: the sender is late.",
    buckets: LAG_SECONDS,
  },

  batches: {
    type: 'counter',
    name: 'bluetick_batches_total',
    help: 'Batches of reports by how their commit ended. Failed ones were answered with an error or kept elsewhere: look at the database.',
    labels: [['result', ['committed', 'failed']]],
  },
  batchReports: {
    type: 'histogram',
    name: 'bluetick_batch_reports',
    help: 'Reports in one committed batch. Large batches at low traffic: the database is slow.',
    buckets: REPORTS,
  },
  commitSeconds: {
    type: 'histogram',
    name: 'bluetick_commit_duration_seconds',
    help: 'Time to join and commit one batch. If it grows, look at the statement times and at the database.',
    buckets: SECONDS,
  },
  lastCommit: {
    type: 'gauge',
    name: 'bluetick_last_commit_timestamp_seconds',
    help: 'When the last batch was committed; 0 before the first. Old while reports wait: the database stands.',
  },
  queueReports: {
    type: 'gauge',
    name: 'bluetick_queue_reports',
    help: 'Reports that wait for their commit. Near 100000 webhooks are refused with 503: look at the database.',
  },
  queueBytes: {
    type: 'gauge',
    name: 'bluetick_queue_bytes',
    help: 'Bytes of bodies whose reports wait for their commit. Near 64 MiB webhooks are refused with 503: look at the database.',
  },

  spooling: {
    type: 'gauge',
    name: 'bluetick_spooling',
    help: '1 while the database is away and webhooks go to the spool on disk, else 0. At 1, start the database: nothing is lost until the spool is full.',
  },
  spoolEntries: {
    type: 'gauge',
    name: 'bluetick_spool_entries',
    help: 'Batches of webhooks that wait on disk for the database. Falls by itself once the database is back.',
  },
  spoolBytes: {
    type: 'gauge',
    name: 'bluetick_spool_bytes',
    help: 'Bytes that wait on disk for the database. At SPOOL_MAX_BYTES webhooks are refused with 503: raise it, or start the database.',
  },
  spoolBytesMax: {
    type: 'gauge',
    name: 'bluetick_spool_bytes_max',
    help: 'The room in the spool, SPOOL_MAX_BYTES. Nothing to do: it is what the bytes that wait are compared with.',
  },
  spoolLost: {
    type: 'gauge',
    name: 'bluetick_spool_lost_webhooks',
    help: 'Webhooks that were answered with 200 and lost from the spool, because its files were damaged or removed; 1 at least where the number is not certain. The log names the folder with the damaged files: delete it when you have looked at it, and this is 0 again.',
  },
  spooled: {
    type: 'counter',
    name: 'bluetick_spooled_webhooks_total',
    help: 'Webhooks that were written to the spool because the database was away. Nothing to do: they are drained by themselves.',
  },
  drained: {
    type: 'counter',
    name: 'bluetick_drained_webhooks_total',
    help: 'Webhooks brought from the spool into the database. Stands still while entries wait: the log has the reason.',
  },

  ...DATABASE_DEFINITIONS,
  ...ALERT_DEFINITIONS,
  ...SENDING_DEFINITIONS,
} as const satisfies Readonly<Record<string, Definition>>
