import request from 'supertest'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startTestService, TEST_API_TOKEN, type TestService } from '../support/service.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService()
})
afterAll(() => service.stop())

const api = () => request(service.url)
const token = { authorization: `Bearer ${TEST_API_TOKEN}` }
const get = (path: string) => api().get(path).set(token)
const post = (path: string, body: object = {}) => api().post(path).set(token).send(body)
const importCsv = (id: string, csv: string) =>
  api().post(`/api/campaigns/${id}/recipients`).set(token).type('text/csv').send(csv)
const importLines = (id: string, lines: readonly object[]) =>
  api()
    .post(`/api/campaigns/${id}/recipients`)
    .set(token)
    .type('application/x-ndjson')
    .send(lines.map((line) => JSON.stringify(line)).join('\n'))
const report = (id: string, status: string, seconds: number, more: object = {}) =>
  service.post({ statuses: [{ id, status, timestamp: String(1_793_500_000 + seconds), ...more }] })

let campaign = 0
let id = ''
beforeEach(async () => {
  id = `campaign-${campaign++}`
  await post('/api/campaigns', { id, name: `Campaign ${id}` }).expect(201)
})
const counters = async () => (await get(`/api/campaigns/${id}`).expect(200)).body.counters
const verified = async () => (await get(`/api/campaigns/${id}/verify`).expect(200)).body

describe('refusals', () => {
  test('without the token every endpoint answers 401 as a problem, with a request id', async () => {
    const paths = ['/api/campaigns', `/api/campaigns/${id}`, '/api/messages/x', '/api/nothing']
    for (const path of paths) {
      for (const authorization of [
        '',
        'Bearer wrong',
        `Basic ${TEST_API_TOKEN}`,
        `Bearer ${TEST_API_TOKEN} x`,
      ]) {
        const { status, headers, body } = await api().get(path).set({ authorization })
        expect(status).toBe(401)
        expect(headers['content-type']).toContain('application/problem+json')
        expect(body).toMatchObject({
          type: 'urn:bluetick:problem:unauthorized',
          request_id: headers['x-request-id'],
        })
      }
    }
  })

  test('bad input names each field and what would be right, and never repeats the value', async () => {
    const bad = await get('/api/campaigns?limit=+919876543210&created_from=yesterday&colour=blue').expect(400)
    const fields = bad.body.errors.map((error: { field: string }) => error.field)
    expect(fields).toEqual(expect.arrayContaining(['query.limit', 'query.created_from', 'query']))
    expect(JSON.stringify(bad.body)).not.toContain('9876543210')
    const named = await post('/api/campaigns', { id: 5 }).expect(400)
    expect(named.body.errors.map((error: { field: string }) => error.field)).toEqual(['body.id', 'body.name'])
    await get('/api/messages?phone=abc').expect(400)
    await get(`/api/campaigns/${id}/recipients?status=seen`).expect(400)
    await get(`/api/campaigns/${id}/recipients?cursor=xyz`).expect(400)
  })

  test('bodies that are no JSON, too long, or of a type that is not taken are told so', async () => {
    const broken = await api().post('/api/campaigns').set(token).type('json').send('{"id":').expect(400)
    expect(broken.body.errors[0].field).toBe('body')
    await post('/api/campaigns', { name: 'x'.repeat(1_100_000) }).expect(413)
    await post(`/api/campaigns/${id}/recipients`, {}).expect(415)
  })

  test('what is not there answers 404', async () => {
    for (const path of ['', '/recipients', '/verify']) await get(`/api/campaigns/none${path}`).expect(404)
    await post('/api/campaigns/none/recount').expect(404)
    await importCsv('none', 'phone\n919876543210').expect(404)
    await get('/api/messages/none').expect(404)
    for (const recipient of ['999999999', 'no-number', '99999999999999999999999']) {
      await api()
        .patch(`/api/campaigns/${id}/recipients/${recipient}`)
        .set(token)
        .send({ message_id: 'm' })
        .expect(404)
    }
  })

  test('a campaign is registered once: repeating is harmless, another name is a conflict', async () => {
    await post('/api/campaigns', { id, name: `Campaign ${id}` }).expect(200)
    await post('/api/campaigns', { id, name: 'Another' }).expect(409)
    const made = await post('/api/campaigns', { name: 'Without id' }).expect(201)
    expect(made.body.id).toMatch(/^[0-9a-f-]{36}$/)
  })
})

describe('a campaign', () => {
  const patch = (path: string, body: object) => api().patch(path).set(token).send(body)

  test('is renamed and archived; a name that another one has, or nothing to change, is refused', async () => {
    const edited = await patch(`/api/campaigns/${id}`, { name: `New ${id}`, status: 'archived' }).expect(200)
    expect(edited.body).toMatchObject({ id, name: `New ${id}`, status: 'archived' })
    await post('/api/campaigns', { id: `${id}-b`, name: `Other ${id}` }).expect(201)
    await patch(`/api/campaigns/${id}`, { name: `Other ${id}` }).expect(409)
    await patch(`/api/campaigns/${id}`, {}).expect(400)
    await patch('/api/campaigns/none', { status: 'archived' }).expect(404)
    expect((await get(`/api/campaigns/${id}`)).body).toMatchObject({ name: `New ${id}` })
  })
})

describe('a list of recipients', () => {
  test('is taken line by line: refused lines come back with number and reason, the others are pending', async () => {
    const csv =
      'Phone,Message_ID,note\r\n+91 98765 43210,m-1,hi\r\nnope,m-2,\r\n,,\r\n919876543211,,"a ""b"""\r\n'
    const { body } = await importCsv(id, csv).expect(200)
    expect(body).toMatchObject({ lines: 4, inserted: 2, refused: 2, unchanged: 0 })
    expect(body.refused_lines.map((line: { line: number }) => line.line)).toEqual([3, 4])
    expect(await counters()).toEqual({
      recipients: 2,
      pending: 2,
      sent: 0,
      delivered: 0,
      read: 0,
      failed: 0,
      replied: 0,
    })
    await importCsv(id, 'colour\nblue\n').expect(400)
  })

  test('leaves one set when it is imported twice at once, and changes nothing the third time', async () => {
    const lines = Array.from({ length: 5_000 }, (_, n) => ({
      phone: `+9198${10_000_000 + n}`,
      message_id: `${id}-${n}`,
    }))
    const both = await Promise.all([importLines(id, lines), importLines(id, lines)])
    expect(both.map(({ status }) => status)).toEqual([200, 200])
    expect(both.reduce((sum, { body }) => sum + body.inserted, 0)).toBe(5_000)
    expect((await importLines(id, lines)).body).toMatchObject({ inserted: 0, amended: 0, unchanged: 5_000 })
    expect(await counters()).toMatchObject({ recipients: 5_000, pending: 5_000 })
    expect(await verified()).toMatchObject({ agrees: true, miscounted: 0, waiting: 0 })
  })

  test('meets the reports that came before it, under any id of the message', async () => {
    await report(`${id}-a`, 'sent', 0)
    await report(`${id}-a`, 'read', 60)
    await report(`${id}-b`, 'failed', 5, { errors: [{ code: 131026, title: 'Undeliverable' }] })
    await importLines(id, [
      { phone: '919876500001', message_id: `${id}-a` },
      { phone: '919876500002', submitted_message_id: `${id}-uuid`, message_id: `${id}-b` },
      { phone: '919876500003', submitted_message_id: `${id}-later`, message_id: `${id}-c` },
    ]).expect(200)
    expect(await counters()).toEqual({
      recipients: 3,
      pending: 1,
      sent: 1,
      delivered: 1,
      read: 1,
      failed: 1,
      replied: 0,
    })
    await report(`${id}-later`, 'delivered', 9)
    expect(await counters()).toMatchObject({ pending: 0, sent: 2, delivered: 2 })
    const { body } = await get(`/api/campaigns/${id}`)
    expect(body.failures).toMatchObject([{ code: '131026', recipients: 1, resend: 'no' }])
    expect(body.rates.delivered).toEqual({ numerator: 2, denominator: 2, of: 'sent', value: 1 })
    expect(await verified()).toMatchObject({ agrees: true })
  })

  test('fills in what a former list lacked, and refuses another message for a reference', async () => {
    await importLines(id, [{ phone: '919876500011', reference: 'order-1' }, { phone: '919876500012' }])
    await report(`${id}-1`, 'delivered', 3)
    const second = await importLines(id, [
      { reference: 'order-1', message_id: `${id}-1` },
      { phone: '919876500012', message_id: `${id}-2` },
    ])
    expect(second.body).toMatchObject({ inserted: 0, amended: 2 })
    expect(await counters()).toMatchObject({ recipients: 2, pending: 1, delivered: 1 })
    const third = await importLines(id, [{ reference: 'order-1', message_id: `${id}-other` }])
    expect(third.body).toMatchObject({ refused: 1 })
    expect(await verified()).toMatchObject({ agrees: true })
  })

  test('takes over the recipients that a webhook naming the campaign had made', async () => {
    await service.post({
      id: 'e1',
      topic: 'message.status.updated',
      created_at: Date.now(),
      data: {
        message: {
          messageId: `${id}-w`,
          submitted_message_id: `${id}-s`,
          phone_number: '919876500021',
          status: 'DELIVERED',
          campaign: { name: `Campaign ${id}` },
          delivered_at: 1_793_500_000_000,
        },
      },
    })
    expect((await get(`/api/campaigns/${id}`)).body).toMatchObject({
      unregistered: 1,
      counters: { delivered: 1 },
    })
    await importLines(id, [{ phone: '919876500021', submitted_message_id: `${id}-s`, reference: 'r' }])
    const { body } = await get(`/api/campaigns/${id}`)
    expect(body).toMatchObject({ unregistered: 0, counters: { recipients: 1, delivered: 1 } })
    expect(await verified()).toMatchObject({ agrees: true })
  })
})

describe('a recipient', () => {
  test('gets its message id after sending; another one starts it afresh', async () => {
    await importLines(id, [{ phone: '919876500031' }])
    const [recipient] = (await get(`/api/campaigns/${id}/recipients`)).body.recipients
    const amend = (body: object) =>
      api().patch(`/api/campaigns/${id}/recipients/${recipient.id}`).set(token).send(body)
    await report(`${id}-first`, 'read', 1)
    await amend({ message_id: `${id}-first` }).expect(200)
    expect(await counters()).toMatchObject({ pending: 0, read: 1 })
    await amend({ message_id: `${id}-second` }).expect(200)
    expect(await counters()).toMatchObject({ pending: 1, read: 0 })
    expect(await verified()).toMatchObject({ agrees: true })
    await amend({ message_id: 'x'.repeat(600) }).expect(400)
  })

  test('appears on exactly one page, of all, of its status, and of its failure code', async () => {
    const lines = Array.from({ length: 30 }, (_, n) => ({
      phone: `+91987651${1100 + n}`,
      message_id: `${id}-${n}`,
    }))
    await importLines(id, lines)
    for (let n = 0; n < 10; n++)
      await report(`${id}-${n}`, 'failed', n, { errors: [{ code: n < 7 ? 131026 : 131049 }] })
    const pages = async (query: string) => {
      const seen: string[] = []
      let cursor: string | undefined = ''
      while (cursor !== undefined) {
        const next: string = cursor === '' ? '' : `&cursor=${cursor}`
        const { body } = await get(`/api/campaigns/${id}/recipients?limit=4${query}${next}`).expect(200)
        seen.push(...body.recipients.map((recipient: { id: string }) => recipient.id))
        cursor = body.next_cursor
      }
      expect(new Set(seen).size).toBe(seen.length)
      return seen.length
    }
    expect(await pages('')).toBe(30)
    expect(await pages('&status=failed')).toBe(10)
    expect(await pages('&code=131026')).toBe(7)
    expect(await pages('&status=read')).toBe(0)
  })

  test('is exported with formulas defused', async () => {
    await importLines(id, [{ phone: '919876500041', reference: '=cmd|"/c calc"!A1' }, { reference: '-1+1' }])
    const csv = await get(`/api/campaigns/${id}/recipients`).set('accept', 'text/csv').expect(200)
    const [, first, second] = csv.text.split('\r\n')
    expect(first).toContain(`+919876500041,"'=cmd|""/c calc""!A1",`)
    expect(second).toContain(",,'-1+1,")
    expect(
      (await get(`/api/campaigns/${id}/recipients?format=csv&status=read`)).text.split('\r\n'),
    ).toHaveLength(2)
  })
})

describe('a message', () => {
  test('shows what was reported and what was inferred, its failure and its campaign', async () => {
    await importLines(id, [{ phone: '919876500051', message_id: `${id}-m`, reference: 'r1' }])
    const early = await get(`/api/messages/${id}-m`).expect(200)
    expect(early.body).toMatchObject({
      status: 'pending',
      timeline: [],
      campaigns: [{ id, reference: 'r1' }],
    })
    await report(`${id}-m`, 'sent', 0, { recipient_id: '919876500051' })
    await report(`${id}-m`, 'read', 60)
    await report(`${id}-m`, 'failed', 30, { errors: [{ code: 131049, title: 'Held back' }] })
    const { body } = await get(`/api/messages/${id}-m`).expect(200)
    expect(body).toMatchObject({
      status: 'read',
      contradictory: true,
      failures: [{ code: '131049', resend: 'later' }],
    })
    const known = body.timeline.map((entry: { kind: string; reported: boolean }) => [
      entry.kind,
      entry.reported,
    ])
    expect(known).toEqual([
      ['sent', true],
      ['failed', true],
      ['delivered', false],
      ['read', true],
    ])
    const ofPhone = await get('/api/messages?phone=%2B919876500051&limit=1').expect(200)
    expect(ofPhone.body.messages[0].message_id).toBe(`${id}-m`)
  })
})
