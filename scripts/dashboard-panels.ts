/** A panel: what it shows, what to do when it looks bad, and what it asks Prometheus. */
export interface Panel {
  readonly title: string
  readonly description: string
  readonly kind?: 'timeseries' | 'stat' | 'bargauge'
  /** Grafana's name of the unit. */
  readonly unit: string
  /** PromQL → legend. */
  readonly asks: Readonly<Record<string, string>>
  /** Lines that must not be crossed. */
  readonly limits?: readonly number[]
  /** Of 24 columns. */
  readonly width: number
}

/** The dashboard's rows, in the order in which one looks when something is wrong. */
export const ROWS: Readonly<Record<string, readonly Panel[]>> = {
  Traffic: [
    {
      title: 'Webhooks by result',
      description: 'Anything but success and partial makes the sender try again: look at the log.',
      unit: 'reqps',
      asks: { 'sum by (result) (rate(bluetick_webhooks_total[$__rate_interval]))': '{{result}}' },
      width: 12,
    },
    {
      title: 'Reports by kind',
      description: 'Status reports understood, duplicates included.',
      unit: 'cps',
      asks: { 'sum by (kind) (rate(bluetick_reports_total[$__rate_interval]))': '{{kind}}' },
      width: 12,
    },
    {
      title: 'Reports by source',
      description: 'Which of the three envelopes they come in.',
      unit: 'cps',
      asks: { 'sum by (source) (rate(bluetick_reports_total[$__rate_interval]))': '{{source}}' },
      width: 6,
    },
    {
      title: 'Rejected items by reason',
      description: 'Kept in webhook_rejects: read them there, fix the cause, replay them.',
      unit: 'cps',
      asks: { 'sum by (reason) (rate(bluetick_rejects_total[$__rate_interval])) > 0': '{{reason}}' },
      width: 6,
    },
    {
      title: 'Turned away by reason',
      description: 'A steady sender with a wrong signature: compare the secrets. Others are strangers.',
      unit: 'reqps',
      asks: {
        'sum by (reason) (rate(bluetick_webhook_auth_failures_total[$__rate_interval]))': '{{reason}}',
      },
      width: 6,
    },
    {
      title: 'Ignored, duplicate, inferred, contradictory',
      description: 'Normal in small numbers. Most reports duplicate: the sender does not see our answers.',
      unit: 'cps',
      asks: {
        'sum(rate(bluetick_ignored_items_total[$__rate_interval]))': 'ignored',
        'sum(rate(bluetick_duplicate_reports_total[$__rate_interval]))': 'duplicate',
        'sum(rate(bluetick_inferred_deliveries_total[$__rate_interval]))': 'delivery inferred',
        'sum(rate(bluetick_contradictions_total[$__rate_interval]))': 'contradictory',
      },
      width: 6,
    },
  ],
  'Delivery funnel': [
    {
      title: 'Reports of the time shown',
      description:
        'From sent to read, by reports. The exact figures by message are in the analytics: these count duplicates too.',
      kind: 'bargauge',
      unit: 'short',
      asks: {
        'sum(increase(bluetick_reports_total{kind="sent"}[$__range]))': 'sent',
        'sum(increase(bluetick_reports_total{kind="delivered"}[$__range]))': 'delivered',
        'sum(increase(bluetick_reports_total{kind="read"}[$__range]))': 'read',
        'sum(increase(bluetick_reports_total{kind="failed"}[$__range]))': 'failed',
      },
      width: 8,
    },
    {
      title: 'Failures by code',
      description: "Look the leading code up in Meta's list: 131042, 131031 and 368 stop the whole account.",
      unit: 'cps',
      asks: { 'sum by (code) (rate(bluetick_failed_reports_total[$__rate_interval])) > 0': '{{code}}' },
      width: 8,
    },
    {
      title: "Lag: from the sender's time to the commit",
      description: 'High while commits are fast: the sender is late. Senders tell whole seconds.',
      unit: 's',
      asks: {
        'histogram_quantile(0.5, sum by (le) (rate(bluetick_report_lag_seconds_bucket[$__rate_interval])))':
          'p50',
        'histogram_quantile(0.95, sum by (le) (rate(bluetick_report_lag_seconds_bucket[$__rate_interval])))':
          'p95',
      },
      width: 8,
    },
  ],
  Latency: [
    {
      title: 'Answers to webhooks',
      description: 'Meta wants a median of 0.25 s or less.',
      unit: 's',
      asks: {
        'job:bluetick_webhook_duration_seconds:p50_rate5m': 'p50',
        'job:bluetick_webhook_duration_seconds:p99_rate5m': 'p99',
      },
      limits: [0.25, 1],
      width: 8,
    },
    {
      title: 'Answers above 1 s',
      description: 'Meta wants under 1%.',
      unit: 'percentunit',
      asks: { 'job:bluetick_webhooks_above_1s:ratio_rate5m': 'above 1 s' },
      limits: [0.01],
      width: 8,
    },
    {
      title: 'Commit of a batch',
      description: 'If it grows, look at the statements and at the database.',
      unit: 's',
      asks: {
        'job:bluetick_commit_duration_seconds:p99_rate5m': 'p99',
        'sum(rate(bluetick_commit_duration_seconds_sum[$__rate_interval])) / sum(rate(bluetick_commit_duration_seconds_count[$__rate_interval]))':
          'mean',
      },
      limits: [1],
      width: 8,
    },
  ],
  'Queue and spool': [
    {
      title: 'Reports that wait for their commit',
      description: 'At 100,000 webhooks are refused with 503.',
      unit: 'short',
      asks: { bluetick_queue_reports: '{{instance}}' },
      limits: [80_000],
      width: 8,
    },
    {
      title: 'Bytes that wait for their commit',
      description: 'At 64 MiB webhooks are refused with 503.',
      unit: 'bytes',
      asks: { bluetick_queue_bytes: '{{instance}}' },
      limits: [53_687_091],
      width: 8,
    },
    {
      title: 'Spool: bytes on disk that wait for the database',
      description:
        'Rises while the database is away, falls by itself once it is back. At most: webhooks are refused.',
      unit: 'bytes',
      asks: { bluetick_spool_bytes: '{{instance}}', 'min(bluetick_spool_bytes_max)': 'at most' },
      width: 8,
    },
    {
      title: 'Spool: entries that wait',
      description: 'Above 0 while the database answers, for long: the log says why they cannot be drained.',
      unit: 'short',
      asks: { bluetick_spool_entries: '{{instance}}', bluetick_spooling: '{{instance}} is spooling' },
      width: 8,
    },
    {
      title: 'Spool: webhooks in and out',
      description: 'What went in comes out by itself.',
      unit: 'reqps',
      asks: {
        'sum(rate(bluetick_spooled_webhooks_total[$__rate_interval]))': 'spooled',
        'sum(rate(bluetick_drained_webhooks_total[$__rate_interval]))': 'drained',
      },
      width: 8,
    },
    {
      title: 'Batches and their size',
      description: 'Large batches at low traffic: the database is slow. Failed batches: it is away.',
      unit: 'short',
      asks: {
        'sum by (result) (rate(bluetick_batches_total[$__rate_interval]))': '{{result}} a second',
        'sum(rate(bluetick_batch_reports_sum[$__rate_interval])) / sum(rate(bluetick_batch_reports_count[$__rate_interval]))':
          'reports in one',
      },
      width: 8,
    },
  ],
  Alerts: [
    {
      title: "Bluetick's alerts that fire",
      description: 'Read the mail, or run "bluetick alerts list".',
      kind: 'stat',
      unit: 'short',
      asks: {
        'max by (rule, severity) (bluetick_alerts_firing) > 0 or sum(bluetick_alerts_firing)': '{{rule}}',
      },
      width: 8,
    },
    {
      title: 'Evaluations by result',
      description:
        'None for long: nobody is notified of what goes wrong. error: run "bluetick alerts check".',
      unit: 'cps',
      asks: { 'sum by (result) (rate(bluetick_alert_evaluations_total[$__rate_interval]))': '{{result}}' },
      width: 8,
    },
    {
      title: 'Mails by result, and the age of the oldest that waits',
      description: 'Older than a minute: look at the mail server.',
      unit: 'short',
      asks: {
        'sum by (result) (increase(bluetick_mails_total[$__rate_interval]))': '{{result}}',
        'max(bluetick_alert_outbox_age_seconds)': 'seconds waited',
      },
      limits: [60],
      width: 8,
    },
    {
      title: "Prometheus' alerts",
      description: 'The watchdog always fires.',
      kind: 'stat',
      unit: 'short',
      asks: {
        'count by (alertname, severity) (ALERTS{alertname=~"Bluetick.*", alertstate="firing"})':
          '{{alertname}}',
      },
      width: 12,
    },
    {
      title: 'Seconds since the last webhook and the last commit',
      description: 'A webhook that came and no commit after it: the database stands.',
      kind: 'stat',
      unit: 's',
      asks: {
        'time() - max(bluetick_last_webhook_timestamp_seconds)': 'webhook',
        'time() - max(bluetick_last_commit_timestamp_seconds)': 'commit',
      },
      width: 12,
    },
  ],
  Database: [
    {
      title: 'Database',
      description: '1: it answers. 0: start it.',
      kind: 'stat',
      unit: 'short',
      asks: { bluetick_database_up: '{{instance}}' },
      width: 4,
    },
    {
      title: 'Connections',
      description:
        'All in use, or tasks waiting, for long: raise DATABASE_POOL_SIZE, or look for slow statements.',
      unit: 'short',
      asks: {
        'sum by (state) (bluetick_database_connections)': '{{state}}',
        'sum(bluetick_database_waiting)': 'waiting',
        'sum(bluetick_database_connections_max)': 'at most',
      },
      width: 10,
    },
    {
      title: 'Errors by statement, and broken connections',
      description: 'connect: the database cannot be reached. Others: the log has the reason.',
      unit: 'cps',
      asks: {
        'sum by (statement) (rate(bluetick_database_statement_errors_total[$__rate_interval])) > 0':
          '{{statement}}',
        'sum(rate(bluetick_database_broken_connections_total[$__rate_interval]))': 'broken while idle',
      },
      width: 10,
    },
    {
      title: 'Mean time by statement',
      description: 'Which one became slow: EXPLAIN that one.',
      unit: 's',
      asks: { 'job_statement:bluetick_database_statement_duration_seconds:mean5m': '{{statement}}' },
      width: 12,
    },
    {
      title: 'Statements by name',
      description: 'A batch takes a fixed number, whatever its size.',
      unit: 'cps',
      asks: {
        'sum by (statement) (rate(bluetick_database_statements_total[$__rate_interval]))': '{{statement}}',
      },
      width: 12,
    },
  ],
  Process: [
    {
      title: 'Versions',
      description: 'Two for long: a rollout stands still.',
      kind: 'stat',
      unit: 'short',
      asks: {
        'count by (version, runtime, runtime_version) (bluetick_build_info)':
          '{{version}} on {{runtime}} {{runtime_version}}',
      },
      width: 6,
    },
    {
      title: 'CPU',
      description: '1 is one core. Node only.',
      unit: 'short',
      asks: { 'rate(process_cpu_seconds_total{job="bluetick"}[$__rate_interval])': '{{instance}}' },
      width: 6,
    },
    {
      title: 'Memory',
      description: 'Resident. Node only.',
      unit: 'bytes',
      asks: { 'process_resident_memory_bytes{job="bluetick"}': '{{instance}}' },
      width: 6,
    },
    {
      title: 'Event loop lag',
      description: 'p99. Above 0.1 s one thread has too much to do: add a replica. Node only.',
      unit: 's',
      asks: { 'nodejs_eventloop_lag_p99_seconds{job="bluetick"}': '{{instance}}' },
      limits: [0.1],
      width: 6,
    },
  ],
}
