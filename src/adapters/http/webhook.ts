import type { IncomingMessage, ServerResponse } from 'node:http'
import { SpoolFullError } from '../../domain/ports.ts'
import { answerJson } from './answer.ts'
import { BodyIncompleteError, BodyTooLargeError, readBody } from './read-body.ts'

/** Meta sends up to 3 MB (webhooks reference, payload size). */
export const MAX_BODY_BYTES = 4 * 1024 * 1024
/** How long a sender that was refused for lack of room or database should wait. */
export const RETRY_AFTER_SECONDS = 5

/** How a webhook was answered, as the metrics count it. */
export type WebhookResult =
  | 'success'
  | 'partial'
  | 'error'
  | 'overloaded'
  | 'too-large'
  | 'aborted'
  | 'unavailable'

export interface WebhookOptions {
  /** False where a webhook must be refused before its body is read. */
  readonly hasRoom: () => boolean
  /** Makes the body's reports durable and says what to answer. */
  readonly receive: (body: Uint8Array, receivedAtMs: number) => Promise<{ readonly status: string }>
  /** Called around each webhook, for traces; gives back what `work` does. */
  readonly watch: (response: ServerResponse, work: () => Promise<WebhookResult>) => Promise<WebhookResult>
  readonly answered: (result: WebhookResult, seconds: number) => void
  /** Called for errors that nobody expected; the sender gets a 500 without their words. */
  readonly onError: (error: unknown) => void
  readonly now: () => number
}

const RESULTS: Readonly<Record<string, WebhookResult>> = {
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
    const result = await options.watch(response, () => answer(request, response, options))
    options.answered(result, (performance.now() - startedMs) / 1000)
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: WebhookOptions,
): Promise<WebhookResult> {
  if (!options.hasRoom()) {
    refuse(response, 503, 'Too much waits to be written. Try again later.')
    return 'overloaded'
  }
  try {
    const body = await readBody(request, MAX_BODY_BYTES)
    const answer = await options.receive(body, options.now())
    answerJson(response, 200, answer)
    return RESULTS[answer.status] ?? 'error'
  } catch (error) {
    if (error instanceof BodyIncompleteError) return 'aborted'
    if (error instanceof BodyTooLargeError) {
      response.setHeader('connection', 'close')
      answerJson(response, 413, { status: 'error', message: error.message })
      return 'too-large'
    }
    refuse(response, 503, 'The reports could not be written. Try again later.')
    // Said once by whoever found it full; here it would be said for each webhook.
    if (error instanceof SpoolFullError) return 'unavailable'
    options.onError(error)
    return 'error'
  }
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.setHeader('retry-after', RETRY_AFTER_SECONDS)
  // The body is not read; the connection cannot be used for another request.
  response.setHeader('connection', 'close')
  answerJson(response, status, { status: 'error', message })
}
