import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestService, TEST_API_TOKEN, type TestService } from '../support/service.ts'

const VIEW_TOKEN = 'only-for-looking-0123456789'

let service: TestService
let cookie: string
beforeAll(async () => {
  service = await startTestService({ DASHBOARD_VIEW_TOKEN: VIEW_TOKEN })
  cookie = await signIn(TEST_API_TOKEN)
})
afterAll(() => service.stop())

const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(`${service.url}${path}`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    redirect: 'manual',
    headers: { origin: service.url, ...headers },
  })

async function signIn(token: string): Promise<string> {
  const response = await post('/sign-in', { token, name: 'Asha', next: '/' })
  return response.headers.get('set-cookie')?.split(';')[0] ?? ''
}

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${service.url}${path}`, { redirect: 'manual', headers: { accept: 'text/html', ...headers } })

describe('the dashboard over HTTP', () => {
  test('says to a program what there is, and asks a browser to sign in', async () => {
    const program = await fetch(service.url)
    expect(await program.json()).toMatchObject({ service: 'bluetick', webhook: 'POST /webhook' })
    const browser = await get('/')
    expect(browser.status).toBe(401)
    expect(await browser.text()).toContain('name="token"')
    expect((await fetch(`${service.url}/nothing-here`)).headers.get('content-type')).toContain('json')
    expect((await get('/nothing-here', { cookie })).headers.get('content-type')).toContain('html')
  })

  test('allows nothing inline and nothing foreign', async () => {
    const response = await get('/', { cookie })
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("require-trusted-types-for 'script'")
    expect(policy).not.toMatch(/unsafe|upgrade-insecure/)
    const html = await response.text()
    expect(html).not.toMatch(/ style="|<style|<script(?![^>]* src=)|https?:\/\/(?!127)/)
  })

  test('answers a page that did not change with 304, and a live page with its changing part alone', async () => {
    const live = { cookie, 'x-live': '1' }
    const first = await get('/settings', live)
    const html = await first.text()
    expect(html).toMatch(/^<main /)
    const again = await get('/settings', { ...live, 'if-none-match': first.headers.get('etag') ?? '' })
    expect(again.status).toBe(304)
    expect((await get('/settings', { cookie })).headers.get('etag')).not.toBe(first.headers.get('etag'))
  })

  test('serves its files for good under their hash, compressed', async () => {
    const html = await (await get('/', { cookie })).text()
    const files = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path)
    expect(files.length).toBeGreaterThan(5)
    for (const path of files) {
      const response = await fetch(`${service.url}${path}`, { headers: { 'accept-encoding': 'br' } })
      expect(response.status, path).toBe(200)
      expect(response.headers.get('cache-control')).toContain('immutable')
      expect(response.headers.get('content-encoding')).toBe('br')
    }
  })

  test('takes forms from its own pages alone', async () => {
    const foreign = await post(
      '/settings',
      { zone: 'UTC', language: 'en' },
      { cookie, origin: 'http://evil.example' },
    )
    expect(foreign.status).toBe(403)
    const crossSite = await post(
      '/settings',
      { zone: 'UTC', language: 'en' },
      { cookie, 'sec-fetch-site': 'cross-site' },
    )
    expect(crossSite.status).toBe(403)
    const own = await post('/settings', { zone: 'UTC', language: 'en' }, { cookie })
    expect(own.status).toBe(303)
  })

  test('leads nowhere else after signing in, and refuses wrong tokens and zones that are none', async () => {
    for (const next of ['//evil.example', '/\\evil.example', 'https://evil.example', '']) {
      const response = await post('/sign-in', { token: TEST_API_TOKEN, name: 'Asha', next })
      expect(response.headers.get('location'), next).toBe('/')
    }
    expect((await post('/sign-in', { token: 'wrong', name: 'Asha' })).status).toBe(403)
    expect((await post('/settings', { zone: 'IST', language: 'en' }, { cookie })).status).toBe(400)
  })

  test('understands only what can be meant in an address', async () => {
    for (const query of [
      'from=yesterday',
      'to=2026-13-45',
      'from=2026-01-02T00:00Z&to=2026-01-01T00:00Z',
      'after=x',
      'from=-271821-04-20',
    ]) {
      expect((await get(`/messages?${query}`, { cookie })).status, query).toBe(400)
    }
    expect((await get('/messages?campaign=%00&code=%00', { cookie })).status).toBe(200)
  })
})

test('DASHBOARD=off leaves nothing of it', async () => {
  const without = await startTestService({ DASHBOARD: 'off' })
  const response = await fetch(without.url, { headers: { accept: 'text/html' } })
  expect(response.headers.get('content-type')).toContain('json')
  expect((await fetch(`${without.url}/settings`, { headers: { accept: 'text/html' } })).status).toBe(404)
  await without.stop()
})
