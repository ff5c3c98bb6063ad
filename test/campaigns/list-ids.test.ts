import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestService, TEST_API_TOKEN, type TestService } from '../support/service.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService()
})
afterAll(() => service.stop())

async function api(path: string, body?: string, type = 'application/json') {
  const response = await fetch(`${service.url}/api${path}`, {
    headers: {
      authorization: `Bearer ${TEST_API_TOKEN}`,
      ...(body !== undefined && { 'content-type': type }),
    },
    ...(body !== undefined && { method: 'POST', body }),
  })
  return response.json()
}
const list = (...lines: object[]) =>
  api(
    '/campaigns/c/recipients',
    lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
    'application/x-ndjson',
  )
const counters = async () => (await api('/campaigns/c')).counters

test('another message id for a number is another recipient; ids that a line names together are one message', async () => {
  const phone = '919876500021'
  await api('/campaigns', '{"id":"c","name":"C"}')
  await list({ phone, message_id: 'm-a' })
  expect(await list({ phone, message_id: 'm-b' })).toMatchObject({ inserted: 1 })
  // Nothing tells this line apart from the first.
  expect(await list({ phone })).toMatchObject({ inserted: 0, unchanged: 1 })
  await service.post({ statuses: [{ id: 'm-a', status: 'delivered', timestamp: '1793500000' }] })
  expect(await counters()).toMatchObject({ recipients: 2, pending: 1, delivered: 1 })
  expect(await list({ message_id: 'm-a', submitted_message_id: 'm-b' })).toMatchObject({
    inserted: 0,
    refused: 0,
  })
  expect(await counters()).toMatchObject({ recipients: 2, pending: 0, delivered: 2 })
  expect(await api('/campaigns/c/verify')).toMatchObject({ agrees: true })
})
