import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import { z } from 'zod'
import type { ProblemCode } from './problem.ts'

/** What a handler answers with: JSON that fits the response schema, or a stream of text. */
export type HandlerResult<Json> =
  | { readonly json: Json; readonly status?: number }
  | {
      readonly text: Readable
      /** With charset. */
      readonly contentType: string
      /** Offered to browsers as the name to save it under. */
      readonly fileName: string
    }

/** A request whose path, query and body have been checked. */
export interface ApiRequest<Path, Query, Body> {
  readonly path: Path
  readonly query: Query
  readonly body: Body
  /** The body as it comes, for endpoints with a `streamedBody`; nothing has been read from it. */
  readonly stream: Readable
  readonly headers: IncomingHttpHeaders
  /** True where the caller asked for CSV, by `format=csv` or by `Accept: text/csv`. */
  readonly wantsCsv: boolean
  /** Aborted when the caller has gone. */
  readonly signal: AbortSignal
}

/** A call that works as it is printed: it is part of the OpenAPI document, and a test makes it. */
export interface Example {
  readonly summary: string
  readonly path?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  /** JSON, or text in the `contentType` given. */
  readonly body?: unknown
  readonly contentType?: string
  /** What is answered; figures and times differ from call to call. */
  readonly answer: unknown
}

interface Described {
  readonly method: 'get' | 'post' | 'patch' | 'put' | 'delete'
  /** Below `/api`, with `:parameters`. */
  readonly route: `/${string}`
  /** Unique, camelCase: what generated clients call it. */
  readonly operationId: string
  readonly tag: string
  readonly summary: string
  readonly description?: string
  /** Media types that `handle` reads from `stream` by itself → what is expected in them. */
  readonly streamedBody?: Readonly<Record<string, string>>
  /** Media types that it can answer with beside JSON → what they hold. */
  readonly alsoAnswers?: Readonly<Record<string, string>>
  readonly successStatus?: number
  /** Problems of its own, beside those that every endpoint has. */
  readonly problems?: readonly ProblemCode[]
  readonly examples: readonly [Example, ...Example[]]
}

interface Definition<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>
  extends Described {
  readonly path?: P
  readonly query?: Q
  readonly body?: B
  readonly response: R
  readonly handle: (
    request: ApiRequest<z.output<P>, z.output<Q>, z.output<B>>,
  ) => Promise<HandlerResult<z.input<R>>>
}

/** An endpoint as the router and the OpenAPI document need it. */
export interface Endpoint extends Described {
  readonly path: z.ZodType
  readonly query: z.ZodType
  /** Absent where the endpoint takes no JSON. */
  readonly body?: z.ZodType
  readonly response: z.ZodType
  readonly handle: (request: ApiRequest<unknown, unknown, unknown>) => Promise<HandlerResult<unknown>>
}

/**
 * Describes one endpoint: the schemas check what comes in, and are what the OpenAPI document is made of. Use
 * `z.strictObject` for path and query, so that a misspelt parameter is an error and not ignored.
 */
export function endpoint<
  R extends z.ZodType,
  P extends z.ZodType = z.ZodObject<Record<never, never>>,
  Q extends z.ZodType = z.ZodObject<Record<never, never>>,
  B extends z.ZodType = z.ZodUndefined,
>(definition: Definition<P, Q, B, R>): Endpoint {
  return {
    ...definition,
    path: definition.path ?? z.strictObject({}),
    query: definition.query ?? z.strictObject({}),
    // The router hands over nothing but what these very schemas have let through.
    handle: definition.handle as Endpoint['handle'],
  } as Endpoint
}
