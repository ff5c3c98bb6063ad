import { randomUUID } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import express, { type NextFunction, type Request, type Response, Router } from 'express'
import type { z } from 'zod'
import { StoreRefusedError, StoreUnavailableError } from '../../../domain/messages/ports.ts'
import { expectation } from '../../../domain/text/expectation.ts'
import { isBadValue } from '../bad-value.ts'
import { isAuthorized } from './authorize.ts'
import type { Endpoint, HandlerResult } from './endpoint.ts'
import { createOpenApiDocument } from './openapi.ts'
import { answerProblem, type FieldProblem, fieldProblemsOf, ProblemError } from './problem.ts'
import { streamedBody } from './streamed-body.ts'

/** The longest JSON body under `/api`; recipients are streamed and not bounded by it. */
const MAX_JSON_BODY_BYTES = 1024 * 1024

export interface ApiOptions {
  /** What callers must send as `Authorization: Bearer`. */
  readonly token: string
  readonly endpoints: readonly Endpoint[]
  /** Called around each request that found its endpoint, for traces. */
  readonly trace: (endpoint: Endpoint, response: Response, work: () => Promise<void>) => Promise<void>
  /** Called with unexpected errors; the caller gets a 500 without their message. */
  readonly onError: (error: unknown, requestId: string) => void
}

/**
 * Everything under `/api`: request ids, the token, checked input, one shape of error, and the OpenAPI document
 * that follows from the endpoints.
 */
export function createApiRouter(options: ApiOptions): Router {
  const router = Router({ caseSensitive: true })
  router.use((_request, response, next) => {
    const requestId = randomUUID()
    response.locals.requestId = requestId
    response.setHeader('x-request-id', requestId)
    response.setHeader('cache-control', 'no-store')
    next()
  })
  // Made when it is asked for, which is seldom: the start need not wait for it.
  let document: unknown
  // The description holds no data, and tools read it before they have a token.
  router.get('/openapi.json', (_request, response) => {
    document ??= createOpenApiDocument(options.endpoints)
    response.json(document)
  })
  router.use((request, response, next) => {
    if (isAuthorized(request, options.token)) return next()
    response.setHeader('www-authenticate', 'Bearer realm="bluetick"')
    throw new ProblemError('unauthorized', 'Send the header "Authorization: Bearer <API_TOKEN>".')
  })
  for (const endpoint of options.endpoints) {
    const parsers = endpoint.body === undefined ? [] : [express.json({ limit: MAX_JSON_BODY_BYTES })]
    router[endpoint.method](endpoint.route, ...parsers, (request: Request, response: Response) =>
      options.trace(endpoint, response, () =>
        answer(endpoint, request, response).catch((error: unknown) =>
          answerError(error, response, options.onError),
        ),
      ),
    )
  }
  for (const route of new Set(options.endpoints.map((endpoint) => endpoint.route))) {
    const here = options.endpoints.filter((endpoint) => endpoint.route === route)
    const allowed = here
      .map(({ method }) => method.toUpperCase())
      .sort()
      .join(', ')
    router.all(route, (_request, response) => {
      response.setHeader('allow', allowed)
      throw new ProblemError('method-not-allowed', `This address takes ${allowed} only.`)
    })
  }
  router.use(() => {
    throw new ProblemError('not-found', 'There is no such endpoint: see GET /api/openapi.json.')
  })
  router.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    answerError(error, response, options.onError)
  })
  return router
}

async function answer(endpoint: Endpoint, request: Request, response: Response): Promise<void> {
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  const problems: FieldProblem[] = []
  const checked = <T>(where: 'path' | 'query' | 'body', schema: z.ZodType<T> | undefined, value: unknown) => {
    const result = schema?.safeParse(value, { error: expectation })
    if (result?.success === false) problems.push(...fieldProblemsOf(where, result.error))
    // No text that PostgreSQL can hold has one, so nothing is of that name.
    if (result?.success === true && holdsNul(result.data))
      problems.push({ field: where, problem: 'must be without the character NUL' })
    return result?.data
  }
  const path = checked('path', endpoint.path, request.params)
  const query = checked('query', endpoint.query, { ...request.query })
  // Many clients say of no body that it has no length.
  const hasBody = request.headers['content-length'] !== '0'
  if (endpoint.body !== undefined && hasBody && request.is('application/json') === false) {
    throw new ProblemError('unsupported-media-type', 'Send the body as Content-Type: application/json.')
  }
  const body = checked('body', endpoint.body, request.body ?? {})
  if (problems.length > 0) {
    throw new ProblemError(
      'invalid-request',
      'See "errors" for each field and what would be right.',
      problems,
    )
  }
  const answered = await endpoint.handle({
    path,
    query,
    body,
    stream: endpoint.streamedBody === undefined ? request : streamedBody(request, response),
    headers: request.headers,
    wantsCsv: request.query.format === 'csv' || request.accepts(['json', 'text/csv']) === 'text/csv',
    signal: gone.signal,
  })
  await send(endpoint, answered, response)
}

function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0')
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsNul)
}

async function send(endpoint: Endpoint, answered: HandlerResult<unknown>, response: Response): Promise<void> {
  if ('json' in answered) {
    response.status(answered.status ?? endpoint.successStatus ?? 200).json(answered.json)
    return
  }
  response.setHeader('content-type', answered.contentType)
  response.attachment(answered.fileName)
  response.setHeader('content-type', answered.contentType)
  await pipeline(answered.text, response)
}

function answerError(error: unknown, response: Response, onError: ApiOptions['onError']): void {
  const requestId: string = response.locals.requestId
  // The caller has gone: whatever broke, broke because of that, and no one waits for an answer.
  if (response.destroyed) return
  if (response.headersSent) {
    // Half an answer cannot be taken back: the caller sees the connection break, not an end.
    if (!isPrematureClose(error)) onError(error, requestId)
    response.destroy()
    return
  }
  if (error instanceof ProblemError) {
    // Reading the rest away would cost what is being saved.
    if (error.code === 'too-many') response.setHeader('connection', 'close')
    answerProblem(response, requestId, error.code, error.message, error.errors)
  } else if (
    error instanceof StoreUnavailableError ||
    (error instanceof StoreRefusedError && error.isTiming)
  ) {
    onError(error, requestId)
    response.setHeader('retry-after', '5')
    answerProblem(response, requestId, 'unavailable', 'Try again in some seconds.')
  } else if (error instanceof StoreRefusedError) {
    onError(error, requestId)
    // The server's words may repeat what is stored, so the log alone has them.
    answerProblem(
      response,
      requestId,
      'conflict',
      `The database refuses it (SQLSTATE ${error.code}): another table refers to the row, or a trigger, policy or constraint ` +
        'forbids it. The log has its words, beside this request_id.',
    )
  } else if (isBadValue(error)) {
    answerProblem(response, requestId, 'invalid-request', 'A value of the request cannot be used.')
  } else if (isParseError(error)) {
    answerParseError(error, response, requestId)
  } else {
    onError(error, requestId)
    answerProblem(response, requestId, 'internal-error')
  }
}

/** What express's own parts throw at bad input: of the body ("entity.too.large", …) or of the path. */
interface ParseError extends Error {
  readonly status: number
  readonly type?: string
}

function isParseError(error: unknown): error is ParseError {
  return (
    error instanceof Error && 'status' in error && Number(error.status) >= 400 && Number(error.status) < 500
  )
}

function answerParseError(error: ParseError, response: Response, requestId: string): void {
  if (error.type === 'entity.too.large') {
    answerProblem(response, requestId, 'too-large', `The body is longer than ${MAX_JSON_BODY_BYTES} bytes.`)
  } else if (error.status === 415) {
    answerProblem(response, requestId, 'unsupported-media-type', 'Send UTF-8, plain or gzipped.')
  } else if (error.type?.startsWith('entity.') === true) {
    answerProblem(response, requestId, 'invalid-request', 'The body is not a JSON object.', [
      { field: 'body', problem: 'must be one JSON object' },
    ])
  } else if (error instanceof URIError) {
    answerProblem(response, requestId, 'invalid-request', 'The path is not well encoded.')
  } else {
    answerProblem(
      response,
      requestId,
      'invalid-request',
      'The body cannot be read: it is not what its headers say.',
    )
  }
}

function isPrematureClose(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE'
}
