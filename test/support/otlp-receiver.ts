import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'

const attribute = z.object({ key: z.string(), value: z.record(z.string(), z.unknown()) })
const span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.number(),
  attributes: z.array(attribute).default([]),
  links: z.array(z.object({ traceId: z.string(), spanId: z.string() })).default([]),
  status: z.object({ code: z.number().optional() }).optional(),
})
const body = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(attribute) }),
      scopeSpans: z.array(z.object({ scope: z.object({ name: z.string() }), spans: z.array(span) })),
    }),
  ),
})

export type ReceivedSpan = z.infer<typeof span>

export interface OtlpReceiver {
  readonly url: string
  /** Every body as it came, in whatever protocol. */
  readonly bodies: Buffer[]
  readonly contentTypes: Set<string>
  /** The spans of Bluetick's own scope in the bodies, which must be JSON. */
  spans(): readonly ReceivedSpan[]
  /** Attributes of the resource that the first body named, by key. */
  resource(): ReadonlyMap<string, unknown>
  close(): Promise<void>
}

/** An OpenTelemetry collector that keeps what it gets. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const bodies: Buffer[] = []
  const contentTypes = new Set<string>()
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    if (request.url !== '/v1/traces') return
    bodies.push(Buffer.concat(chunks))
    contentTypes.add(request.headers['content-type'] ?? '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const parsed = () => bodies.map((text) => body.parse(JSON.parse(text.toString())))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bodies,
    contentTypes,
    spans: () =>
      parsed()
        .flatMap(({ resourceSpans }) => resourceSpans.flatMap(({ scopeSpans }) => scopeSpans))
        .filter(({ scope }) => scope.name === 'bluetick')
        .flatMap(({ spans }) => spans),
    resource: () =>
      new Map(
        parsed()[0]?.resourceSpans[0]?.resource.attributes.map(({ key, value }) => [
          key,
          Object.values(value)[0],
        ]),
      ),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** A span's attributes, by key, as plain values. */
export function attributesOf(span: ReceivedSpan): Readonly<Record<string, unknown>> {
  return Object.fromEntries(span.attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
}
