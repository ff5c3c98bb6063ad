import type { IncomingMessage } from 'node:http'
import { createAddressList } from './address-list.ts'
import { clientAddress, type TrustedProxies } from './client-address.ts'
import { createRefusalLimit, type RateLimit } from './refusal-limit.ts'
import { aisensyScheme, checkSignature, metaScheme } from './signature.ts'
import { checkUrlToken } from './url-token.ts'

/** Why a webhook was not let in; also the `reason` label of the metric, so the set is closed. */
export const AUTH_FAILURES = [
  'address-not-allowed',
  'token-missing',
  'token-wrong',
  'signature-missing',
  'signature-wrong',
] as const
export type AuthFailure = (typeof AUTH_FAILURES)[number]

export interface GuardOptions {
  readonly aisensySecrets?: readonly string[] | undefined
  readonly metaSecrets?: readonly string[] | undefined
  readonly tokens?: readonly string[] | undefined
  readonly allowedRanges?: readonly string[] | undefined
  /** How many proxies stand in front, or their addresses. */
  readonly trustedProxies?: number | readonly string[] | undefined
  readonly rateLimit?: RateLimit | undefined
  readonly refused: (reason: AuthFailure) => void
  /** Milliseconds on a clock that does not jump. */
  readonly now: () => number
}

/** Who stands at the door of `/webhook`. */
export interface Guard {
  /** False where nothing is configured: everybody is let in. */
  readonly asks: boolean
  addressOf(request: IncomingMessage): string
  /** Seconds that the address has to wait for what was refused of it; 0 where it may come. */
  waitSeconds(address: string): number
  /** What can be checked before the body is read: address and token. */
  checkHead(request: IncomingMessage, address: string): AuthFailure | undefined
  /** What needs the body, byte for byte as it came: the signature. */
  checkBody(request: IncomingMessage, address: string, body: Uint8Array): AuthFailure | undefined
  /** Tells that an address brought things that could not be understood. */
  notUnderstood(address: string, items: number): void
}

/**
 * Each check is on where it is configured, and all that are on must be passed; of the two signatures one is enough,
 * since no sender has both.
 */
export function createGuard(options: GuardOptions): Guard {
  const schemes = [
    ...(options.aisensySecrets === undefined ? [] : [aisensyScheme(options.aisensySecrets)]),
    ...(options.metaSecrets === undefined ? [] : [metaScheme(options.metaSecrets)]),
  ]
  const allowed = options.allowedRanges === undefined ? undefined : createAddressList(options.allowedRanges)
  const trusted = trustedOf(options.trustedProxies)
  const limit = createRefusalLimit(options.rateLimit, options.now)
  const asks = schemes.length > 0 || allowed !== undefined || options.tokens !== undefined

  function refuse(reason: AuthFailure | undefined, address: string): AuthFailure | undefined {
    if (reason === undefined) return undefined
    limit.count(address, 1)
    options.refused(reason)
    return reason
  }

  return {
    asks,
    addressOf: (request) => clientAddress(request, trusted),
    waitSeconds: limit.waitSeconds,
    checkHead(request, address) {
      if (allowed !== undefined && !allowed.has(address)) return refuse('address-not-allowed', address)
      if (options.tokens === undefined) return undefined
      const check = checkUrlToken(request, options.tokens)
      return check === 'valid' ? undefined : refuse(`token-${check}`, address)
    },
    checkBody(request, address, body) {
      if (schemes.length === 0) return undefined
      const check = checkSignature(request, body, schemes)
      return check === 'valid' ? undefined : refuse(`signature-${check}`, address)
    },
    notUnderstood(address, items) {
      // A sender who has shown who it is may send what we do not know yet: a 429 would cost its good reports too.
      if (!asks) limit.count(address, items)
    },
  }
}

function trustedOf(proxies: number | readonly string[] | undefined): TrustedProxies {
  if (proxies === undefined || typeof proxies === 'number') return proxies ?? 0
  return createAddressList(proxies)
}
