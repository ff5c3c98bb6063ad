import type { MinuteFigures } from '../../../domain/alerts/service-minute.ts'

/** Minutes as `add-minutes` and `add-slow-statements` take them. */
export function rowsOfMinutes(minutes: ReadonlyMap<number, MinuteFigures>): {
  readonly rows: readonly object[]
  readonly slow: readonly object[]
} {
  const rows = [...minutes].map(([minuteMs, figures]) => ({
    minute_ms: minuteMs,
    webhooks: figures.webhooks,
    accepted: figures.accepted,
    unauthorized: figures.unauthorized,
    webhook_errors: figures.webhookErrors,
    webhooks_unavailable: figures.webhooksUnavailable,
    rejects: figures.rejects,
    lost_webhooks: figures.lostWebhooks,
    reports: figures.reports,
    sent_reports: figures.sentReports,
    delivered_reports: figures.deliveredReports,
    read_reports: figures.readReports,
    failed_reports: figures.failedReports,
    slow_updates: figures.slowUpdates,
    slowest_update_ms: figures.slowestUpdateMs,
    slow_queries: figures.slowQueries,
    slowest_query_ms: figures.slowestQueryMs,
  }))
  const slow = [...minutes].flatMap(([minuteMs, { slowStatements }]) =>
    [...slowStatements].map(([statement, { count, slowestMs }]) => ({
      minute_ms: minuteMs,
      statement,
      slow: count,
      slowest_ms: slowestMs,
    })),
  )
  return { rows, slow }
}
