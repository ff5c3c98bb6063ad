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
  const given = query
    .join('?')
    .split('&')
    .filter((part) => part.startsWith('token='))
    .slice(0, 1)
    .flatMap((part) => readingsOf(part.slice('token='.length)))
  // All that stands behind "/webhook/": a token may hold a "/".
  const rest = path.split('/').slice(2).join('/')
  if (rest !== '') given.push(decoded(rest), decoded(rest.replace(/\/$/, '')))
  return given
}

/** A "+" in a query is a blank to forms and itself to people who paste a token. */
function readingsOf(text: string): string[] {
  return [decoded(text), decoded(text.replaceAll('+', ' '))]
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
