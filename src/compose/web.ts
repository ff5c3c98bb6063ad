import type { RequestListener } from 'node:http'
import type { Router } from 'express'
import type { AccountApi } from '../adapters/http/api/account/api.ts'
import { eventEndpoint } from '../adapters/http/api/account/events.ts'
import { suppressionEndpoints } from '../adapters/http/api/account/suppressions.ts'
import { analyticsEndpoints } from '../adapters/http/api/analytics/endpoints.ts'
import { createCampaignEndpoints } from '../adapters/http/api/campaigns/endpoints.ts'
import { createApiRouter } from '../adapters/http/api/router.ts'
import type { SendingApi } from '../adapters/http/api/sending/api.ts'
import { sendingEndpoints } from '../adapters/http/api/sending/endpoints.ts'
import { createListener, type Readiness } from '../adapters/http/create-app.ts'
import { createGuard } from '../adapters/http/guard/guard.ts'
import { createReceptions } from '../adapters/http/reception.ts'
import { createCountLog } from '../adapters/log/count-log.ts'
import type { Logger } from '../adapters/log/logger.ts'
import type { Metrics } from '../adapters/metrics/metrics.ts'
import { traceIdsOf } from '../adapters/trace/in-span.ts'
import type { Spans } from '../adapters/trace/spans.ts'
import type { Analytics } from '../app/analytics/analytics.ts'
import type { CampaignUseCases } from '../app/campaigns/use-cases.ts'
import { type Ingest, type ReceiverMeter, receiveWebhook } from '../app/ingest/receive.ts'
import type { Alerting } from './alerting.ts'
import { bodyParserOf } from './body-parser.ts'
import type { Config } from './config/config.ts'

export interface WebParts {
  readonly config: Config
  readonly log: Logger
  /** What callers of the API must send. */
  readonly apiToken: string
  readonly metrics: Metrics
  readonly spans: Spans
  readonly ingest: Ingest
  readonly campaigns: CampaignUseCases
  readonly account: AccountApi
  readonly sending: SendingApi
  readonly analytics: Analytics
  readonly alerting: Alerting
  /** Absent where the dashboard is off. */
  readonly pages?: Router
  readonly readiness: () => Promise<Readiness>
  /** Milliseconds since the epoch, by which receipts are stamped. */
  readonly now: () => number
}

/** All that is served over HTTP: webhooks, the API, the pages that mails link to, metrics and health. */
export function createWeb(parts: WebParts): RequestListener {
  const { config, log, metrics, spans, ingest, analytics, alerting } = parts
  const parse = bodyParserOf(config)
  const api = createApiRouter({
    token: parts.apiToken,
    endpoints: [
      ...createCampaignEndpoints(parts.campaigns),
      ...suppressionEndpoints(parts.account),
      eventEndpoint(parts.account),
      ...sendingEndpoints(parts.sending),
      ...alerting.endpoints,
      ...analyticsEndpoints(analytics.questions, analytics.answer, config.DEFAULT_COUNTRY),
    ],
    trace: ({ method, route }, response, work) =>
      spans.request(method.toUpperCase(), `/api${route}`, response, work),
    onError: (err, requestId) => log.error({ err, requestId }, 'API request failed'),
  })
  const refusals = createCountLog((reasons) => log.warn({ reasons }, 'webhooks refused, by reason'))
  const rejects = createCountLog((reasons) =>
    log.warn({ reasons }, 'webhook items rejected, by reason: kept in bluetick.webhook_rejects'),
  )
  const meter: ReceiverMeter = {
    received(parsed) {
      metrics.received(parsed)
      for (const { reason } of parsed.rejected) rejects(reason)
    },
  }
  const guard = createGuard({
    aisensySecrets: config.AISENSY_WEBHOOK_SECRET,
    metaSecrets: config.META_APP_SECRET,
    tokens: config.WEBHOOK_TOKEN,
    allowedRanges: config.WEBHOOK_ALLOWED_IPS,
    trustedProxies: config.TRUST_PROXY,
    rateLimit: config.WEBHOOK_RATE_LIMIT,
    refused(reason) {
      metrics.turnedAway(reason)
      refusals(reason)
    },
    onUnexpectedProxy: () =>
      log.warn(
        "Webhooks come with X-Forwarded-For, and TRUST_PROXY is not set: all of them count as the proxy's. " +
          'Set TRUST_PROXY to the number of proxies in front or to their addresses, or to 0 if there are none.',
      ),
    now: () => performance.now(),
  })
  return createListener({
    webhook: {
      guard,
      hasRoom: ingest.hasRoom,
      receptions: createReceptions(),
      receive: (body, { storable }, trace) =>
        receiveWebhook(body, parts.now(), parse, ingest, meter, storable, trace),
      answered: metrics.answered,
      trace: spans.webhook,
      onError: (err, trace) => log.error({ err, ...traceIdsOf(trace) }, 'webhook failed'),
    },
    ...(config.WEBHOOK_VERIFY_TOKEN !== undefined && { verifyToken: config.WEBHOOK_VERIFY_TOKEN }),
    api,
    alertPages: alerting.pages,
    ...(parts.pages !== undefined && { pages: parts.pages }),
    registry: metrics.registry,
    ...(config.METRICS_TOKEN !== undefined && { metricsToken: config.METRICS_TOKEN }),
    readiness: parts.readiness,
  })
}
