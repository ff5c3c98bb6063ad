import {
  type Attributes,
  context,
  ProxyTracerProvider,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import type { TracePoint } from '../../domain/messages/trace-point.ts'

const SCOPE = 'bluetick'

export { SpanKind }

/** Given to the tracer as they are, so that a span that is not sampled costs no copy. */
export interface SpanSettings {
  readonly kind?: SpanKind
  /** Nothing personal: no phone number, message id, query or secret. */
  readonly attributes?: Attributes
  /** Spans of other traces that this one stands for too. */
  readonly links?: { context: TracePoint }[]
  /** What the span belongs to, instead of what is active. */
  readonly under?: TracePoint
  /** True where the span begins a trace, whatever is active. */
  readonly root?: boolean
  /** False where nothing within it asks for the active span, which spares the cost of making it active. */
  readonly active?: boolean
}

/**
 * Runs `work` as a span, which is active meanwhile: spans and log lines made in it belong to it. One that is not
 * sampled is not handed out and never active. An error that `work` throws marks the span by its type and goes on;
 * its words, which may quote people's data, are left out.
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
  return (name, settings, work) => {
    const { under } = settings
    const parent = under === undefined ? context.active() : trace.setSpanContext(ROOT_CONTEXT, under)
    const span = tracer.startSpan(name, settings, parent)
    if (!span.isRecording()) return work(undefined)
    if (settings.active === false) return untilEnd(span, () => work(span))
    return untilEnd(span, () => context.with(trace.setSpan(parent, span), work, undefined, span))
  }
}

async function untilEnd<T>(span: Span, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    span.setAttribute('error.type', errorType(error))
    span.setStatus({ code: SpanStatusCode.ERROR })
    throw error
  } finally {
    span.end()
  }
}

/** The ids of the active span, as log lines carry them; empty where there is none. */
export function activeTraceIds(): LoggedIds {
  return traceIdsOf(trace.getActiveSpan()?.spanContext())
}

/** The ids of a span that is not active, as log lines carry them. */
export function traceIdsOf(point: TracePoint | undefined): LoggedIds {
  return point === undefined ? {} : { trace_id: point.traceId, span_id: point.spanId }
}

interface LoggedIds {
  readonly trace_id?: string
  readonly span_id?: string
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
