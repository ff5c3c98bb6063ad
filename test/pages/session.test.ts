import { describe, expect, test } from 'vitest'
import { isSameOrigin } from '../../src/adapters/pages/same-origin.ts'
import { createSeal } from '../../src/adapters/pages/seal.ts'
import { readSession, roleOf, type Session, writeSession } from '../../src/adapters/pages/session.ts'

const tokens = { act: 'token-to-act-0123456789', view: 'token-to-view-0123456789' }
const session: Session = { role: 'view', name: 'Asha "the" आशा.;', expiresAtMs: 2_000 }

describe('a session', () => {
  test('is read back as it was written, until it is over', () => {
    const cookie = writeSession(tokens, session)
    expect(readSession(tokens, cookie, 1_999)).toEqual(session)
    expect(readSession(tokens, cookie, 2_000)).toBeUndefined()
  })

  test('ends with the token it was made with', () => {
    const cookie = writeSession(tokens, session)
    expect(readSession({ ...tokens, act: 'another-token-0123456789' }, cookie, 0)).toEqual(session)
    expect(readSession({ ...tokens, view: 'another-token-0123456789' }, cookie, 0)).toBeUndefined()
    expect(readSession({ act: tokens.act }, cookie, 0)).toBeUndefined()
  })

  test('is refused in every other form, without a throw', () => {
    const cookie = writeSession(tokens, session)
    const [payload = '', signature = ''] = cookie.split('.')
    const asActor = Buffer.from(JSON.stringify(['act', 'Asha', 2_000])).toString('base64url')
    for (const value of [
      '',
      '.',
      'x.y',
      payload,
      `${payload}.`,
      `${asActor}.${signature}`,
      `${payload}.${signature}A`,
    ]) {
      expect(readSession(tokens, value, 0), value).toBeUndefined()
    }
  })

  test('gives the role of the token, and none where no view token is set', () => {
    expect(roleOf(tokens, tokens.act)).toBe('act')
    expect(roleOf(tokens, tokens.view)).toBe('view')
    expect(roleOf(tokens, '')).toBeUndefined()
    expect(roleOf({ act: tokens.act }, '')).toBeUndefined()
  })
})

describe('a form', () => {
  test('is taken from our own pages alone', () => {
    const host = 'bluetick.example.org'
    const ask = (headers: Record<string, string>, publicOrigin?: string) =>
      isSameOrigin({ host, ...headers }, publicOrigin)
    expect(ask({ 'sec-fetch-site': 'same-origin' })).toBe(true)
    expect(ask({ 'sec-fetch-site': 'same-site', origin: `https://${host}` })).toBe(false)
    expect(ask({ 'sec-fetch-site': 'cross-site' })).toBe(false)
    expect(ask({ 'sec-fetch-site': 'none' })).toBe(false)
    // Over plain http browsers say nothing but Origin.
    expect(ask({ origin: `http://${host}` })).toBe(true)
    expect(ask({ origin: 'http://evil.example' })).toBe(false)
    expect(ask({ origin: 'null' })).toBe(false)
    expect(ask({})).toBe(false)
    expect(ask({ origin: 'https://public.example.org' }, 'https://public.example.org')).toBe(true)
  })
})

describe('a seal', () => {
  const seal = createSeal('a secret')
  test('hides a number, opens again, and is the same each time', () => {
    const token = seal.seal('+919876543210')
    expect(token).not.toContain('9876543210')
    expect(token).toBe(createSeal('a secret').seal('+919876543210'))
    expect(seal.open(token)).toBe('+919876543210')
    expect(createSeal('another').open(token)).toBeUndefined()
  })

  test('opens nothing that was changed', () => {
    const token = seal.seal('+919876543210')
    for (const value of ['', 'x', token.slice(1), `A${token.slice(1)}`, '='.repeat(40)]) {
      expect(seal.open(value), value).toBeUndefined()
    }
  })
})
