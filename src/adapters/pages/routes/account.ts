import { readTimeZone } from '../../../domain/text/time-zone.ts'
import { setCookie } from '../cookies.ts'
import { type Frame, PageProblem } from '../frame.ts'
import type { PagesOptions } from '../options.ts'
import { MAX_NAME_CHARACTERS, roleOf, SESSION_MS, writeSession } from '../session.ts'
import { LANGUAGE_COOKIE, SESSION_COOKIE, ZONE_COOKIE } from '../viewer.ts'
import { settingsPage } from '../views/settings.tsx'
import { signInPage } from '../views/sign-in.tsx'
import { isLanguage } from '../words/languages.ts'

const YEAR_MS = 365 * 24 * 60 * 60_000

/** Signing in and out, zone and language. */
export function accountRoutes(frame: Frame, { tokens, publicUrl, now }: PagesOptions): void {
  const secure = publicUrl?.startsWith('https:') === true

  frame.get('/sign-in', () => ({ to: '/' }))
  frame.post('/sign-in', 'anybody', (viewer, form, _request, response) => {
    const next = form('next')
    const role = roleOf(tokens, form('token'))
    if (role === undefined) return signInPage(viewer, next, 'wrongToken')
    const name = form('name').slice(0, MAX_NAME_CHARACTERS)
    if (name === '') return signInPage(viewer, next, 'nameNeeded')
    const session = writeSession(tokens, { role, name, expiresAtMs: now() + SESSION_MS })
    setCookie(response, SESSION_COOKIE, session, { secure, maxAgeMs: SESSION_MS })
    return { to: isOwnPath(next) ? next : '/' }
  })
  frame.post('/sign-out', 'anybody', (_viewer, _form, _request, response) => {
    response.clearCookie(SESSION_COOKIE, { path: '/' })
    return { to: '/' }
  })

  frame.getOwn('/settings', (viewer) => settingsPage(viewer))
  frame.post('/settings', 'viewer', (viewer, form, _request, response) => {
    const zone = form('zone')
    const language = form('language')
    if (!('zone' in readTimeZone(zone))) return settingsPage(viewer, 'zoneUnknown')
    if (!isLanguage(language)) throw new PageProblem('badRequest')
    // A script of ours sets the zone where nobody chose one, so it may read what is there.
    setCookie(response, ZONE_COOKIE, zone, { secure, maxAgeMs: YEAR_MS, httpOnly: false })
    setCookie(response, LANGUAGE_COOKIE, language, { secure, maxAgeMs: YEAR_MS })
    return { to: '/settings' }
  })
}

/** A path of our own, and not the address of another site: "//evil.example" and "/\evil.example" are such. */
function isOwnPath(path: string): boolean {
  return /^\/(?![/\\])/.test(path)
}
