import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasPgbouncer, type Pgbouncer, startPgbouncer } from '../../support/pgbouncer.ts'
import { createEmptyDatabase, type TestDatabase } from '../../support/postgres.ts'
import { NOON_MS } from '../../support/reports.ts'
import { startTestService, type TestService } from '../../support/service.ts'

const MESSAGES = 60

describe.skipIf(!hasPgbouncer())('behind a pooler that hands out connections by the transaction', () => {
  let database: TestDatabase
  let pooler: Pgbouncer
  let service: TestService
  beforeAll(async () => {
    database = await createEmptyDatabase()
    const url = new URL(database.url)
    pooler = await startPgbouncer(url)
    url.port = String(pooler.port)
    service = await startTestService({ DATABASE_URL: url.href })
  })
  afterAll(async () => {
    await service?.stop()
    await pooler?.stop()
    await database?.drop()
  })

  test('the service starts, migrates, and ends with exact statuses', async () => {
    const statuses = Array.from({ length: MESSAGES }, (_, n) =>
      ['sent', 'delivered', 'read'].map((status) => ({
        id: `wamid.P${n}`,
        status,
        timestamp: String(NOON_MS / 1000),
      })),
    ).flat()
    const answers = await Promise.all(statuses.map((status) => service.post({ statuses: [status] })))
    expect(answers.every((answer) => answer.status === 200)).toBe(true)
    const client = new pg.Client({ connectionString: database.url })
    await client.connect()
    const { rows } = await client.query(
      "SELECT count(*)::integer AS n FROM broadcasts_messages WHERE status ?& array['sent', 'delivered', 'read']",
    )
    await client.end()
    expect(rows).toEqual([{ n: MESSAGES }])
  })
})
