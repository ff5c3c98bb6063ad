import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestService, type TestService } from '../support/service.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService()
})
afterAll(() => service.stop())

async function post(...statuses: object[]) {
  const response = await service.post({ statuses })
  return { code: response.status, body: await response.json() }
}

async function statusOf(messageId: string) {
  const { rows } = await service.pool.query(
    'SELECT status, phone_number FROM broadcasts_messages WHERE message_id = $1',
    [messageId],
  )
  return rows[0]
}

describe("the guide's own flows", () => {
  test('section 2, step 6: a delivered message, at the right time', async () => {
    const answer = await post({
      id: 'test_msg_001',
      status: 'delivered',
      timestamp: '1702207800',
      recipient_id: '919876543210',
    })
    expect(answer).toEqual({ code: 200, body: { status: 'success', processed: 1 } })
    expect(await statusOf('test_msg_001')).toEqual({
      status: { delivered: '2023-12-10T11:30:00Z' },
      phone_number: '+919876543210',
    })
  })

  test('section 9.1: sent, delivered and read one after the other', async () => {
    const id = 'test_message_001'
    await post({ id, status: 'sent', timestamp: '1702207800', recipient_id: '919876543210' })
    await post({ id, status: 'delivered', timestamp: '1702207805', recipient_id: '919876543210' })
    await post({ id, status: 'read', timestamp: '1702207860', recipient_id: '919876543210' })
    expect((await statusOf(id)).status).toEqual({
      sent: '2023-12-10T11:30:00Z',
      delivered: '2023-12-10T11:30:05Z',
      read: '2023-12-10T11:31:00Z',
    })
  })

  test('section 9.3: read before delivered fills delivered in with the same time', async () => {
    const id = 'test_message_002'
    await post({ id, status: 'sent', timestamp: '1702207800' })
    await post({ id, status: 'read', timestamp: '1702207860' })
    expect((await statusOf(id)).status).toEqual({
      sent: '2023-12-10T11:30:00Z',
      delivered: '2023-12-10T11:31:00Z',
      read: '2023-12-10T11:31:00Z',
    })
    await post({ id, status: 'delivered', timestamp: '1702207803' })
    expect((await statusOf(id)).status.delivered).toBe('2023-12-10T11:30:03Z')
  })

  test('section 9.4: several messages in one body', async () => {
    const answer = await post(
      { id: 'msg_001', status: 'delivered', timestamp: '1702207800' },
      { id: 'msg_002', status: 'read', timestamp: '1702207805' },
      { id: 'msg_003', status: 'sent', timestamp: '1702207810' },
    )
    expect(answer.body).toEqual({ status: 'success', processed: 3 })
    expect((await statusOf('msg_002')).status).toEqual({
      delivered: '2023-12-10T11:30:05Z',
      read: '2023-12-10T11:30:05Z',
    })
  })

  test('section 11, issue 2: a later time of the same kind replaces an earlier one, never the reverse', async () => {
    const id = 'test_message_003'
    for (const timestamp of ['1702207805', '1702207809', '1702207801']) {
      await post({ id, status: 'sent', timestamp })
    }
    expect((await statusOf(id)).status).toEqual({ sent: '2023-12-10T11:30:09Z' })
  })

  test('section 11, issue 4: a time that cannot be read becomes the time of receipt, and is marked', async () => {
    const before = Date.now()
    await post({ id: 'test_message_004', status: 'sent', timestamp: 'yesterday' })
    const { rows } = await service.pool.query(
      "SELECT status ->> 'sent' AS sent, stand_in_kinds FROM broadcasts_messages WHERE message_id = 'test_message_004'",
    )
    expect(rows[0].stand_in_kinds).toEqual(['sent'])
    expect(Date.parse(rows[0].sent)).toBeGreaterThanOrEqual(before)
  })
})
