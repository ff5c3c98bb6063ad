import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestService, TEST_API_TOKEN, type TestService } from '../support/service.ts'

// Values that the database cannot use are the caller's fault: 400, never 500.

let service: TestService
beforeAll(async () => {
  service = await startTestService()
  const create = await fetch(`${service.url}/api/campaigns`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TEST_API_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ id: 'c1', name: 'Holi' }),
  })
  expect(create.status).toBeLessThan(300)
})
afterAll(() => service.stop())

const cursor = (position: readonly string[]) => Buffer.from(JSON.stringify(position)).toString('base64url')

test.each([
  ['/campaigns', ['2023-13-45', 'x']],
  ['/campaigns', ['', '']],
  ['/campaigns', ['infinity', '\0']],
  ['/campaigns', ['2023-01-01T00:00:00Z', 'a\0b']],
  ['/campaigns', ['one']],
  ['/campaigns/c1/recipients', ['x']],
  ['/campaigns/c1/recipients', ['99999999999999999999999']],
  ['/campaigns/c1/recipients', ['1e5', '2']],
  ['/messages?phone=%2B919876543210', ['x']],
  ['/messages?phone=%2B919876543210', ['-1e999']],
])('%s with the cursor %j is answered 400 or with a page, never 500', async (path, position) => {
  const url = `${service.url}/api${path}${path.includes('?') ? '&' : '?'}cursor=${cursor(position)}`
  const response = await fetch(url, { headers: { authorization: `Bearer ${TEST_API_TOKEN}` } })
  expect([400, 200]).toContain(response.status)
  if (response.status === 400)
    expect(await response.json()).toMatchObject({ type: 'urn:bluetick:problem:invalid-request' })
})
