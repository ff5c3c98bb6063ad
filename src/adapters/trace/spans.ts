import { type Span, SpanStatusCode, trace } from '@opentelemetry/api'
import type { TracePoint } from '../../domain/messages/trace-point.ts'
import { type InSpan, SpanKind, type SpanSettings, withoutSpan } from './in-span.ts'

/** OpenTelemetry's own default for the links of one span. */
export const MAX_LINKS = 128

const WEBHOOK: SpanSettings = {
  kind: SpanKind.SERVER,
  attributes: { 'http.request.method': 'POST', 'http.route': '/webhook', 'url.path': '/webhook' },
  active: false,
}

export type Spans = ReturnType<typeof createSpans>

/** The spans of the service, named and described by OpenTelemetry's stable conventions for HTTP and databases. */
export function createSpans(inSpan: InSpan) {
  const off = inSpan === withoutSpan

  return {
    /**
     * One webhook; `work` is given where in the trace it is, where it is sampled. The path is the route, never the
     * URL, which may hold a token.
     */
    webhook<T>(
      response: { readonly statusCode: number },
      work: (point?: TracePoint) => Promise<T>,
    ): Promise<T> {
      if (off) return work()
      const traced = async (span: Span) => {
        const result = await work(span.spanContext())
        span.setAttribute('bluetick.webhook.result', String(result))
        answered(span, response)
        return result
      }
      return inSpan('POST /webhook', WEBHOOK, (span) => (span === undefined ? work() : traced(span)))
    },

    /** One request of the API, by its route: the URL holds ids of people's messages. */
    request<T>(
      method: string,
      route: string,
      response: { readonly statusCode: number },
      work: () => Promise<T>,
    ): Promise<T> {
      if (off) return work()
      const attributes = { 'http.request.method': method, 'http.route': route }
      return inSpan(`${method} ${route}`, { kind: SpanKind.SERVER, attributes }, async (span) => {
        const result = await work()
        answered(span, response)
        return result
      })
    },

    /**
     * One batch, with its number of reports: a trace of its own, linked to the webhooks that wait for it; `work` is given where
     * in the trace it is, where it is sampled.
     */
    batch<T>(
      reports: number,
      webhooks: readonly TracePoint[],
      work: (point?: TracePoint) => Promise<T>,
    ): Promise<T> {
      if (off) return work()
      const attributes = { 'bluetick.batch.reports': reports }
      const links = webhooks.slice(0, MAX_LINKS).map((webhook) => ({ context: webhook }))
      const settings = { attributes, links, root: true, active: false }
      return inSpan('commit batch', settings, (span) => work(span?.spanContext()))
    },

    /** One evaluation of an alert rule. */
    rule<T extends { readonly kind: string }>(name: string, work: () => Promise<T>): Promise<T> {
      if (off) return work()
      const attributes = { 'bluetick.alert.rule': name }
      return inSpan('evaluate rule', { attributes }, async (span) => {
        const answer = await work()
        if (answer.kind === 'error') fail(span, 'rule')
        return answer
      })
    },

    /** One attempt to send a mail, without its recipient. */
    mail<T extends { readonly kind: string }>(work: () => Promise<T>): Promise<T> {
      if (off) return work()
      return inSpan('send mail', { kind: SpanKind.CLIENT }, async (span) => {
        const result = await work()
        span?.setAttribute('bluetick.mail.result', result.kind)
        if (result.kind !== 'sent') fail(span, result.kind)
        return result
      })
    },

    /** One step on the database, by the name of its statement; recorded only within the work that asked for it. */
    statement<T>(name: string, work: () => Promise<T>, asker?: TracePoint): Promise<T> {
      if (off) return work()
      const under = asker ?? trace.getActiveSpan()?.spanContext()
      if (under === undefined) return work()
      const attributes = { 'db.system.name': 'postgresql', 'db.query.summary': name }
      const settings = { kind: SpanKind.CLIENT, attributes, under, active: false }
      return inSpan(name, settings, () => work())
    },
  }
}

function answered(span: Span | undefined, { statusCode }: { readonly statusCode: number }): void {
  span?.setAttribute('http.response.status_code', statusCode)
  if (statusCode >= 500) fail(span, String(statusCode))
}

/** Marks a span whose work returned its failure instead of throwing it. */
function fail(span: Span | undefined, errorType: string): void {
  span?.setAttribute('error.type', errorType)
  span?.setStatus({ code: SpanStatusCode.ERROR })
}
