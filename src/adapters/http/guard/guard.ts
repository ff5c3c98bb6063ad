import type { IncomingMessage } from 'node:http'
import { createAddressList } from './address-list.ts'
import { clientAddress, type TrustedProxies } from './client-address.ts'
import { createRefusalLimit, type RateLimit } from './refusal-limit.ts'
import { aisensyScheme, checkSignature, holdsSignature, metaScheme } from './signature.ts'
import { checkUrlToken } from './url-token.ts'

/** Why a webhook was not let in; also the `reason` label of the metric, so the set is closed. */
export type AuthFailure =
  | 'address-not-allowed'
  | 'token-missing'
  | 'token-wrong'
  | 'signature-missing'
  | 'signature-wrong'

export interface GuardOptions {
  readonly aisensySecrets?: readonly string[] | undefined
  readonly metaSecrets?: readonly string[] | undefined
  readonly tokens?: readonly string[] | undefined
  readonly allowedRanges?: readonly string[] | undefined
  /** How many proxies stand in front, or their addresses; undefined: nobody said. */
  readonly trustedProxies?: number | readonly string[] | undefined
  readonly rateLimit?: RateLimit | undefined
  readonly refused: (reason: AuthFailure, address: string) => void
  /** Called once, where a proxy names the caller and nobody said that one stands in front. */
  readonly onUnexpectedProxy?: () => void
  /** Milliseconds on a clock that does not jump. */
  readonly now: () => number
}

/** A webhook that is not let in, and for how many seconds its address has to wait for what was refused of it before. */
export interface Refused {
  readonly reason: AuthFailure
  readonly waitSeconds: number
}

/** Who stands at the door of `/webhook`. */
export interface Guard {
  addressOf(request: IncomingMessage): string
  /** What can be checked before the body is read: address, token, and that there is a signature. */
  checkHead(request: IncomingMessage, address: string): Refused | undefined
  /** What needs the body, byte for byte as it came: the signature. */
  checkBody(request: IncomingMessage, address: string, body: Uint8Array): Refused | undefined
  /**
   * How many of these bodies that could not be understood may be stored: all of a sender that passed a check, and of
   * strangers as many as the limit lets.
   */
  storable(address: string, bodies: number): number
}

/**
 * Each check is on where it is configured, and all that are on must be passed; of the two signatures one is enough,
 * since nobody sends both. What passes is never limited, whoever shares its address.
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
  let saidUnexpected = options.trustedProxies !== undefined

  function refuse(reason: AuthFailure, address: string): Refused {
    const waitSeconds = limit.waitSeconds(address)
    if (waitSeconds === 0) limit.count(address, 1)
    options.refused(reason, address)
    return { reason, waitSeconds }
  }

  return {
    addressOf(request) {
      if (!saidUnexpected && request.headers['x-forwarded-for'] !== undefined) {
        saidUnexpected = true
        options.onUnexpectedProxy?.()
      }
      return clientAddress(request, trusted)
    },
    checkHead(request, address) {
      if (allowed !== undefined && !allowed.has(address)) return refuse('address-not-allowed', address)
      if (options.tokens !== undefined) {
        const check = checkUrlToken(request, options.tokens)
        if (check !== 'valid') return refuse(`token-${check}`, address)
      }
      if (schemes.length > 0 && !holdsSignature(request, schemes)) return refuse('signature-missing', address)
      return undefined
    },
    checkBody(request, address, body) {
      if (schemes.length === 0) return undefined
      const check = checkSignature(request, body, schemes)
      return check === 'valid' ? undefined : refuse(`signature-${check}`, address)
    },
    storable(address, bodies) {
      if (asks || bodies === 0) return bodies
      if (limit.waitSeconds(address) > 0) return 0
      limit.count(address, bodies)
      return bodies
    },
  }
}

function trustedOf(proxies: number | readonly string[] | undefined): TrustedProxies {
  if (proxies === undefined || typeof proxies === 'number') return proxies ?? 0
  return createAddressList(proxies)
}
