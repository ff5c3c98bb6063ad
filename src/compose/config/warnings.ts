import { hasOwnTelemetry } from '../tracing.ts'
import type { Config } from './config.ts'

/** What is unprotected or missing in a valid configuration: one sentence each. */
export function warnings(config: Config): readonly string[] {
  const found: string[] = []
  if (config.WEBHOOK_VERIFY_TOKEN === undefined) {
    found.push('WEBHOOK_VERIFY_TOKEN is not set: Meta cannot verify this URL (AiSensy can).')
  }
  if (config.SEND_VIA === 'off' && config.AISENSY_ACCESS_TOKEN !== undefined) {
    found.push('AISENSY_ACCESS_TOKEN is not used while SEND_VIA is off: Bluetick sends nothing.')
  }
  if (unauthenticated(config)) {
    found.push(
      'The webhook is unauthenticated: anyone who knows the URL can post statuses. ' +
        'Set WEBHOOK_TOKEN, AISENSY_WEBHOOK_SECRET, META_APP_SECRET or WEBHOOK_ALLOWED_IPS.',
    )
  }
  if (hasOwnTelemetry(config)) {
    found.push(
      "OTEL_DENO is set: Deno's own spans of HTTP requests hold whole URLs, and with them the tokens in those. " +
        'Remove url.full and url.query in the collector (ops/otel-collector.yaml does), or unset OTEL_DENO: ' +
        "Bluetick's own spans go to OTEL_EXPORTER_OTLP_ENDPOINT without it.",
    )
  }
  return found
}

/** Whether nothing is asked of those who send webhooks. */
export function unauthenticated(config: Config): boolean {
  const checks = [
    config.WEBHOOK_TOKEN,
    config.AISENSY_WEBHOOK_SECRET,
    config.META_APP_SECRET,
    config.WEBHOOK_ALLOWED_IPS,
  ]
  return checks.every((check) => check === undefined)
}
