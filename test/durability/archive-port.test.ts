import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createArchive } from '../../src/adapters/postgres/messages/archive.ts'
import { createStateStore } from '../../src/adapters/postgres/messages/state-store.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import type { Archive, ReceivedBody } from '../../src/domain/messages/ports.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'

const NOW_MS = Date.now()

let database: TestDatabase
let pool: pg.Pool
let archive: Archive
beforeAll(async () => {
  database = await createTestDatabase()
  pool = new pg.Pool({ connectionString: database.url, max: 2 })
  archive = createArchive(pool, loadStatements(AS_WRITTEN))
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

test('bodies come back byte for byte, in the order in which they were kept, a page at a time', async () => {
  await archive.keepBodyDays(1)
  const body = (...bytes: number[]): ReceivedBody => ({ body: Buffer.from(bytes), receivedAtMs: NOW_MS })
  await archive.keepBodies([body(0, 255, 1), body()])
  await archive.keepBodies([body(2)])
  const first = await archive.bodiesAfter('0', NOW_MS, 1)
  expect(first.bodies).toEqual([body(0, 255, 1), body()])
  const second = await archive.bodiesAfter(first.cursor ?? '', NOW_MS, 1)
  expect(second.bodies).toEqual([body(2)])
  expect(await archive.bodiesAfter(second.cursor ?? '', NOW_MS, 1)).toEqual({
    bodies: [],
    cursor: undefined,
  })
})

test('rejects come oldest first, a page at a time, are deleted by id, and expire in batches', async () => {
  const store = createStateStore(pool, loadStatements(AS_WRITTEN))
  const reject = (n: number) => ({
    source: 'flat' as const,
    reason: 'unknown-status' as const,
    explanation: '',
    raw: `{"n":${n}}`,
    receivedAtMs: NOW_MS + n,
  })
  await store.keepRejects([reject(1), reject(2), reject(3), reject(4)])
  expect(await archive.countReplayable(NOW_MS)).toMatchObject({ rejects: 4 })
  const page = await archive.rejectsAfter('0', 3)
  expect(page.map(({ raw, receivedAtMs }) => [raw, receivedAtMs - NOW_MS])).toEqual([
    ['{"n":1}', 1],
    ['{"n":2}', 2],
    ['{"n":3}', 3],
  ])
  expect(await archive.rejectsAfter(page[2]?.id ?? '', 3)).toHaveLength(1)
  await archive.deleteRejects([page[0]?.id ?? ''])
  expect(await archive.expireRejects(NOW_MS + 4, 1)).toBe(1)
  expect(await archive.expireRejects(NOW_MS + 4, 5)).toBe(1)
  expect((await archive.rejectsAfter('0', 9)).map(({ raw }) => raw)).toEqual(['{"n":4}'])
})
