import {
  type Attributes,
  context,
  ProxyTracerProvider,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api'

const SCOPE = 'bluetick'

export { SpanKind }

export interface SpanSettings {
  readonly kind?: SpanKind
  /** Nothing personal: no phone number, message id, query or secret. */
  readonly attributes?: Attributes
  /** Spans of other traces that this one stands for too. */
  readonly links?: readonly SpanContext[]
  /** True where the span begins a trace, whatever is active. */
  readonly root?: boolean
  /** True where no span is made within it: then one that is not sampled is not made active, which spares its cost. */
  readonly childless?: boolean
}

/**
 * Runs `work` as a span, which is active meanwhile: spans and log lines made in it belong to it. An error that
 * `work` throws marks the span by its type and goes on; its words, which may quote people's data, are left out.
 */
export type InSpan = <T>(
  name: string,
  settings: SpanSettings,
  work: (span: Span | undefined) => Promise<T>,
) => Promise<T>

/** Where traces are off: only the work. */
export const withoutSpan: InSpan = (_name, _settings, work) => work(undefined)

/**
 * `InSpan` on whatever tracer provider is registered now; `withoutSpan` where none is, so that traces that are off
 * cost nothing.
 */
export function createInSpan(): InSpan {
  const tracer = registeredTracer()
  if (tracer === undefined) return withoutSpan
  return async (name, settings, work) => {
    const {
      kind = SpanKind.INTERNAL,
      attributes = {},
      links = [],
      root = false,
      childless = false,
    } = settings
    const asLinks = links.map((linked) => ({ context: linked }))
    const span = tracer.startSpan(name, { kind, attributes, links: asLinks, root })
    if (childless && !span.isRecording()) return work(undefined)
    try {
      return await context.with(trace.setSpan(context.active(), span), work, undefined, span)
    } catch (error) {
      span.setAttribute('error.type', errorType(error))
      span.setStatus({ code: SpanStatusCode.ERROR })
      throw error
    } finally {
      span.end()
    }
  }
}

/** The ids of the active span, as log lines carry them; empty where there is none. */
export function activeTraceIds(): { readonly trace_id?: string; readonly span_id?: string } {
  const active = trace.getActiveSpan()?.spanContext()
  return active === undefined ? {} : { trace_id: active.traceId, span_id: active.spanId }
}

/** The API hands out tracers that do nothing until a provider is registered; Deno registers one of its own. */
function registeredTracer(): Tracer | undefined {
  const provider = trace.getTracerProvider()
  if (provider instanceof ProxyTracerProvider && provider.getDelegateTracer(SCOPE) === undefined) {
    return undefined
  }
  return provider.getTracer(SCOPE)
}

function errorType(error: unknown): string {
  if (!(error instanceof Error)) return '_OTHER'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
