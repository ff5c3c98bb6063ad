import { createHmac } from 'node:crypto'
import type { PostResult, SimulatedSender } from '../../domain/simulation/ports.ts'
import type { Envelope } from '../../domain/simulation/simulation.ts'
import { createApiClient } from './api-client.ts'
import { bodyOf, newsBodyOf } from './bodies.ts'

export interface SenderOptions {
  /** The service's address, without /webhook. */
  readonly url: string
  readonly apiToken?: string | undefined
  /** The secret in the webhook's address. */
  readonly webhookToken?: string | undefined
  readonly aisensySecret?: string | undefined
  readonly metaSecret?: string | undefined
}

/** AiSensy gives up after 5 s; so does this sender. */
const ANSWER_TIMEOUT_MS = 5_000

/** A sender that speaks HTTP to a service, as AiSensy and Meta do: signed where it has the secret. */
export function createSimulatedSender(options: SenderOptions): SimulatedSender {
  const base = options.url.replace(/\/+$/, '')
  const token = options.webhookToken
  const webhookUrl = `${base}/webhook${token === undefined ? '' : `?token=${encodeURIComponent(token)}`}`

  async function send(envelope: Envelope, body: string): Promise<PostResult> {
    const headers = { 'content-type': 'application/json', ...signatureOf(envelope, body, options) }
    try {
      const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS)
      const response = await fetch(webhookUrl, { method: 'POST', headers, body, signal })
      // The connection is free again only when the body was read.
      await response.arrayBuffer()
      return resultOf(response.status)
    } catch (error) {
      return { kind: 'deferred', reason: reasonOf(error) }
    }
  }

  return {
    ...createApiClient(base, options.apiToken),
    post: (webhook, originMs) => send(webhook.message.envelope, bodyOf(webhook, originMs)),
    postEvent: (news) => send('meta', newsBodyOf(news)),
  }
}

function resultOf(status: number): PostResult {
  if (status === 200) return { kind: 'acknowledged' }
  const reason = `HTTP ${status}`
  return status === 429 || status >= 500 ? { kind: 'deferred', reason } : { kind: 'refused', reason }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return `no answer within ${ANSWER_TIMEOUT_MS / 1000} s`
  const cause = error.cause
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.message
}

/** The guide's flat body comes through relays of either kind, so it takes whichever secret there is. */
function signatureOf(
  envelope: Envelope,
  body: string,
  { aisensySecret, metaSecret }: SenderOptions,
): Record<string, string> {
  const aisensy = aisensySecret !== undefined && { 'x-aisensy-signature': hmacOf(aisensySecret, body) }
  const meta = metaSecret !== undefined && { 'x-hub-signature-256': `sha256=${hmacOf(metaSecret, body)}` }
  if (envelope === 'aisensy') return aisensy || {}
  if (envelope === 'meta') return meta || {}
  return aisensy || meta || {}
}

function hmacOf(secret: string, body: string): string {
  return createHmac('sha256', secret).update(body).digest('hex')
}
