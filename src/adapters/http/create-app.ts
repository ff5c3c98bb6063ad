import type { RequestListener } from 'node:http'
import express, { type Express, type NextFunction, type Request, type Response, type Router } from 'express'
import helmet from 'helmet'
import type { Registry } from 'prom-client'
import { createSingleFlight } from '../../domain/async/single-flight.ts'
import { isAuthorized } from './api/authorize.ts'
import { isBadValue } from './bad-value.ts'
import { createHandshakeHandler } from './handshake.ts'
import { createWebhookHandler, type WebhookOptions } from './webhook.ts'

export interface AppOptions {
  readonly webhook: WebhookOptions
  readonly verifyToken?: string
  /** Everything under `/api`. */
  readonly api: Router
  /** The pages that mails link to. */
  readonly alertPages: Router
  /** The dashboard; absent where it is off. It leaves whoever does not ask for HTML to the answers here. */
  readonly pages?: Router
  readonly registry: Registry
  /** What must be sent as `Authorization: Bearer` to read the metrics, where anything must. */
  readonly metricsToken?: string
  readonly readiness: () => Promise<Readiness>
}

/** What `/readyz` says. While webhooks are spooled they must go on coming: only `not ready` is a 503. */
export interface Readiness {
  readonly status: 'ready' | 'spooling' | 'not ready'
  readonly reason?: string
  /** One sentence where acknowledged webhooks were lost, until a person has dealt with it. */
  readonly lost?: string
  /** One sentence where linked tables lag or refuse rows: nothing is lost, and webhooks are taken as ever. */
  readonly link?: string
}

/** What a program finds at `/`; browsers get the dashboard. */
const INDEX = {
  service: 'bluetick',
  webhook: 'POST /webhook',
  api: '/api/openapi.json',
  metrics: '/metrics',
  health: ['/healthz', '/readyz'],
}

/** `/webhook` and `/webhook/<token>`, with or without a query; a token may hold a "/". */
const WEBHOOK_URL = /^\/webhook(\/|\?|$)/i

/**
 * The HTTP side of the service. Webhooks go straight to their handler, everything else through Express: its routing
 * costs more than all the rest that a webhook needs in this process.
 */
export function createListener(options: AppOptions): RequestListener {
  const handleWebhook = createWebhookHandler(options.webhook)
  const app = createApp(options)
  return (request, response) => {
    request.url = originForm(request.url ?? '/')
    if (request.method !== 'POST' || !WEBHOOK_URL.test(request.url ?? '')) app(request, response)
    else handleWebhook(request, response).catch((error) => options.webhook.onError(error))
  }
}

/** RFC 9112, section 3.2.2: a request may name the whole address, as to a proxy. */
function originForm(target: string): string {
  if (!/^https?:\/\//i.test(target)) return target
  const path = target.replace(/^https?:\/\/[^/?#]*/i, '')
  return path.startsWith('/') ? path : `/${path}`
}

function createApp(options: AppOptions): Express {
  const app = express()
  // A page of metrics takes milliseconds, and one packet may ask for a hundred.
  const metrics = createSingleFlight(() => options.registry.metrics())
  app.disable('x-powered-by')
  app.disable('etag')
  app.use(helmet())
  app.get(['/webhook', '/webhook/*token'], createHandshakeHandler(options.verifyToken))
  app.use('/api', options.api)
  app.use(options.alertPages)

  app.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' })
  })
  app.get('/readyz', async (_request, response) => {
    const readiness = await options.readiness()
    response.status(readiness.status === 'not ready' ? 503 : 200).json(readiness)
  })
  app.get('/metrics', async (request, response) => {
    if (options.metricsToken !== undefined && !isAuthorized(request, options.metricsToken)) {
      response.setHeader('www-authenticate', 'Bearer realm="bluetick metrics"')
      const message = 'Send the header "Authorization: Bearer <METRICS_TOKEN>".'
      response.status(401).json({ status: 'error', message })
      return
    }
    response.type(options.registry.contentType).send(await metrics.run())
  })

  // Before the pages, whose router answers OPTIONS for all addresses below it.
  refuseOtherMethods(app, ['/webhook', '/webhook/*token'], 'GET, HEAD, POST')
  refuseOtherMethods(app, ['/healthz', '/readyz', '/metrics'], 'GET, HEAD')
  if (options.pages !== undefined) app.use(options.pages)
  app.get('/', (_request, response) => {
    response.json(INDEX)
  })
  refuseOtherMethods(app, ['/'], 'GET, HEAD')
  app.use((_request, response) => {
    const message = 'There is nothing at this address. Webhooks go to POST /webhook.'
    response.status(404).json({ status: 'error', message })
  })
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const status = statusOfBadRequest(error)
    // Client error: not logged, because its message repeats the URL, with tokens and numbers in it.
    if (status === undefined) options.webhook.onError(error)
    if (response.headersSent) return
    const message = status === undefined ? 'Something went wrong here.' : 'The request cannot be understood.'
    response.status(status ?? 500).json({ status: 'error', message })
  })
  return app
}

function refuseOtherMethods(app: Express, paths: string[], allowed: string): void {
  app.all(paths, (_request, response) => {
    const message = `This address answers ${allowed} only.`
    response.status(405).setHeader('allow', allowed).json({ status: 'error', message })
  })
}

/** The 4xx that Express's parts give to bad input: an address that is not well encoded, a form that is too long. */
function statusOfBadRequest(error: unknown): number | undefined {
  const status = error instanceof Error && 'status' in error ? Number(error.status) : Number.NaN
  if (status >= 400 && status < 500) return status
  return isBadValue(error) ? 400 : undefined
}
