import request from 'supertest'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answers, type SimulatedApis, startSimulatedApis } from '../support/sending/simulated-apis.ts'
import { startTestService, TEST_API_TOKEN, type TestService } from '../support/service.ts'

const VIEW_TOKEN = 'only-for-looking-0123456789'
const NUMBER = '106540352242922'

let apis: SimulatedApis
let service: TestService
let cookie: string
beforeAll(async () => {
  apis = await startSimulatedApis()
  service = await startTestService({
    DASHBOARD_VIEW_TOKEN: VIEW_TOKEN,
    SEND_VIA: 'meta',
    META_BASE_URL: apis.url,
    META_ACCESS_TOKEN: 'token-of-account',
    META_PHONE_NUMBER_ID: NUMBER,
    SEND_WINDOW: '00:00-24:00',
  })
  cookie = await signIn(TEST_API_TOKEN)
  const api = (path: string) =>
    request(service.url).post(`/api${path}`).set('authorization', `Bearer ${TEST_API_TOKEN}`)
  await api('/campaigns').send({ id: 'diwali', name: 'Diwali' }).expect(201)
  const list = 'phone,name,opt_in\n+919812345671,Asha,yes\n+919812345672,Ravi,no\n+919812345673,Meera,yes\n'
  await api('/campaigns/diwali/recipients').set('content-type', 'text/csv').send(list).expect(200)
})
afterAll(async () => {
  await service.stop()
  await apis.stop()
})

const post = (path: string, fields: Record<string, string>, as = cookie) =>
  fetch(`${service.url}${path}`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    redirect: 'manual',
    headers: { origin: service.url, cookie: as },
  })
async function signIn(token: string): Promise<string> {
  const response = await post('/sign-in', { token, name: 'Asha', next: '/' }, '')
  return response.headers.get('set-cookie')?.split(';')[0] ?? ''
}
const page = async (path: string, as = cookie) =>
  (await fetch(`${service.url}${path}`, { headers: { accept: 'text/html', cookie: as } })).text()
const FORM = { action: 'send', campaign: 'diwali', template: 'offer', language: 'en', values: '{name}' }

test('a plan is made, looked at, confirmed with a tick, and sent exactly so', async () => {
  const made = await post('/sending/new', FORM)
  const address = made.headers.get('location') ?? ''
  expect(address).toMatch(/^\/sending\/plans\/[0-9a-f]{16}$/)
  const shown = await page(address)
  expect(shown).toContain('2 people')
  expect(shown).toContain('Has not agreed')
  expect(shown).not.toContain('+919812345672')
  expect(apis.ledger.entries).toEqual([])

  const unsure = await post(address, { decision: 'confirm' })
  expect(unsure.status).toBe(400)
  await service.tick('everyFiveSeconds')
  expect(apis.ledger.entries).toEqual([])

  expect((await post(address, { decision: 'confirm', sure: 'yes' })).status).toBe(303)
  await service.tick('everyFiveSeconds')
  await service.tick('everyFiveSeconds')
  expect(apis.ledger.entries.map(({ phone, values }) => [phone, ...values])).toEqual([
    ['+919812345671', 'Asha'],
    ['+919812345673', 'Meera'],
  ])
  expect(await page(address)).toContain('Done')
  expect((await post(address, { decision: 'confirm', sure: 'yes' })).status).toBe(400)
  const log = await page('/sending')
  expect(log).toContain('confirmed')
})

test('says what is wrong with a plan, and lets only those plan and send who may act', async () => {
  expect(await (await post('/sending/new', { ...FORM, campaign: 'nobody' })).text()).toContain(
    'There is no campaign of this id',
  )
  const viewer = await signIn(VIEW_TOKEN)
  expect((await post('/sending/new', FORM, viewer)).status).toBe(403)
  expect(await page('/sending', viewer)).not.toContain('/sending/new')
  expect(
    (
      await fetch(`${service.url}/sending/plans/deadbeefdeadbeef`, {
        headers: { accept: 'text/html', cookie },
      })
    ).status,
  ).toBe(404)
})

test('shows what is uncertain and which number is stopped, and takes what a person knows', async () => {
  const api = (path: string) =>
    request(service.url).post(`/api${path}`).set('authorization', `Bearer ${TEST_API_TOKEN}`)
  await api('/campaigns').send({ id: 'holi', name: 'Holi' }).expect(201)
  await api('/campaigns/holi/recipients')
    .set('content-type', 'text/csv')
    .send('phone,name\n+919812345681,Asha\n+919812345682,Ravi\n+919812345683,Meera\n')
    .expect(200)
  apis.behave = () => answers(502, 'Bad Gateway')
  const address = (await post('/sending/new', { ...FORM, campaign: 'holi' })).headers.get('location') ?? ''
  await post(address, { decision: 'confirm', sure: 'yes' })
  await service.tick('everyFiveSeconds')
  const shown = await page('/sending')
  expect(shown).toContain('Uncertain: 2')
  expect(shown).toContain('is stopped since')
  const attempt = /name="attempt" value="([^"]+)"/.exec(shown)?.[1] ?? ''
  expect((await post('/sending/uncertain', { attempt, sent: 'yes' })).status).toBe(303)
  expect(await page('/sending')).toContain('Uncertain: 1')
  const number = /name="number" value="([^"]+)"/.exec(shown)?.[1] ?? ''
  expect((await post('/sending/try', { number })).status).toBe(303)
  expect((await post('/sending/try', { number: 'another' })).status).toBe(400)
})
