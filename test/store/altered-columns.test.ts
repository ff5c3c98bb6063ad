import { afterAll, beforeAll, expect, test } from 'vitest'
import { bluetick } from '../support/command-line.ts'
import { startTestService, TEST_API_TOKEN, type TestService } from '../support/service.ts'

// Columns of the documents' tables may be altered by whoever owns the database, but for those that our triggers name: bigint and
// numeric come from it as text.

let service: TestService
beforeAll(async () => {
  service = await startTestService()
  await service.pool.query(`
    ALTER TABLE marketing_campaigns
      ALTER COLUMN total_target_customers TYPE bigint, ALTER COLUMN counted_sent TYPE bigint,
      ALTER COLUMN counted_delivered TYPE numeric, ALTER COLUMN counted_read TYPE numeric(10, 2),
      ALTER COLUMN counted_pending TYPE bigint, ALTER COLUMN counted_failed TYPE bigint;
    ALTER TABLE campaign_recipients
      ALTER COLUMN whatsapp_message_id TYPE varchar(200), ALTER COLUMN created_at TYPE timestamp, ALTER COLUMN updated_at TYPE timestamp;
    INSERT INTO marketing_campaigns (id, name, messages_sent, messages_read, total_target_customers)
    VALUES ('own', 'Own', 5, 2, 10), ('c', 'C', 0, 0, 3)`)
})
afterAll(() => service.stop())

const api = async (path: string, init: RequestInit = {}) => {
  const headers = { authorization: `Bearer ${TEST_API_TOKEN}`, ...init.headers }
  return (await fetch(`${service.url}/api${path}`, { ...init, headers })).json()
}

test('the columns of the documents that our triggers name keep their type', async () => {
  await expect(
    service.pool.query('ALTER TABLE marketing_campaigns ALTER COLUMN messages_sent TYPE bigint'),
  ).rejects.toThrow('used in a trigger definition')
})

test('numbers are numbers in every answer, whatever the type of the column', async () => {
  const list = { method: 'POST', headers: { 'content-type': 'text/csv' }, body: 'message_id\nm1\nm2\nm3\n' }
  expect(await api('/campaigns/c/recipients', list)).toMatchObject({ inserted: 3 })
  await service.post({
    statuses: [
      { id: 'm1', status: 'read', timestamp: '1793500000' },
      { id: 'm2', status: 'sent', timestamp: '1793500000' },
    ],
  })
  const counted = { recipients: 3, pending: 1, sent: 2, delivered: 1, read: 1, failed: 0, replied: 0 }
  const own = { recipients: 0, pending: 0, sent: 5, delivered: 0, read: 2, failed: 0, replied: 0 }
  expect(await api('/campaigns/c')).toMatchObject({ counters: counted, target_customers: 3 })
  expect((await api('/campaigns')).campaigns).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ id: 'c', counters: counted, target_customers: 3 }),
      expect.objectContaining({ id: 'own', counters: own, target_customers: 10 }),
    ]),
  )
  expect(await api('/campaigns/c/verify')).toMatchObject({ agrees: true, shown: counted, right: counted })
  expect(await api('/campaigns/c/recount', { method: 'POST' })).toMatchObject({ repaired: 0 })
  const shown = await bluetick(['campaign', 'show', 'c', '--json'], { DATABASE_URL: service.databaseUrl })
  expect(JSON.parse(shown.out)).toMatchObject({ counters: counted })
  expect((await bluetick(['verify'], { DATABASE_URL: service.databaseUrl })).code).toBe(0)
})
