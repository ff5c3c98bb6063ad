import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAnalyticsStore } from '../../src/adapters/postgres/analytics/analytics-store.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { bluetick as run } from '../support/command-line.ts'
import { startTestService, TEST_API_TOKEN, type TestService } from '../support/service.ts'

interface Json {
  readonly rows: Record<string, unknown>[]
  readonly denominator: string
  readonly window: { readonly from: string; readonly to: string }
  readonly errors: object[]
  readonly paths: Record<string, { readonly get: object }>
}

let service: TestService
beforeAll(async () => {
  service = await startTestService()
  const seconds = Math.floor(Date.now() / 1000)
  const status = (id: string, kind: string, after: number) => ({
    id,
    status: kind,
    timestamp: String(seconds - 60 + after),
    recipient_id: '919876543210',
  })
  await service.post({
    statuses: [
      status('wamid.1', 'sent', 0),
      status('wamid.1', 'delivered', 5),
      status('wamid.1', 'read', 30),
    ],
  })
  await service.post({ statuses: [status('wamid.2', 'sent', 0), status('wamid.3', 'failed', 2)] })
})
afterAll(() => service.stop())

async function get(path: string, headers: Record<string, string> = {}) {
  return fetch(`${service.url}/api/analytics/${path}`, {
    headers: { authorization: `Bearer ${TEST_API_TOKEN}`, ...headers },
  })
}

async function jsonOf(response: Response): Promise<Json> {
  return (await response.json()) as Json
}

/** Runs a command of the command line against the service's database; all that it printed. */
async function bluetick(...args: string[]): Promise<string> {
  const { out, err } = await run(args, { DATABASE_URL: service.databaseUrl })
  return out + err
}

describe('GET /api/analytics/<question>', () => {
  test('names its window, its denominator and the age of its data', async () => {
    const response = await get('delivery-rate?window=24h')
    expect(response.status).toBe(200)
    const answer = await jsonOf(response)
    expect(answer).toMatchObject({
      question: 'delivery-rate',
      campaign: null,
      age_seconds: 0,
      rows: [{ messages: 3, delivered: 1, failed: 1 }],
    })
    expect(answer.denominator).not.toBe('')
    expect(Date.parse(answer.window.to) - Date.parse(answer.window.from)).toBeGreaterThanOrEqual(86_400_000)
  })

  test('gives the same figures as CSV, by format or by Accept', async () => {
    for (const response of [
      await get('average-delivery-time?format=csv'),
      await get('average-delivery-time', { accept: 'text/csv' }),
    ]) {
      expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
      const [header, row] = (await response.text()).split('\r\n')
      expect(header).toBe('deliveries,avg_delivery_seconds,window_from,window_to,zone,denominator,as_of')
      expect(row).toMatch(/^1,5,/)
    }
  })

  test('takes a phone number with a "+" that was not encoded', async () => {
    for (const phone of ['%2B919876543210', '+919876543210', '919876543210']) {
      expect((await jsonOf(await get(`messages-of-phone?phone=${phone}`))).rows).toHaveLength(3)
    }
  })

  test.each([
    ['hourly-volume?zone=Mars/Olympus', 'query.zone'],
    ['hourly-volume?window=soon', 'query.window'],
    ['hourly-volume?windw=24h', 'query'],
    ['messages-of-phone', 'query.phone'],
    ['most-engaged?days=8', 'query.days'],
    ['read-messages?limit=0', 'query.limit'],
  ])('says what is wrong with %s', async (path, field) => {
    const response = await get(path)
    expect(response.status).toBe(400)
    expect((await jsonOf(response)).errors).toMatchObject([{ field }])
  })

  test('refuses a window that ends before it begins', async () => {
    const response = await get('read-rate?from=2026-11-21T00:00:00Z&to=2026-11-20T00:00:00Z')
    expect(response.status).toBe(400)
  })

  test('answers every question, and the OpenAPI document describes it', async () => {
    const document = await jsonOf(await fetch(`${service.url}/api/openapi.json`))
    const { questions } = createAnalyticsStore(service.pool, loadStatements(AS_WRITTEN))
    expect(questions.length).toBeGreaterThan(20)
    for (const { name, columns } of questions) {
      const described = document.paths[`/api/analytics/${name}`]?.get
      expect(described, name).toBeDefined()
      const needsPhone = name.includes('phone') ? '?phone=919876543210' : ''
      const response = await get(`${name}${needsPhone}`)
      expect(response.status, name).toBe(200)
      const answer = await jsonOf(response)
      for (const row of answer.rows) expect(Object.keys(row)).toEqual(columns.map((column) => column.name))
    }
  })
})

describe('bluetick analytics', () => {
  test('prints a table with bars, its window and its denominator', async () => {
    const printed = await bluetick('analytics', 'hourly-volume', '--zone', 'Asia/Kolkata')
    expect(printed).toMatch(/messages_sent/)
    expect(printed).toMatch(/ 3 .*█/)
    expect(printed).toMatch(/zone: Asia\/Kolkata/)
    expect(printed).toMatch(/Denominator: /)
  })

  test('prints JSON and CSV with the figures that the API gives', async () => {
    const api = await jsonOf(await get('read-rate'))
    const json = JSON.parse(await bluetick('analytics', 'read-rate', '--format', 'json'))
    expect(json.rows).toEqual(api.rows)
    expect(await bluetick('analytics', 'read-rate', '--format', 'csv')).toMatch(/\r\n1,1,100,/)
  })

  test('lists the questions, and names them where one is not known', async () => {
    expect(await bluetick('analytics')).toMatch(/^own-lag {2,}Our own lag/m)
    expect(await bluetick('analytics', 'delivery-rat')).toMatch('There is no question "delivery-rat"')
    expect(await bluetick('analytics', 'read-rate', '--window', 'soon')).toMatch(/--window must be/)
  })
})

describe('bluetick verify --rollups and recount --rollups', () => {
  test('say what differs from the messages, and repair it', async () => {
    expect(await bluetick('verify', '--rollups')).toBe('The rollups are right.\n')
    await service.pool.query('UPDATE message_rollup SET sent = sent + 1')
    expect(await bluetick('verify', '--rollups')).toMatch(/^1 rows of message_rollup and its days and 0 /)
    await bluetick('recount', '--rollups')
    expect(await bluetick('verify', '--rollups')).toBe('The rollups are right.\n')
  })
})
