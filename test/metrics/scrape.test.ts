import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestService, type TestService } from '../support/service.ts'

const SCRAPES = 20

let service: TestService
beforeAll(async () => {
  service = await startTestService()
  await service.post({ statuses: [{ id: 'm', status: 'sent', timestamp: '1702207800' }] })
})
afterAll(() => service.stop())

/** When the service last sent a statement, and over how many connections. */
async function databaseUse(): Promise<object> {
  const { rows } = await service.pool.query(
    `SELECT max(query_start)::text AS last, count(*)::int AS connections FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'bluetick'`,
  )
  return rows[0]
}

async function scrape(): Promise<string> {
  const response = await fetch(`${service.url}/metrics`)
  expect(response.status).toBe(200)
  return response.text()
}

test('a scrape asks the database nothing', async () => {
  // Polled, because work of the service's own, every few seconds, may fall between the two looks.
  await expect
    .poll(
      async () => {
        const before = await databaseUse()
        for (let n = 0; n < SCRAPES; n++) await scrape()
        return { before, after: await databaseUse() }
      },
      { timeout: 20_000 },
    )
    .toSatisfy(({ before, after }) => JSON.stringify(before) === JSON.stringify(after))
  expect(await databaseUse()).toMatchObject({ last: expect.any(String) })
})

test('the counts of a webhook are in the next scrape', async () => {
  expect(await scrape()).toContain('bluetick_reports_total{kind="sent",source="flat"} 1')
})
