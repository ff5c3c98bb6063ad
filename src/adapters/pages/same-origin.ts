import type { IncomingHttpHeaders } from 'node:http'

/**
 * Whether a form was sent from one of our own pages. Browsers say so in Sec-Fetch-Site; over plain http, except to localhost,
 * they leave it out, and Origin decides. What says neither is refused.
 *
 * @param publicOrigin the origin under which people reach the service, where a proxy changes the host
 */
export function isSameOrigin(headers: IncomingHttpHeaders, publicOrigin: string | undefined): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin'
  const { origin, host } = headers
  if (origin === undefined) return false
  return origin === publicOrigin || (URL.canParse(origin) && new URL(origin).host === host)
}
