import { createHmac, timingSafeEqual } from 'node:crypto'

/** How long a link in a mail is valid. */
const LINK_LIFETIME_MS = 7 * 86_400_000

/** The address in a mail that opens the page to acknowledge an episode. */
export function signLink(publicUrl: string, key: string, episode: string, nowMs: number): string {
  const expires = Math.floor((nowMs + LINK_LIFETIME_MS) / 1000)
  const query = new URLSearchParams({
    episode,
    expires: String(expires),
    signature: sign(key, episode, expires),
  })
  return `${publicUrl.replace(/\/+$/, '')}/alerts/acknowledge?${query}`
}

/** The episode that a link names; undefined where it was not signed by us or is too old. */
export function verifyLink(key: string, query: URLSearchParams, nowMs: number): string | undefined {
  const episode = query.get('episode') ?? ''
  const expires = Number(query.get('expires'))
  const given = Buffer.from(query.get('signature') ?? '', 'base64url')
  const right = Buffer.from(sign(key, episode, expires), 'base64url')
  const valid = given.length === right.length && timingSafeEqual(given, right) && expires * 1000 > nowMs
  return valid ? episode : undefined
}

function sign(key: string, episode: string, expires: number): string {
  return createHmac('sha256', key).update(`acknowledge\n${episode}\n${expires}`).digest('base64url')
}
