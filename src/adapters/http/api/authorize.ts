import type { IncomingMessage } from 'node:http'
import { sameSecret } from '../same-secret.ts'

/** Whether a request carries the API token (`Authorization: Bearer …`), in constant time. */
export function isAuthorized(request: IncomingMessage, token: string): boolean {
  const [scheme, given, ...more] = (request.headers.authorization ?? '').trim().split(/ +/)
  if (scheme?.toLowerCase() !== 'bearer' || given === undefined || more.length > 0) return false
  return sameSecret(given, token)
}
