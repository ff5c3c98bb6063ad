import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import type { AddressList } from './address-list.ts'

/** Which proxies are trusted to say where a request came from: a number of hops, or these addresses. */
export type TrustedProxies = number | AddressList

/** A list longer than this was not made by proxies; the rest is not looked at. */
const MAX_HOPS = 16

/**
 * Where a request came from: the address of the connection, or, as far as proxies are trusted, what they say in
 * `X-Forwarded-For`, whose last entry is the one the nearest proxy added. Entries before that could be forged.
 */
export function clientAddress(request: IncomingMessage, trusted: TrustedProxies): string {
  let address = plainAddress(request.socket.remoteAddress ?? '')
  const header = request.headers['x-forwarded-for']
  if (header === undefined || trusted === 0) return address
  const hops = String(header).split(',').reverse().slice(0, MAX_HOPS)
  for (const [hop, entry] of hops.entries()) {
    const believed = typeof trusted === 'number' ? hop < trusted : trusted.has(address)
    const next = plainAddress(entry.trim())
    if (!believed || isIP(next) === 0) break
    address = next
  }
  return address
}

/** Without what some proxies add: brackets, a port, the prefix of an IPv4 address in IPv6. */
function plainAddress(text: string): string {
  const bare = text.replace(/^\[(.*)\](?::\d+)?$/, '$1').replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
  return bare.replace(/^::ffff:(?=\d+\.)/i, '')
}
