import request from 'supertest'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bluetick } from '../support/command-line.ts'
import { startTestService, TEST_API_TOKEN, type TestService } from '../support/service.ts'

const TEN_MINUTES_AGO = Math.floor(Date.now() / 1000) - 600
/** Two minutes from then on are of one hour. */
const AT = TEN_MINUTES_AGO - Math.max(0, (TEN_MINUTES_AGO % 3600) - 3480)
const SECRET = 'Meet me at the old mill'
const PHONE = '919000000901'

let service: TestService
beforeAll(async () => {
  service = await startTestService({ RAW_RETENTION_DAYS: '7' })
})
afterAll(() => service.stop())

const get = (path: string) =>
  request(service.url)
    .get(path)
    .set({ authorization: `Bearer ${TEST_API_TOKEN}` })
    .expect(200)
const status = (id: string, kind: string, seconds: number) => ({
  id,
  status: kind,
  timestamp: String(AT + seconds),
  recipient_id: PHONE,
})
const inbound = (id: string, seconds: number, more: object = {}) => ({
  id,
  from: PHONE,
  timestamp: String(AT + seconds),
  type: 'text',
  text: { body: SECRET },
  ...more,
})

test('a reply is in the timeline, the counters, the export, the answers and the metrics; what was written is nowhere', async () => {
  const list = 'phone,message_id\n+919000000901,wamid.R1\n+919000000901,wamid.R2\n'
  const api = () => request(service.url)
  const token = { authorization: `Bearer ${TEST_API_TOKEN}` }
  await api().post('/api/campaigns').set(token).send({ id: 'c1', name: 'Offer' }).expect(201)
  await api().post('/api/campaigns/c1/recipients').set(token).type('text/csv').send(list).expect(200)
  await service.post({
    statuses: [
      status('wamid.R1', 'sent', 0),
      status('wamid.R1', 'delivered', 2),
      status('wamid.R2', 'delivered', 60),
    ],
  })
  await service.post({
    messages: [inbound('in-1', 32, { context: { from: '15550100999', id: 'wamid.R1' } })],
  })
  await service.post({ messages: [inbound('in-2', 100)] })
  const replied = async () => (await get('/api/campaigns/c1')).body.counters.replied
  await expect.poll(replied).toBe(2)

  const campaign = (await get('/api/campaigns/c1')).body
  expect(campaign).toMatchObject({
    counters: { read: 2, replied: 2 },
    rates: { replied: { numerator: 2, denominator: 2, of: 'read' } },
    replied_unread: 2,
    reply_seconds: { messages: 2 },
  })
  const message = (await get('/api/messages/wamid.R1')).body
  expect(message).toMatchObject({
    status: 'read',
    reply: { type: 'text', matched_by: 'reference', at: new Date((AT + 32) * 1000).toISOString() },
  })
  expect(message.timeline.at(-1)).toMatchObject({ kind: 'read', reported: false })
  expect((await get('/api/messages/wamid.R2')).body.reply.matched_by).toBe('time')
  const csv = (await get('/api/campaigns/c1/recipients?format=csv')).text
  expect(csv.split('\n')[0]?.trim()).toMatch(/,replied_at$/)
  expect(csv).toContain(new Date((AT + 32) * 1000).toISOString())
  const [times] = (await get('/api/analytics/response-times?window=24h&campaign=c1')).body.rows
  expect(times).toMatchObject({ measured: 2, mean: 35, within_1_minute: 100, within_60_minutes: 100 })
  const [rate] = (await get('/api/analytics/reply-rate?window=24h')).body.rows
  expect(rate).toMatchObject({ replied: 2, reply_without_read: 2, read_without_reply: 0 })
  const [soon] = (await get('/api/analytics/delivered-within-30-seconds?window=24h')).body.rows
  expect(soon).toMatchObject({ measured: 1, delivered_within_30_seconds: 1, of_delivered: 100 })
  const [engaged] = (await get(`/api/analytics/engagement-of-phone?phone=${PHONE}`)).body.rows
  expect(engaged).toMatchObject({ delivered: 2, read: 2, replied: 2 })
  expect(engaged.score).toBeGreaterThan(99)
  expect(engaged.score_low).toBeLessThan(engaged.score)
  const hours = (await get('/api/analytics/best-hours-of-people?campaign=c1&format=csv')).text
  expect(hours).toContain(`+${PHONE},${new Date((AT + 100) * 1000).getUTCHours()},`)
  const shown = await bluetick(['message', 'show', 'wamid.R1'], {
    DATABASE_URL: service.databaseUrl,
  })
  expect(shown.out).toContain('Replied: ')
  const metrics = await (await fetch(`${service.url}/metrics`)).text()
  expect(metrics).toContain('bluetick_inbound_messages_total 2')

  const { rows } = await service.pool.query(
    "SELECT string_agg(encode(bodies, 'escape'), '') AS bodies FROM bluetick.webhook_bodies",
  )
  expect(rows[0].bodies).toContain('in-1')
  expect(rows[0].bodies).not.toContain(SECRET)
})

test('what came before the message itself is matched when it comes', async () => {
  await service.post({
    messages: [inbound('in-9', 300, { context: { id: 'wamid.LATE' }, from: '919000000902' })],
  })
  await service.post({ statuses: [status('wamid.LATE', 'sent', 200)] })
  const type = async () => (await get('/api/messages/wamid.LATE')).body.reply?.type
  await expect.poll(type).toBe('text')
})
