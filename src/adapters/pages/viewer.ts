import type { Request } from 'express'
import { readTimeZone } from '../../domain/text/time-zone.ts'
import { readCookies } from './cookies.ts'
import { type Formats, formatsOf } from './formats.ts'
import type { Seal } from './seal.ts'
import { mayShowNumbers, readSession, type Session, type Tokens } from './session.ts'
import { type Language, languageOf, wordsOf } from './words/languages.ts'
import type { Words } from './words/words.ts'

export const SESSION_COOKIE = 'bluetick_session'
export const ZONE_COOKIE = 'bluetick_zone'
export const NUMBERS_COOKIE = 'bluetick_numbers'
export const LANGUAGE_COOKIE = 'bluetick_language'

/** Who looks at a page, and how they want to see it. */
export interface Viewer {
  readonly session?: Session
  /** May act, not only look. */
  readonly mayAct: boolean
  /** An IANA name. UTC until the browser, or a person, says which. */
  readonly zone: string
  readonly zoneKnown: boolean
  /** Whether this page shows phone numbers whole: somebody asked for it, and it is recorded. */
  readonly showsNumbers: boolean
  /** The page's path and query. */
  readonly path: string
  /** Writes phone numbers and message ids into addresses. */
  readonly seal: Seal['seal']
  readonly language: Language
  readonly words: Words
  readonly formats: Formats
}

/** Reads a request's cookies and languages. */
export function viewerOf(request: Request, tokens: Tokens, nowMs: number, seal: Seal): Viewer {
  const cookies = readCookies(request.headers.cookie)
  const session = readSession(tokens, cookies.get(SESSION_COOKIE) ?? '', nowMs)
  const wanted = readTimeZone(cookies.get(ZONE_COOKIE) ?? '')
  const zoneKnown = 'zone' in wanted
  const zone = zoneKnown ? wanted.zone : 'UTC'
  const language = languageOf(cookies.get(LANGUAGE_COOKIE), request.acceptsLanguages())
  return {
    ...(session !== undefined && { session }),
    mayAct: session?.role === 'act',
    zone,
    zoneKnown,
    showsNumbers:
      session !== undefined &&
      mayShowNumbers(tokens, session, cookies.get(NUMBERS_COOKIE), request.path, nowMs),
    path: request.originalUrl,
    seal: seal.seal,
    language,
    words: wordsOf(language),
    formats: formatsOf(language, zone),
  }
}
