import request from 'supertest'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestService, TEST_API_TOKEN, type TestService } from '../support/service.ts'

// The cases of numbers in lists, searches and webhooks of a service whose numbers are from India.

let service: TestService
beforeAll(async () => {
  service = await startTestService({ DEFAULT_COUNTRY: 'India' })
})
afterAll(() => service.stop())

const token = { authorization: `Bearer ${TEST_API_TOKEN}` }
const get = (path: string) => request(service.url).get(path).set(token)
const importCsv = (path: string, csv: string) =>
  request(service.url).post(`/api/campaigns/${path}`).set(token).type('text/csv').send(csv)
const makeCampaign = (id: string) =>
  request(service.url).post('/api/campaigns').set(token).send({ id, name: id }).expect(201)
const phonesOf = async (id: string) => {
  const { body } = await get(`/api/campaigns/${id}/recipients`).expect(200)
  return body.recipients.map(({ phone }: { phone?: string }) => phone)
}

test('one person in a list is one recipient, however the number is written', async () => {
  await makeCampaign('holi')
  const ways = ['919812345678.0', '00919812345678', '09812345678', '9812345678', '"=""919812345678"""']
  const { body } = await importCsv('holi/recipients', `phone\n${ways.join('\n')}\n9.19E+11\n`).expect(200)
  expect(body).toMatchObject({ inserted: 1, unchanged: 4, refused: 1 })
  expect(body.refused_lines[0].reason).toMatch(/^phone was shortened by a spreadsheet/)
  expect(await phonesOf('holi')).toEqual(['+919812345678'])
})

test('the country of an import goes before the default one', async () => {
  await makeCampaign('carnaval')
  await importCsv('carnaval/recipients?country=BR', 'phone\n11987654321\n').expect(200)
  expect(await phonesOf('carnaval')).toEqual(['+5511987654321'])
  const refused = await importCsv('carnaval/recipients?country=Brasilia', 'phone\n1\n').expect(400)
  expect(refused.body.errors[0]).toEqual({
    field: 'query.country',
    problem: 'must be a country of two letters, like IN',
  })
})

test('a message is found by the number as people write it, and a wrong one is refused with what is right', async () => {
  const status = { id: 'wamid.1', status: 'sent', timestamp: '1793500000', recipient_id: '919876500001' }
  await service.post({ statuses: [status] })
  for (const written of [
    '9876500001',
    '098765 00001',
    '+91 98765-00001',
    '%2B919876500001',
    '+919876500001',
  ]) {
    const { body } = await get(`/api/messages?phone=${written}`).expect(200)
    expect(body.messages).toHaveLength(1)
    const answer = await get(`/api/analytics/messages-of-phone?phone=${written}`).expect(200)
    expect(answer.body.rows).toHaveLength(1)
  }
  const { body } = await get('/api/messages?phone=98765').expect(400)
  expect(body.errors[0].problem).toBe(
    'is not a number of India: mobile numbers there have 10 digits after +91',
  )
})

test("AiSensy's number beside its country code is the person's, and without one it is from the default country", async () => {
  const notify = (id: string, fields: object) =>
    service.post({
      topic: 'message.status.updated',
      data: { message: { messageId: id, status: 'SENT', sent_at: 1_793_500_000_000, ...fields } },
    })
  await notify('wamid.br', { phone_number: '11987654321', countryCode: '55' })
  await notify('wamid.in', { phone_number: '9812345678' })
  const { rows } = await service.pool.query(
    "SELECT message_id, phone_number FROM broadcasts_messages WHERE message_id IN ('wamid.br', 'wamid.in') ORDER BY 1",
  )
  expect(rows).toEqual([
    { message_id: 'wamid.br', phone_number: '+5511987654321' },
    { message_id: 'wamid.in', phone_number: '+919812345678' },
  ])
})
