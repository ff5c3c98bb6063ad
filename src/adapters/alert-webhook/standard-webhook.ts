import { createHmac } from 'node:crypto'
import type { SecondChannel } from '../../domain/alerts/ports.ts'

const POST_TIMEOUT_MS = 10_000
const SECRET_PREFIX = 'whsec_'

export interface StandardWebhookOptions {
  readonly url: string
  /** `whsec_` and base64, or any text. */
  readonly secret?: string
  readonly now: () => number
}

/** Posts alerts to a URL, signed as the Standard Webhooks specification has it (standardwebhooks.com, version 1). */
export function createStandardWebhook({ url, secret, now }: StandardWebhookOptions): SecondChannel {
  return {
    async notify(id, signal) {
      const timestamp = Math.floor(now() / 1000)
      const body = JSON.stringify({
        type: `alert.${signal.kind}`,
        timestamp: new Date(signal.atMs).toISOString(),
        data: signal,
      })
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': String(timestamp),
          ...(secret !== undefined && { 'webhook-signature': sign(secret, id, timestamp, body) }),
        },
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(POST_TIMEOUT_MS),
      })
      await response.body?.cancel()
      if (!response.ok) throw new Error(`The second channel answered ${response.status}.`)
    },
  }
}

/** The signature of one message: HMAC-SHA256 over id, timestamp and body. */
function sign(secret: string, id: string, timestamp: number, body: string): string {
  const key = secret.startsWith(SECRET_PREFIX)
    ? Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64')
    : Buffer.from(secret)
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
}
