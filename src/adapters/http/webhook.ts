import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { SpoolFullError } from '../../domain/messages/ports.ts'
import type { TracePoint } from '../../domain/messages/trace-point.ts'
import { answerJson } from './answer.ts'
import { CONTENT_CODINGS, contentCodingsOf, decodeContent } from './content-coding.ts'
import type { AuthFailure, Guard, Refused } from './guard/guard.ts'
import {
  BodyEvictedError,
  BodyInCrumbsError,
  BodyIncompleteError,
  BodyTooLargeError,
  readBody,
} from './read-body.ts'
import type { Receptions } from './reception.ts'

/** Meta sends up to 3 MB (webhooks reference, payload size). */
export const MAX_BODY_BYTES = 4 * 1024 * 1024
/** How long a sender that was refused for lack of room or database should wait. */
const RETRY_AFTER_SECONDS = 5

/** How a webhook was answered, as the metrics count it. */
export type WebhookResult =
  | 'success'
  | 'partial'
  | 'error'
  | 'overloaded'
  | 'too-large'
  | 'in-crumbs'
  | 'unknown-coding'
  | 'aborted'
  | 'unavailable'
  | 'unauthorized'
  | 'limited'

export interface WebhookOptions {
  readonly guard: Guard
  /** False where a webhook must be refused before its body is read. */
  readonly hasRoom: (receivingBytes: number) => boolean
  readonly receptions: Receptions
  /** Makes the body's reports durable and says what to answer. */
  readonly receive: (body: Uint8Array, caller: Caller, trace?: TracePoint) => Promise<Received>
  /** Called around each webhook, for traces; gives back what `work` does. */
  readonly trace: (
    response: ServerResponse,
    work: (trace?: TracePoint) => Promise<WebhookResult>,
  ) => Promise<WebhookResult>
  readonly answered: (result: WebhookResult, seconds: number) => void
  /** Called with unexpected errors; the sender gets a 500 without their message. */
  readonly onError: (error: unknown, trace?: TracePoint) => void
}

/** What the answer to a webhook says. */
export interface Received {
  readonly status: 'success' | 'partial_success' | 'error'
}

/** How many bodies of the caller that could not be understood may be stored. */
export interface Caller {
  readonly storable: (bodies: number) => number
}

const WORDS: Readonly<Record<AuthFailure, string>> = {
  'address-not-allowed': 'This address may not send webhooks here.',
  'token-missing': 'A token is needed: /webhook/<token> or /webhook?token=<token>.',
  'token-wrong': 'The token in the URL is not the right one.',
  'signature-missing': 'A signature is needed: X-AiSensy-Signature or X-Hub-Signature-256.',
  'signature-wrong': 'The signature does not fit the body and the secret.',
}

const RESULTS: Readonly<Record<Received['status'], WebhookResult>> = {
  success: 'success',
  partial_success: 'partial',
  error: 'error',
}

/**
 * `POST /webhook`: bytes in, commit, then 200. Written on Node's own request and response, because it is the one
 * path that runs thousands of times a second.
 */
export function createWebhookHandler(options: WebhookOptions) {
  return async function handleWebhook(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedMs = performance.now()
    const result = await options.trace(response, (trace) => answer(request, response, options, trace))
    options.answered(result, (performance.now() - startedMs) / 1000)
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: WebhookOptions,
  trace: TracePoint | undefined,
): Promise<WebhookResult> {
  const { guard } = options
  const address = guard.addressOf(request)
  const stranger = guard.checkHead(request, address)
  if (stranger !== undefined) return turnAway(response, stranger)
  const codings = contentCodingsOf(request)
  if (codings === undefined) {
    response.setHeader('accept-encoding', CONTENT_CODINGS)
    refuse(
      response,
      415,
      `The body's Content-Encoding is not known: send it plain, or as ${CONTENT_CODINGS}.`,
    )
    return 'unknown-coding'
  }
  if (!options.hasRoom(options.receptions.bytes())) {
    refuse(response, 503, 'Too much waits to be written. Try again later.', RETRY_AFTER_SECONDS)
    return 'overloaded'
  }
  try {
    const body = await readBody(request, MAX_BODY_BYTES, options.receptions)
    const forged = guard.checkBody(request, address, body)
    if (forged !== undefined) return turnAway(response, forged)
    const decoded = codings.length === 0 ? body : await decodeContent(body, codings, MAX_BODY_BYTES)
    const storable = (bodies: number) => guard.storable(address, bodies)
    const answer = await options.receive(decoded, { storable }, trace)
    answerJson(response, 200, answer)
    return RESULTS[answer.status]
  } catch (error) {
    if (error instanceof BodyIncompleteError) return 'aborted'
    if (error instanceof BodyTooLargeError) {
      refuse(response, 413, error.message)
      return 'too-large'
    }
    if (error instanceof BodyInCrumbsError) {
      refuse(response, 400, error.message)
      return 'in-crumbs'
    }
    if (error instanceof BodyEvictedError) {
      refuse(response, 503, `${error.message} Try again later.`, RETRY_AFTER_SECONDS)
      return 'overloaded'
    }
    refuse(response, 503, 'The reports could not be written. Try again later.', RETRY_AFTER_SECONDS)
    // Ingest logs it once; here it would be logged for each webhook.
    if (error instanceof SpoolFullError) return 'unavailable'
    options.onError(error, trace)
    return 'error'
  }
}

function turnAway(response: ServerResponse, { reason, waitSeconds }: Refused): WebhookResult {
  if (waitSeconds > 0) {
    const message = `${WORDS[reason]} Too much of what came from this address was refused: try again later.`
    refuse(response, 429, message, waitSeconds)
    return 'limited'
  }
  response.setHeader('www-authenticate', 'Webhook realm="bluetick"')
  refuse(response, 401, WORDS[reason])
  return 'unauthorized'
}

function refuse(response: ServerResponse, status: number, message: string, retryAfterSeconds?: number): void {
  const requestId = randomUUID()
  response.setHeader('x-request-id', requestId)
  if (retryAfterSeconds !== undefined) response.setHeader('retry-after', retryAfterSeconds)
  // The body is not read; the connection cannot be used for another request.
  response.setHeader('connection', 'close')
  answerJson(response, status, { status: 'error', message, request_id: requestId })
}
