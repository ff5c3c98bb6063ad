import request from 'supertest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type SimulatedApis, startSimulatedApis } from '../support/sending/simulated-apis.ts'
import { startTestService, TEST_API_TOKEN, type TestService } from '../support/service.ts'

const PHONE = '+919812345678'
const NUMBER = '106540352242922'
const SENT_AT = Math.floor(Date.now() / 1000) - 3_600

let apis: SimulatedApis
let service: TestService
beforeAll(async () => {
  apis = await startSimulatedApis()
  service = await startTestService({
    SEND_VIA: 'meta',
    META_BASE_URL: apis.url,
    META_ACCESS_TOKEN: 'token-of-account',
    META_PHONE_NUMBER_ID: NUMBER,
    // Somebody is awake whenever this test runs.
    SEND_WINDOW: '00:00-24:00',
  })
})
afterAll(async () => {
  await service.stop()
  await apis.stop()
})

const call = (method: 'get' | 'post', path: string, body?: object) => {
  const sent = request(service.url)[method](`/api${path}`).set('authorization', `Bearer ${TEST_API_TOKEN}`)
  return body === undefined ? sent : sent.send(body)
}
const report = (id: string, status: string, seconds: number, more: object = {}) =>
  service.post({
    statuses: [{ id, status, timestamp: String(SENT_AT + seconds), recipient_id: PHONE.slice(1), ...more }],
  })
const resend = {
  action: 'resend',
  campaign_id: 'diwali',
  template: { name: 'offer' },
  values: ['{name|friend}'],
}

describe('a message that failed is sent again', () => {
  beforeAll(async () => {
    await call('post', '/campaigns', { id: 'diwali', name: 'Diwali' }).expect(201)
    await request(service.url)
      .post('/api/campaigns/diwali/recipients')
      .set('authorization', `Bearer ${TEST_API_TOKEN}`)
      .set('content-type', 'text/csv')
      .send(`phone,message_id,name\n${PHONE},first,Asha\n`)
      .expect(200)
    await report('first', 'failed', 0, { errors: [{ code: 130429, title: 'Rate limit hit' }] })
  })
  let hash: string

  test('is planned, and nothing leaves', async () => {
    const { body } = await call('post', '/sending/plans', { ...resend, by: 'asha' }).expect(201)
    expect(body.plan).toMatchObject({
      state: 'draft',
      members: 1,
      sender: `meta:${NUMBER}`,
      planned_by: 'asha',
    })
    hash = body.plan.hash
    const { members } = (await call('get', `/sending/plans/${hash}/members`).expect(200)).body
    expect(members).toMatchObject([{ phone: PHONE, values: ['Asha'], round: 2, previous_message: 'first' }])
    await service.tick('everyFiveSeconds')
    expect(apis.ledger.entries).toEqual([])
  })

  test('is confirmed by its whole hash, once, and leaves once', async () => {
    await call('post', `/sending/plans/${hash.slice(0, 12)}/confirm`).expect(400)
    await call('post', `/sending/plans/${hash}/confirm`, { by: 'asha' }).expect(200)
    await call('post', `/sending/plans/${hash}/confirm`, { by: 'bela' }).expect(409)
    await service.tick('everyFiveSeconds')
    await service.tick('everyFiveSeconds')
    expect(apis.ledger.entries).toMatchObject([{ phone: PHONE, values: ['Asha'], template: 'offer' }])
  })

  test('follows the new message in the campaign, and the old one stays in the timeline', async () => {
    await report('wamid.1', 'delivered', 3_600)
    await service.tick('everyFiveSeconds')
    const { results } = (await call('get', `/sending/plans/${hash}`).expect(200)).body
    expect(results).toMatchObject({ delivered: 1, failed: 0, got_it_twice: 0, attempts: { accepted: 1 } })
    const { recipients } = (await call('get', '/campaigns/diwali/recipients').expect(200)).body
    expect(recipients).toMatchObject([{ phone: PHONE, status: 'delivered' }])
    const { log } = (await call('get', '/sending/log').expect(200)).body
    expect(log.map(({ by }: { by: string }) => by)).toContain('asha')
  })

  test('which arrived is not planned again', async () => {
    const { body } = await call('post', '/sending/plans', resend).expect(201)
    expect(body.plan).toMatchObject({ members: 0 })
  })
})

describe('what waits for a person', () => {
  const phone = '+919812345679'
  const attempt = async () => (await call('get', '/sending/uncertain').expect(200)).body.attempts

  test('a message whose answer was lost is listed, and never sent again by itself', async () => {
    await call('post', '/campaigns', { id: 'holi', name: 'Holi' }).expect(201)
    await request(service.url)
      .post('/api/campaigns/holi/recipients')
      .set('authorization', `Bearer ${TEST_API_TOKEN}`)
      .set('content-type', 'text/csv')
      .send(`phone,name\n${phone},Bela\n`)
      .expect(200)
    apis.behave = () => ({ take: true, answer: 'cut' })
    const send = { action: 'send', campaign_id: 'holi', template: { name: 'hello' } }
    const { plan } = (await call('post', '/sending/plans', send).expect(201)).body
    await call('post', `/sending/plans/${plan.hash}/confirm`).expect(200)
    for (let round = 0; round < 3; round += 1) await service.tick('everyFiveSeconds')
    expect(await attempt()).toMatchObject([{ phone, state: 'uncertain' }])
    expect(apis.ledger.count(phone)).toBe(1)
  })

  test('and resolved by what somebody knows', async () => {
    const [{ id }] = await attempt()
    await call('post', `/sending/uncertain/${id}`, { sent: true, by: 'asha' }).expect(200)
    await call('post', `/sending/uncertain/${id}`, { sent: true }).expect(404)
    expect(await attempt()).toEqual([])
    expect(apis.ledger.count(phone)).toBe(1)
  })
})

describe('refusals', () => {
  test.each([
    [{ ...resend, campaign_id: 'nobody' }, 404],
    [{ ...resend, action: 'spam' }, 400],
    [{ ...resend, template: {} }, 400],
    [{ ...resend, canary: 0 }, 400],
    [{ ...resend, shout: true }, 400],
  ])('%j: %i', async (body, status) => {
    const answer = await call('post', '/sending/plans', body).expect(status)
    expect(answer.headers['content-type']).toMatch(/problem\+json/)
  })

  test('an unknown plan is told', async () => {
    await call('get', `/sending/plans/${'0'.repeat(64)}`).expect(409)
    await call('get', `/sending/plans/${'0'.repeat(64)}/members`).expect(409)
    await call('post', '/sending/numbers/nobody/try').expect(404)
  })
})
