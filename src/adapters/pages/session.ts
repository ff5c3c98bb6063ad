import { createHmac, timingSafeEqual } from 'node:crypto'

/** What somebody may do: look, or act as well. */
export type Role = 'view' | 'act'

export interface Session {
  readonly role: Role
  /** Who it is, in their own words: the author of what they do. */
  readonly name: string
  readonly expiresAtMs: number
}

/** The tokens with which people sign in, by what they may do then. */
export interface Tokens {
  readonly act: string
  /** Absent where nobody may only look. */
  readonly view?: string
}

export const SESSION_MS = 14 * 24 * 60 * 60_000
export const MAX_NAME_CHARACTERS = 100

/** What somebody who gives this token may do; the comparison takes the same time whatever it finds. */
export function roleOf(tokens: Tokens, given: string): Role | undefined {
  const isView = tokens.view !== undefined && sameText(given, tokens.view)
  if (sameText(given, tokens.act)) return 'act'
  return isView ? 'view' : undefined
}

/**
 * A session as a cookie holds it. The key is made of the token that was given, so every replica that has the token knows the
 * session, nothing is stored, and a new token ends all sessions of the old one.
 */
export function writeSession(tokens: Tokens, session: Session): string {
  const payload = Buffer.from(JSON.stringify([session.role, session.name, session.expiresAtMs])).toString(
    'base64url',
  )
  return `${payload}.${signatureOf(tokens, session.role, payload).toString('base64url')}`
}

/** The session in a cookie's value; undefined where it is not one of ours, or over. */
export function readSession(tokens: Tokens, value: string, nowMs: number): Session | undefined {
  const [payload = '', signature = ''] = value.split('.')
  const session = parse(payload)
  if (session === undefined || session.expiresAtMs <= nowMs) return undefined
  if (session.role === 'view' && tokens.view === undefined) return undefined
  const right = signatureOf(tokens, session.role, payload)
  const given = Buffer.from(signature, 'base64url')
  return given.length === right.length && timingSafeEqual(given, right) ? session : undefined
}

/** How long a page shows phone numbers after somebody asked for them. */
export const NUMBERS_SHOWN_MS = 10 * 60_000

/** What a cookie holds that lets one page show phone numbers to one person for a while. */
export function writeNumbersPass(
  tokens: Tokens,
  { role, name }: Session,
  path: string,
  untilMs: number,
): string {
  const payload = Buffer.from(JSON.stringify([name, path, untilMs])).toString('base64url')
  return `${payload}.${signatureOf(tokens, role, `numbers ${payload}`).toString('base64url')}`
}

/** Whether a cookie lets this page show phone numbers to this person now. */
export function mayShowNumbers(
  tokens: Tokens,
  { role, name }: Session,
  cookie: string | undefined,
  path: string,
  nowMs: number,
): boolean {
  const [payload = ''] = cookie?.split('.') ?? []
  const untilMs = Number(untilOf(payload))
  return (
    untilMs > nowMs &&
    sameText(cookie ?? '', writeNumbersPass(tokens, { role, name, expiresAtMs: 0 }, path, untilMs))
  )
}

function untilOf(payload: string): unknown {
  try {
    const parts: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
    return Array.isArray(parts) ? parts[2] : undefined
  } catch {
    return undefined
  }
}

function parse(payload: string): Session | undefined {
  try {
    const parts: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
    if (!Array.isArray(parts)) return undefined
    const [role, name, expiresAtMs] = parts
    if (role !== 'view' && role !== 'act') return undefined
    if (typeof name !== 'string' || typeof expiresAtMs !== 'number') return undefined
    return { role, name, expiresAtMs }
  } catch {
    return undefined
  }
}

function signatureOf(tokens: Tokens, role: Role, payload: string): Buffer {
  const key = createHmac('sha256', `bluetick session ${role}`)
    .update(tokens[role] ?? '')
    .digest()
  return createHmac('sha256', key).update(payload).digest()
}

function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHmac('sha256', 'bluetick').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
