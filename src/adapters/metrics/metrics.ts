import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Noticed } from '../../domain/change.ts'
import type { ParsedBody } from '../../domain/parsed-body.ts'
import { KINDS, REJECT_REASONS, type Rejected, SOURCES, type StatusReport } from '../../domain/report.ts'

/** How a webhook was answered; the `result` label. */
export const WEBHOOK_RESULTS = [
  'success',
  'partial',
  'error',
  'overloaded',
  'too-large',
  'aborted',
  'unavailable',
] as const
export type WebhookResult = (typeof WEBHOOK_RESULTS)[number]

/** 0.25 and 1 s are the limits that Meta sets for webhook answers. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
const REPORTS = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2000]

export type Metrics = ReturnType<typeof createMetrics>

/** All metrics of the service, on a registry of their own. Labels come from closed sets only. */
export function createMetrics(queued: () => { readonly items: number; readonly bytes: number }) {
  const registry = new Registry()
  const registers = [registry]
  const webhooks = new Counter({
    name: 'bluetick_webhooks_total',
    help: 'Webhooks answered, by result. Anything but success and partial means that data may be lost: look at the log.',
    labelNames: ['result'],
    registers,
  })
  const duration = new Histogram({
    name: 'bluetick_webhook_duration_seconds',
    help: 'From the first byte of a webhook to its answer. Meta wants a median of 0.25 s and under 1% above 1 s.',
    buckets: SECONDS,
    registers,
  })
  const reports = new Counter({
    name: 'bluetick_reports_total',
    help: 'Status reports understood, by kind and source, duplicates included.',
    labelNames: ['kind', 'source'],
    registers,
  })
  const ignored = new Counter({
    name: 'bluetick_ignored_items_total',
    help: 'Items of webhooks that are no status reports: inbound messages, other topics. Nothing to do.',
    registers,
  })
  const rejects = new Counter({
    name: 'bluetick_rejects_total',
    help: 'Items that could not be understood, by reason; kept in webhook_rejects. Read them there and replay them.',
    labelNames: ['reason'],
    registers,
  })
  const noticed = new Counter({
    name: 'bluetick_reports_noticed_total',
    help: 'Reports that added nothing (duplicates), deliveries inferred from read, failures contradicted by an arrival.',
    labelNames: ['what'],
    registers,
  })
  const batchReports = new Histogram({
    name: 'bluetick_batch_reports',
    help: 'Reports in one committed batch. Large batches at low traffic mean that the database is slow.',
    buckets: REPORTS,
    registers,
  })
  const commit = new Histogram({
    name: 'bluetick_commit_duration_seconds',
    help: 'Time to join and commit one batch. If it grows, look at the database.',
    buckets: SECONDS,
    registers,
  })
  const queueGauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  queueGauge(
    'bluetick_queue_reports',
    'Reports that wait for their commit. Near 100000, webhooks are refused with 503.',
    () => queued().items,
  )
  queueGauge(
    'bluetick_queue_bytes',
    'Bytes of bodies whose reports wait for their commit.',
    () => queued().bytes,
  )

  for (const result of WEBHOOK_RESULTS) webhooks.inc({ result }, 0)
  for (const kind of KINDS) for (const source of SOURCES) reports.inc({ kind, source }, 0)
  for (const reason of REJECT_REASONS) rejects.inc({ reason }, 0)
  for (const what of ['duplicate', 'inferred', 'contradiction']) noticed.inc({ what }, 0)

  return {
    registry,
    answered(result: WebhookResult, seconds: number) {
      webhooks.inc({ result })
      duration.observe(seconds)
    },
    received(parsed: ParsedBody) {
      for (const { kind, source } of parsed.reports) reports.inc({ kind, source })
      for (const { reason } of parsed.rejected) rejects.inc({ reason })
      if (parsed.ignored > 0) ignored.inc(parsed.ignored)
    },
    committed(
      batch: readonly StatusReport[],
      outcome: Noticed & { readonly refused: readonly Rejected[] },
      seconds: number,
    ) {
      batchReports.observe(batch.length)
      commit.observe(seconds)
      noticed.inc({ what: 'duplicate' }, outcome.duplicates)
      noticed.inc({ what: 'inferred' }, outcome.inferred)
      noticed.inc({ what: 'contradiction' }, outcome.contradictions)
      for (const { reason } of outcome.refused) rejects.inc({ reason })
    },
  }
}
