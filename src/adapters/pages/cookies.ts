import type { Response } from 'express'

/** How a cookie is set. */
export interface CookieOptions {
  readonly secure: boolean
  readonly maxAgeMs: number
  readonly httpOnly?: boolean
  readonly path?: string
}

/** The cookies of a request, by name; of two of one name the first counts. */
export function readCookies(header: string | undefined): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>()
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=')
    if (at < 1) continue
    const name = part.slice(0, at).trim()
    if (!cookies.has(name)) cookies.set(name, decode(part.slice(at + 1).trim()))
  }
  return cookies
}

/**
 * Sets a cookie. Lax, not strict: whoever follows a link in a mail is signed in; forms are held to their origin besides.
 */
export function setCookie(response: Response, name: string, value: string, options: CookieOptions): void {
  response.cookie(name, value, {
    path: options.path ?? '/',
    sameSite: 'lax',
    httpOnly: options.httpOnly ?? true,
    secure: options.secure,
    maxAge: options.maxAgeMs,
  })
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
