import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { RawResponse } from '../../domain/sending/http-answer.ts'
import { SEND_TIMEOUT_MS } from '../../domain/sending/limits.ts'

/**
 * One request and what came back. `not-sent`: not a byte of it left. `lost`: it may have left, and no answer came, so what became of
 * it nobody knows.
 */
export type Exchange =
  | { readonly kind: 'answer'; readonly answer: RawResponse }
  | { readonly kind: 'not-sent'; readonly reason: string }
  | { readonly kind: 'lost'; readonly reason: string }

export interface JsonPost {
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body: unknown
  /** From the call to the last byte of the answer. */
  readonly timeoutMs?: number
}

const CONNECT_TIMEOUT_MS = 10_000
const MAX_ANSWER_CHARACTERS = 65_536
/** An idle connection is closed sooner than servers do: a request on one that just closed would be lost. */
const IDLE_MS = 2_000
const MAX_SOCKETS = 500

const agents = {
  'http:': new HttpAgent({ keepAlive: true, timeout: IDLE_MS, maxSockets: MAX_SOCKETS }),
  'https:': new HttpsAgent({ keepAlive: true, timeout: IDLE_MS, maxSockets: MAX_SOCKETS }),
}

/**
 * Posts JSON. Never rejects, follows no redirect, tries nothing again. `fetch` would not tell whether a request that failed had left.
 */
export function postJson({ url, headers, body, timeoutMs = SEND_TIMEOUT_MS }: JsonPost): Promise<Exchange> {
  const secure = new URL(url).protocol === 'https:'
  const text = JSON.stringify(body)
  return new Promise((resolve) => {
    let connected = false
    const failed = (error: Error) => {
      const reason = reasonOf(error)
      resolve({ kind: connected ? 'lost' : 'not-sent', reason })
    }
    const request = (secure ? httpsRequest : httpRequest)(url, {
      method: 'POST',
      agent: agents[secure ? 'https:' : 'http:'],
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...headers },
    })
    const whole = setTimeout(
      () => request.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)),
      timeoutMs,
    )
    const connect = setTimeout(() => {
      if (!connected) request.destroy(new Error(`no connection within ${CONNECT_TIMEOUT_MS / 1000} s`))
    }, CONNECT_TIMEOUT_MS)
    request.once('socket', (socket) => {
      // A kept connection is open already; a new one lets bytes out only after this event, with TLS after the certificate was checked.
      if (!socket.connecting) connected = true
      else socket.once(secure ? 'secureConnect' : 'connect', () => (connected = true))
    })
    request.once('response', (response) => {
      readText(response).then(
        (answerText) => resolve({ kind: 'answer', answer: rawResponse(response, answerText) }),
        failed,
      )
    })
    request.once('error', failed)
    request.once('close', () => {
      clearTimeout(whole)
      clearTimeout(connect)
    })
    request.end(text)
  })
}

function rawResponse(response: IncomingMessage, body: string): RawResponse {
  const retryAfter = response.headers['retry-after']
  return { status: response.statusCode ?? 0, body, ...(retryAfter !== undefined && { retryAfter }) }
}

async function readText(response: IncomingMessage): Promise<string> {
  let text = ''
  response.setEncoding('utf8')
  for await (const part of response) {
    text += part
    if (text.length > MAX_ANSWER_CHARACTERS) break
  }
  return text
}

/** In words that hold no body: an error of many addresses is named by its first. */
function reasonOf(error: Error): string {
  const [first] = error instanceof AggregateError ? error.errors : []
  return first instanceof Error ? first.message : error.message
}
