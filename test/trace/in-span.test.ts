import { context, SpanStatusCode, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import {
  AlwaysOffSampler,
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { activeTraceIds, createInSpan, withoutSpan } from '../../src/adapters/trace/in-span.ts'
import { createRestingContext } from '../../src/adapters/trace/resting-context.ts'
import { createSpans, MAX_LINKS } from '../../src/adapters/trace/spans.ts'

test('without a registered provider only the work runs, and log lines carry no ids', async () => {
  expect(createInSpan()).toBe(withoutSpan)
  expect(await createSpans(createInSpan()).statement('commit', async () => activeTraceIds())).toEqual({})
})

describe('with a provider', () => {
  const exporter = new InMemorySpanExporter()
  const manager = new AsyncLocalStorageContextManager()
  const finished = (name: string): ReadableSpan | undefined =>
    exporter.getFinishedSpans().find((span) => span.name === name)
  beforeEach(() => {
    trace.setGlobalTracerProvider(
      new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
    )
    context.setGlobalContextManager(createRestingContext(manager))
  })
  afterEach(() => {
    exporter.reset()
    trace.disable()
    context.disable()
  })

  test('log lines carry the ids of the span they are written in', async () => {
    const ids = await createInSpan()('work', {}, async () => activeTraceIds())
    const span = finished('work')?.spanContext()
    expect(ids).toEqual({ trace_id: span?.traceId, span_id: span?.spanId })
  })

  test('a statement is told as part of what asked for it, and else not at all', async () => {
    const spans = createSpans(createInSpan())
    await spans.statement('ping', async () => {})
    await spans.batch(1, [], (point) => spans.statement('lock-messages', async () => {}, point))
    expect(finished('ping')).toBeUndefined()
    expect(finished('lock-messages')?.parentSpanContext?.spanId).toBe(
      finished('commit batch')?.spanContext().spanId,
    )
  })

  test('within a batch that is not sampled nothing is told', async () => {
    trace.disable()
    trace.setGlobalTracerProvider(
      new BasicTracerProvider({
        sampler: new AlwaysOffSampler(),
        spanProcessors: [new SimpleSpanProcessor(exporter)],
      }),
    )
    const spans = createSpans(createInSpan())
    const point = await spans.webhook({ statusCode: 200 }, async (at) => at)
    const batch = await spans.batch(1, [], async (at) => at)
    expect([point, batch, exporter.getFinishedSpans()]).toEqual([undefined, undefined, []])
  })

  test('a statement within an API request belongs to it, without being told', async () => {
    const spans = createSpans(createInSpan())
    await spans.request('GET', '/api/campaigns', { statusCode: 200 }, () =>
      spans.statement('list-campaigns', async () => {}),
    )
    expect(finished('list-campaigns')?.parentSpanContext?.spanId).toBe(
      finished('GET /api/campaigns')?.spanContext().spanId,
    )
  })

  test('contexts are kept over what is awaited, each its own, and switched off when the last has ended', async () => {
    const off = vi.spyOn(manager, 'disable')
    const inSpan = createInSpan()
    let release = () => {}
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    const idsAfter = (name: string) =>
      inSpan(name, {}, async () => {
        await gate
        return activeTraceIds().span_id
      })
    const ids = Promise.all([idsAfter('one'), idsAfter('two')])
    expect(activeTraceIds()).toEqual({})
    expect(off).not.toHaveBeenCalled()
    release()
    expect(await ids).toEqual([finished('one')?.spanContext().spanId, finished('two')?.spanContext().spanId])
    expect(off).toHaveBeenCalled()
    off.mockClear()
    await expect(inSpan('broken', {}, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(off).toHaveBeenCalled()
  })

  test('an error goes on, and marks the span by its code without its words', async () => {
    const error = Object.assign(new Error('Key (phone)=(919876543210) exists'), { code: '23505' })
    await expect(createInSpan()('insert', {}, () => Promise.reject(error))).rejects.toBe(error)
    const span = finished('insert')
    expect(span?.attributes['error.type']).toBe('23505')
    expect(span?.status).toEqual({ code: SpanStatusCode.ERROR })
    expect(span?.events).toEqual([])
    expect(JSON.stringify([span?.attributes, span?.status])).not.toContain('919876543210')
  })

  test('an answer of 503 marks the span of its webhook', async () => {
    const response = { statusCode: 200 }
    await createSpans(createInSpan()).webhook(response, async () => {
      response.statusCode = 503
      return 'unavailable'
    })
    const span = finished('POST /webhook')
    expect(span?.status.code).toBe(SpanStatusCode.ERROR)
    expect(span?.attributes).toMatchObject({ 'error.type': '503', 'bluetick.webhook.result': 'unavailable' })
  })

  test('a rule and a mail that fail say so by what they answer', async () => {
    const spans = createSpans(createInSpan())
    await spans.rule('delivery-rate-low', async () => ({ kind: 'error' }))
    await spans.mail(async () => ({ kind: 'deferred' }))
    expect(finished('evaluate rule')?.attributes).toEqual({
      'bluetick.alert.rule': 'delivery-rate-low',
      'error.type': 'rule',
    })
    expect(finished('send mail')?.attributes).toEqual({
      'bluetick.mail.result': 'deferred',
      'error.type': 'deferred',
    })
  })

  test('a batch links to every webhook in it, up to a limit', async () => {
    const spans = createSpans(createInSpan())
    const points = await Promise.all(
      Array.from({ length: MAX_LINKS + 5 }, () => spans.webhook({ statusCode: 200 }, async (point) => point)),
    )
    const sampled = points.filter((point) => point !== undefined)
    await spans.batch(points.length, sampled, async () => {})
    expect(finished('commit batch')?.links).toHaveLength(MAX_LINKS)
  })
})
