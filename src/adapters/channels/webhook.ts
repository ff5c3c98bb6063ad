import { Webhook } from 'standardwebhooks'
import type { Signal } from '../../domain/alerts/alert-state.ts'
import type { Notification } from '../../domain/alerts/notification.ts'
import type { Channel } from '../../domain/alerts/ports.ts'
import { postJson } from './post-json.ts'

const SECRET_PREFIX = 'whsec_'

export interface WebhookOptions {
  readonly url: string
  /** `whsec_` and base64, or any text. */
  readonly secret?: string
  readonly now: () => number
  readonly timeoutMs?: number
}

/**
 * Posts each alert to a URL, signed as the Standard Webhooks specification has it (standardwebhooks.com, version 1). A repeated
 * post has the same `webhook-id`.
 */
export function createWebhookChannel({ url, secret, now, timeoutMs }: WebhookOptions): Channel {
  const signer = secret === undefined ? undefined : signerOf(secret)
  return {
    holds: 'alert',
    deduplicates: true,
    send(notification) {
      const signedAt = new Date(now())
      const body = JSON.stringify(webhookBody(notification))
      const { key } = notification
      const headers = {
        'webhook-id': key,
        'webhook-timestamp': String(Math.floor(signedAt.getTime() / 1000)),
        ...(signer !== undefined && { 'webhook-signature': signer.sign(key, signedAt, body) }),
      }
      return postJson(url, body, { headers, ...(timeoutMs !== undefined && { timeoutMs }) })
    },
  }
}

/** The alert's newest signal, with its links; `episode` is the same from `alert.firing` to `alert.resolved`. */
export function webhookBody({ alerts, installation, atMs }: Notification): object {
  const [alert] = alerts
  const { signal, state, headline, links } = alert ?? {}
  return {
    type: `alert.${signal?.kind ?? 'firing'}`,
    timestamp: new Date(signal?.atMs ?? atMs).toISOString(),
    data: {
      ...signal,
      ...(signal !== undefined && figuresOf(signal)),
      state,
      headline,
      links,
      installation,
    },
  }
}

/** JSON has no numbers for the infinite: they go as text. */
function figuresOf(signal: Signal): Record<string, unknown> {
  const infinite = Object.entries(signal).filter(
    ([, value]) => typeof value === 'number' && !Number.isFinite(value),
  )
  return Object.fromEntries(infinite.map(([name, value]) => [name, String(value)]))
}

/** Signs as the specification has it; a secret that is not in its form is taken as it stands. */
function signerOf(secret: string): Webhook {
  if (secret.startsWith(SECRET_PREFIX)) return new Webhook(secret)
  return new Webhook(new TextEncoder().encode(secret), { format: 'raw' })
}
