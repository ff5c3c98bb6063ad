import type { IncomingMessage } from 'node:http'
import { sameSecret } from '../same-secret.ts'

export type TokenCheck = 'valid' | 'wrong' | 'missing'

/** Checks the token that a sender carries in its URL: `/webhook/<token>` or `/webhook?token=<token>`. */
export function checkUrlToken(request: IncomingMessage, tokens: readonly string[]): TokenCheck {
  const given = tokensOf(request.url ?? '')
  if (given.length === 0) return 'missing'
  // Every pair is compared, so that the time it takes does not depend on which one fits.
  const fits = given.flatMap((one) => tokens.map((token) => sameSecret(one, token)))
  return fits.includes(true) ? 'valid' : 'wrong'
}

function tokensOf(url: string): string[] {
  const [path = '', ...query] = url.split('?')
  const given = new URLSearchParams(query.join('?')).getAll('token').slice(0, 1)
  const segment = path.split('/')[2]
  if (segment !== undefined && segment !== '') given.push(decoded(segment))
  return given
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
