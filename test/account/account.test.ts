import request from 'supertest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bluetick } from '../support/command-line.ts'
import { startTestService, TEST_API_TOKEN, type TestService } from '../support/service.ts'

// News of a minute ago: the service believes its own clock.
const AT = Math.floor(Date.now() / 1000) - 60
const ACCOUNT = '300220011000'

let service: TestService
beforeAll(async () => {
  service = await startTestService()
})
afterAll(() => service.stop())

const token = { authorization: `Bearer ${TEST_API_TOKEN}` }
const api = () => request(service.url)
const get = (path: string) => api().get(path).set(token)
const cli = (...args: string[]) => bluetick(args, { DATABASE_URL: service.databaseUrl })
const news = async (field: string, value: object, time = AT) => {
  const body = {
    object: 'whatsapp_business_account',
    entry: [{ id: ACCOUNT, time, changes: [{ field, value }] }],
  }
  expect((await service.post(body)).status).toBe(200)
}
const wish = (phone: string, value: string, seconds: number) =>
  news('user_preferences', {
    user_preferences: [
      { wa_id: phone.slice(1), category: 'marketing_messages', value, timestamp: AT + seconds },
    ],
  })
const suppressed = async (phone: string) =>
  (await get(`/api/suppressions?phone=${encodeURIComponent(phone)}`).expect(200)).body.suppressions

describe('account events', () => {
  test('are kept once, however often they come, and listed newest first', async () => {
    const template = { event: 'PAUSED', message_template_name: 'offer', message_template_language: 'en' }
    await news('message_template_status_update', template)
    await news('message_template_status_update', template)
    await news('account_update', { event: 'ACCOUNT_RESTRICTION' }, AT + 5)
    const { events } = (await get('/api/events?effect=stops').expect(200)).body
    expect(events).toMatchObject([
      { kind: 'account-status', subject: ACCOUNT, value: 'ACCOUNT_RESTRICTION' },
      { kind: 'template-status', subject: 'offer (en)', value: 'PAUSED', account: ACCOUNT },
    ])
    const shown = await cli('events', '--kind', 'template-status')
    expect(shown).toMatchObject({ code: 0, out: expect.stringContaining('offer (en)') })
    const json = JSON.parse((await cli('events', '--effect', 'stops', '--json')).out)
    expect(json.events).toHaveLength(2)
  })

  test('are read page by page', async () => {
    const first = (await get('/api/events?effect=stops&limit=1').expect(200)).body
    expect(first.events).toHaveLength(1)
    const second = (await get(`/api/events?effect=stops&limit=1&cursor=${first.next_cursor}`).expect(200))
      .body
    expect(second.events[0].kind).toBe('template-status')
    expect(second.next_cursor).toBeUndefined()
  })

  test('are found in failed statuses too, errors of the whole account once an hour', async () => {
    const hour = Math.floor((AT - 7200) / 3600) * 3600
    const failed = (id: string, seconds: number) => ({
      id,
      status: 'failed',
      timestamp: String(hour + seconds),
      errors: [{ code: 131042, title: 'Business eligibility payment issue' }],
    })
    await service.post({ statuses: [failed('m1', 10), failed('m2', 20)] })
    await service.post({ statuses: [failed('m3', 5)] })
    const { events } = (await get('/api/events?kind=account-error').expect(200)).body
    expect(events).toMatchObject([
      {
        value: '131042',
        effect: 'stops',
        at: new Date((hour + 5) * 1000).toISOString(),
        last_at: new Date((hour + 20) * 1000).toISOString(),
      },
    ])
  })

  test('refuse a filter that is none', async () => {
    await get('/api/events?kind=gossip').expect(400)
    expect(await cli('events', '--kind', 'gossip')).toMatchObject({ code: 2 })
    expect(await cli('events', '--limit', 'many')).toMatchObject({ code: 2 })
  })
})

describe('people who must not be written to', () => {
  test('are those who opted out, until they resume, whichever the order in which that comes', async () => {
    const [early, late] = ['+919000000801', '+919000000802']
    await wish(early, 'stop', 10)
    expect(await suppressed(early)).toMatchObject([{ reason: 'opt-out', source: 'user_preferences' }])
    await wish(early, 'resume', 20)
    expect(await suppressed(early)).toEqual([])
    await wish(late, 'resume', 20)
    await wish(late, 'stop', 10)
    expect(await suppressed(late)).toEqual([])
    await wish(late, 'stop', 30)
    expect(await suppressed(late)).toMatchObject([{ since: new Date((AT + 30) * 1000).toISOString() }])
  })

  test('are those whose messages failed with 131050 or 130403', async () => {
    const failed = (id: string, phone: string, code: number) => ({
      id,
      status: 'failed',
      timestamp: String(AT),
      recipient_id: phone,
      errors: [{ code }],
    })
    await service.post({
      statuses: [failed('s1', '919000000803', 131050), failed('s2', '919000000804', 130403)],
    })
    expect(await suppressed('+919000000803')).toMatchObject([{ reason: 'opt-out', source: '131050' }])
    expect(await suppressed('+919000000804')).toMatchObject([{ reason: 'block', source: '130403' }])
  })

  test('are added and removed by hand, and an old notification does not bring them back', async () => {
    const phone = '+919000000805'
    const add = () => api().post('/api/suppressions').set(token).send({ phone })
    expect((await add().expect(201)).body).toEqual({ phone, added: true })
    expect((await add().expect(201)).body).toEqual({ phone, added: false })
    await wish(phone, 'stop', 0)
    expect(await suppressed(phone)).toHaveLength(2)
    const ended = await api()
      .delete(`/api/suppressions/${encodeURIComponent(phone)}`)
      .set(token)
      .expect(200)
    expect(ended.body).toEqual({ phone, ended: 2 })
    await wish(phone, 'stop', 0)
    expect(await suppressed(phone)).toEqual([])
    await api()
      .delete(`/api/suppressions/${encodeURIComponent(phone)}`)
      .set(token)
      .expect(404)
    await api().post('/api/suppressions').set(token).send({ phone: 'nobody' }).expect(400)
  })

  test('are listed, added, removed, exported and imported by the command line', async () => {
    expect(await cli('suppressions', 'add', '+91 90000 00806')).toMatchObject({ code: 0 })
    expect((await cli('suppressions', 'list', '--reason', 'manual')).out).toContain('+919000000806')
    expect((await cli('suppressions', 'export')).out).toMatch(/^phone,reason,source,since\r?\n/)
    expect(await cli('suppressions', 'remove', '+919000000806')).toMatchObject({ code: 0 })
    expect(await cli('suppressions', 'remove', '+919000000806')).toMatchObject({ code: 1 })
    expect(await cli('suppressions', 'add', 'x')).toMatchObject({ code: 2 })
    expect(await cli('suppressions', 'import', '/nowhere/list.csv')).toMatchObject({ code: 3 })
  })

  test('come back from an export, line by line, and what is no number is told', async () => {
    const { importSuppressions } = await import('../../src/app/account/import-suppressions.ts')
    const { createAccountStore } = await import('../../src/adapters/postgres/account/account-store.ts')
    const { AS_WRITTEN } = await import('../../src/adapters/postgres/schema/schema-names.ts')
    const { loadStatements } = await import('../../src/adapters/postgres/schema/statements.ts')
    const { Readable } = await import('node:stream')
    const store = createAccountStore(service.pool, loadStatements(AS_WRITTEN))
    const list = () => Readable.from([Buffer.from('phone,name\n+919000000807,Asha\nnobody,Ravi\n,Meena\n')])
    const once = await importSuppressions(store, list(), 'csv', Date.now())
    expect(once).toMatchObject({ lines: 3, added: 1, unchanged: 0, refused: 2 })
    expect(once.refusedLines.map(({ line }) => line)).toEqual([3, 4])
    const again = await importSuppressions(store, list(), 'csv', Date.now())
    expect(again).toMatchObject({ added: 0, unchanged: 1, refused: 2 })
    const csv = (await get('/api/suppressions?format=csv').expect(200)).text
    expect(csv).toContain('+919000000807,manual,import,')
  })
})

test('nobody but the owner sees either', async () => {
  const { rows } = await service.pool.query(
    `SELECT has_table_privilege('public', c.oid, 'select') AS open FROM pg_class c
     WHERE c.relname IN ('account_events', 'suppression_changes', 'inbound_messages')`,
  )
  expect(rows).toEqual([{ open: false }, { open: false }, { open: false }])
})
