import { SEVERITIES } from '../../../domain/alerts/rule.ts'
import type { MessageLine } from '../../../domain/dashboard/messages.ts'
import type { PastAlert, Price, RejectLine, ServiceSums } from '../../../domain/dashboard/ports.ts'
import { oneOf } from '../connection/one-of.ts'
import type { RowOf } from '../connection/query.ts'

export function priceOf({ category, model, type, billable, messages }: RowOf<'dashboard/prices'>): Price {
  return {
    messages,
    ...(category !== null && { category }),
    ...(model !== null && { model }),
    ...(type !== null && { type }),
    ...(billable !== null && { billable }),
  }
}

export function serviceSumsOf({
  webhook_errors,
  slowest_update_ms,
  ...sums
}: RowOf<'dashboard/service-sums'>): ServiceSums {
  return { ...sums, webhookErrors: webhook_errors, slowestUpdateMs: slowest_update_ms }
}

export function messageLineOf(row: RowOf<'dashboard/messages-page'>): MessageLine {
  return {
    id: row.message_id,
    heardAtMs: row.created_at.getTime(),
    ...(row.phone_number !== null && { phone: row.phone_number }),
    ...(row.campaign !== null && { campaign: row.campaign }),
    ...(row.sent_at !== null && { sentAtMs: row.sent_at.getTime() }),
    ...(row.delivered_at !== null && { deliveredAtMs: row.delivered_at.getTime() }),
    ...(row.read_at !== null && { readAtMs: row.read_at.getTime() }),
    ...(row.replied_at !== null && { repliedAtMs: row.replied_at.getTime() }),
    ...(row.failed_at !== null && { failedAtMs: row.failed_at.getTime() }),
    ...(row.failure_code !== null && { failureCode: row.failure_code }),
  }
}

export function pastAlertOf(row: RowOf<'dashboard/episodes'>): PastAlert {
  return {
    id: row.id,
    rule: row.rule,
    severity: oneOf(SEVERITIES, row.severity, 'severity'),
    // Written by ourselves, as an object of texts.
    labels: row.labels as PastAlert['labels'],
    firedAtMs: row.fired_at.getTime(),
    ...(row.ended_at !== null && { endedAtMs: row.ended_at.getTime() }),
    ...(row.summary !== null && { summary: row.summary }),
    ...(row.acknowledged_by !== null && { acknowledgedBy: row.acknowledged_by }),
    ...(row.note !== null && { note: row.note }),
  }
}

export function rejectOf(row: RowOf<'dashboard/rejects'>): RejectLine {
  const { id, source, reason, explanation } = row
  return { id, source, reason, explanation, receivedAtMs: row.received_at.getTime() }
}
