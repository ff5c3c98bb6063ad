import { type Span, type SpanContext, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api'
import { type InSpan, SpanKind, withoutSpan } from './in-span.ts'

/** OpenTelemetry's own default for the links of one span. */
export const MAX_LINKS = 128

export type Spans = ReturnType<typeof createSpans>

/** The spans of the service, named and described by OpenTelemetry's stable conventions for HTTP and databases. */
export function createSpans(inSpan: InSpan) {
  const off = inSpan === withoutSpan
  /** The webhook that each submission came with, by its first report; forgotten with the report. */
  const webhookOf = new WeakMap<object, SpanContext>()

  return {
    /** One webhook. The path is the route, never the URL, which may hold a token. */
    webhook<T>(response: { readonly statusCode: number }, work: () => Promise<T>): Promise<T> {
      if (off) return work()
      const attributes = { 'http.request.method': 'POST', 'http.route': '/webhook', 'url.path': '/webhook' }
      return inSpan('POST /webhook', { kind: SpanKind.SERVER, attributes, childless: true }, async (span) => {
        const result = await work()
        span?.setAttribute('http.response.status_code', response.statusCode)
        span?.setAttribute('bluetick.webhook.result', String(result))
        if (response.statusCode >= 500) fail(span, String(response.statusCode))
        return result
      })
    },

    /** Reports were handed to a batch from within the active span. */
    submitted(reports: readonly object[]): void {
      const [first] = reports
      const active = off || first === undefined ? undefined : trace.getActiveSpan()?.spanContext()
      if (first === undefined || active === undefined) return
      if ((active.traceFlags & TraceFlags.SAMPLED) !== 0) webhookOf.set(first, active)
    },

    /** One batch: a trace of its own, linked to the webhooks that wait for it. */
    batch<T>(reports: readonly object[], work: () => Promise<T>): Promise<T> {
      if (off) return work()
      const links: SpanContext[] = []
      for (const report of reports) {
        const webhook = links.length < MAX_LINKS ? webhookOf.get(report) : undefined
        if (webhook !== undefined) links.push(webhook)
      }
      const attributes = { 'bluetick.batch.reports': reports.length }
      return inSpan('commit batch', { attributes, links, root: true }, work)
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

    /** One attempt to send a mail; to whom is nobody's business. */
    mail<T extends { readonly kind: string }>(work: () => Promise<T>): Promise<T> {
      if (off) return work()
      return inSpan('send mail', { kind: SpanKind.CLIENT }, async (span) => {
        const result = await work()
        span?.setAttribute('bluetick.mail.result', result.kind)
        if (result.kind !== 'sent') fail(span, result.kind)
        return result
      })
    },

    /** One step on the database, by the name of its statement. */
    statement<T>(name: string, work: () => Promise<T>): Promise<T> {
      // Within a batch that is not sampled nothing would come of it.
      if (off || trace.getActiveSpan()?.isRecording() === false) return work()
      const attributes = { 'db.system.name': 'postgresql', 'db.query.summary': name }
      return inSpan(name, { kind: SpanKind.CLIENT, attributes, childless: true }, work)
    },
  }
}

/** Marks a span whose work told of its failure instead of throwing it. */
function fail(span: Span | undefined, errorType: string): void {
  span?.setAttribute('error.type', errorType)
  span?.setStatus({ code: SpanStatusCode.ERROR })
}
