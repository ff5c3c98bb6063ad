import { Webhook } from 'standardwebhooks'
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
  const signer = secret === undefined ? undefined : signerOf(secret)
  return {
    async notify(id, signal) {
      const signedAt = new Date(now())
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
          'webhook-timestamp': String(Math.floor(signedAt.getTime() / 1000)),
          ...(signer !== undefined && { 'webhook-signature': signer.sign(id, signedAt, body) }),
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

/** Signs as the specification has it; a secret that is not in its form is taken as it stands. */
function signerOf(secret: string): Webhook {
  if (secret.startsWith(SECRET_PREFIX)) return new Webhook(secret)
  return new Webhook(new TextEncoder().encode(secret), { format: 'raw' })
}
