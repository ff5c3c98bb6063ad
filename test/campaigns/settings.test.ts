import request from 'supertest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readLocalTime, writeLocalTime } from '../../src/adapters/pages/local-time.ts'
import { bluetick } from '../support/command-line.ts'
import { startTestService, TEST_API_TOKEN, type TestService } from '../support/service.ts'

const SETTINGS = {
  starts_at: '2026-11-05T04:30:00.000Z',
  ends_at: '2026-11-12T18:30:00.000Z',
  template: 'diwali_offer',
  country: 'IN',
}
let service: TestService
beforeAll(async () => {
  service = await startTestService()
})
afterAll(() => service.stop())

const call = (method: 'get' | 'post' | 'patch' | 'delete', path: string, body?: object | string) => {
  const sent = request(service.url)[method](`/api${path}`).set('authorization', `Bearer ${TEST_API_TOKEN}`)
  if (typeof body === 'string') return sent.set('content-type', 'text/csv').send(body)
  return body === undefined ? sent : sent.send(body)
}
const shown = async (id: string) => (await call('get', `/campaigns/${id}`).expect(200)).body

describe('what is said of a campaign besides its name and state', () => {
  test('is set when it is made, changed one by one, taken away by null, and gone with the campaign', async () => {
    await call('post', '/campaigns', { id: 'a', name: 'A', ...SETTINGS }).expect(201)
    expect(await shown('a')).toMatchObject(SETTINGS)
    const { body } = await call('patch', '/campaigns/a', { template: 'other', country: null }).expect(200)
    expect(body).toMatchObject({ starts_at: SETTINGS.starts_at, template: 'other' })
    await call('patch', '/campaigns/a', { status: 'closed' }).expect(200)
    expect(await shown('a')).toMatchObject({ template: 'other', status: 'closed' })
    const { campaigns } = (await call('get', '/campaigns').expect(200)).body
    expect(campaigns).toMatchObject([{ id: 'a', template: 'other' }])
    await call('delete', '/campaigns/a').expect(200)
    await call('post', '/campaigns', { id: 'a', name: 'A' }).expect(201)
    expect(await shown('a')).not.toHaveProperty('template')
  })

  test('never ends before it starts, whichever of the two is set last', async () => {
    const late = '2026-11-13T00:00:00Z'
    await call('post', '/campaigns', { id: 'b', name: 'B', starts_at: late, ends_at: late }).expect(400)
    await call('post', '/campaigns', { id: 'b', name: 'B', ends_at: SETTINGS.ends_at }).expect(201)
    await call('patch', '/campaigns/b', { starts_at: late }).expect(400)
    await call('patch', '/campaigns/b', { starts_at: late, ends_at: null }).expect(200)
    await call('patch', '/campaigns/b', { country: 'Atlantis' }).expect(400)
  })

  test('decides whose numbers a list holds, before the default and after what the import says', async () => {
    await call('post', '/campaigns', { id: 'c', name: 'C', country: 'BR' }).expect(201)
    const phones = async (query: string, list: string) => {
      await call('post', `/campaigns/c/recipients${query}`, list).expect(200)
      const { recipients } = (await call('get', '/campaigns/c/recipients').expect(200)).body
      return recipients.map(({ phone }: { phone: string }) => phone)
    }
    expect(await phones('', 'phone\n(11) 98765-4321\n')).toEqual(['+5511987654321'])
    expect(await phones('?country=IN', 'phone\n98123 45678\n')).toEqual(['+5511987654321', '+919812345678'])
  })

  test('is set by an import, unless nothing of the list is taken', async () => {
    await call('post', '/campaigns', { id: 'i', name: 'I', template: 'old' }).expect(201)
    const times = `starts_at=${SETTINGS.starts_at}&ends_at=${SETTINGS.ends_at}`
    const send = (query: string, list = 'phone\n+919812345678\n') =>
      call('post', `/campaigns/i/recipients?${query}`, list)
    await send(`${times}&status=over`, 'phone\n12\n').expect(200)
    expect(await shown('i')).not.toHaveProperty('starts_at')
    await send(`${times}&country=IN&template=new&status=planned`).expect(200)
    const { starts_at, ends_at } = SETTINGS
    expect(await shown('i')).toMatchObject({ starts_at, ends_at, template: 'new', status: 'planned' })
    expect(await shown('i')).not.toHaveProperty('country')
    const late = await send('starts_at=2027-01-01T00:00:00Z', 'phone\n+919812345679\n').expect(400)
    expect(late.body.errors).toEqual([{ field: 'query.ends_at', problem: 'must be after starts_at' }])
    expect(await shown('i')).toMatchObject({ starts_at, counters: { recipients: 1 } })
  })

  test('is set by an import of the command line, which may make the campaign', async () => {
    const env = { DATABASE_URL: service.databaseUrl }
    const run = async (...args: string[]) =>
      bluetick(
        ['campaign', 'import', '-', '--format', 'csv', '--campaign', 'j', ...args],
        env,
        'phone\n9812345678\n',
      )
    const made = await run('--name', 'J', '--country', 'IN', '--ends', '2026-11-12', '--status', 'planned')
    expect(made).toMatchObject({ code: 0 })
    const ends_at = '2026-11-12T00:00:00.000Z'
    expect(await shown('j')).toMatchObject({ name: 'J', ends_at, country: 'IN', status: 'planned' })
    expect((await run('--template', 'offer')).code).toBe(0)
    expect(await shown('j')).toMatchObject({ ends_at, template: 'offer', status: 'planned' })
    const late = await run('--starts', '2026-11-13')
    expect(late).toMatchObject({ code: 3, err: expect.stringContaining('would end before it starts') })
    expect(await shown('j')).not.toHaveProperty('starts_at')
    expect((await run('--starts', '2026-11-13', '--ends', '2026-11-12')).err).toContain(
      '--ends must be after',
    )
  })

  test('is set and shown by the command line', async () => {
    const env = { DATABASE_URL: service.databaseUrl }
    const run = async (...args: string[]) => bluetick(['campaign', ...args], env)
    const made = ['--name', 'D', '--starts', '2026-11-05T10:00+05:30', '--template', 'diwali_offer']
    expect((await run('create', 'd', ...made, '--country', 'India')).code).toBe(0)
    expect((await run('show', 'd')).out).toContain(
      'Starts 2026-11-05T04:30:00.000Z. Template: diwali_offer. Numbers of IN.',
    )
    expect((await run('edit', 'd', '--starts', 'none', '--ends', '2026-11-12')).code).toBe(0)
    const json = JSON.parse((await run('show', 'd', '--json')).out)
    expect(json).toMatchObject({ ends_at: '2026-11-12T00:00:00.000Z', country: 'IN' })
    expect(json).not.toHaveProperty('starts_at')
    expect((await run('edit', 'd', '--starts', '2026-11-13')).err).toContain('--ends must be after')
    for (const wrong of ['2026-11-05T10:00', '2026-02-31', 'tomorrow', '']) {
      expect((await run('edit', 'd', '--starts', wrong)).err).toContain('is not a valid time')
    }
  })

  test('is set and shown by its page, in the zone of whoever looks', async () => {
    await call('post', '/campaigns', { id: 'e', name: 'E' }).expect(201)
    const post = (path: string, fields: Record<string, string>, cookie = '') =>
      fetch(`${service.url}${path}`, {
        method: 'POST',
        body: new URLSearchParams(fields),
        redirect: 'manual',
        headers: { origin: service.url, cookie },
      })
    const signedIn = await post('/sign-in', { token: TEST_API_TOKEN, name: 'Asha', next: '/' })
    const session = signedIn.headers.get('set-cookie')?.split(';')[0] ?? ''
    const cookie = `${session}; bluetick_zone=Asia/Kolkata`
    const typed = { starts: '2026-11-05T10:00', ends: '', template: 'diwali_offer', country: 'in' }
    expect((await post('/campaigns/e/settings', typed, cookie)).status).toBe(303)
    expect(await shown('e')).toMatchObject({
      starts_at: SETTINGS.starts_at,
      template: 'diwali_offer',
      country: 'IN',
    })
    const page = await (
      await fetch(`${service.url}/campaigns/e`, { headers: { accept: 'text/html', cookie } })
    ).text()
    expect(page).toContain('value="2026-11-05T10:00"')
    for (const wrong of [{ ends: '2026-11-05T09:00' }, { starts: 'soon' }, { country: 'XX' }])
      expect((await post('/campaigns/e/settings', { ...typed, ...wrong }, cookie)).status).toBe(400)
  })
})

test('local times are read and written over changes of the clocks', () => {
  const zone = 'Europe/Berlin'
  expect(readLocalTime('2026-10-25T09:00', zone)).toBe(Date.parse('2026-10-25T08:00:00Z'))
  expect(writeLocalTime(Date.parse('2026-10-24T07:00:00Z'), zone)).toBe('2026-10-24T09:00')
  expect(readLocalTime('', zone)).toBeNull()
  expect(readLocalTime('2026-02-30T09:00', zone)).toBeUndefined()
})
