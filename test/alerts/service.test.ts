import { afterAll, beforeAll, expect, test } from 'vitest'
import { signLink, verifyLink } from '../../src/app/alerts/ack-link.ts'
import { startTestService, TEST_API_TOKEN, type TestService } from '../support/service.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService()
})
afterAll(() => service.stop())

async function api(method: string, path: string, body?: object) {
  const response = await fetch(`${service.url}/api${path}`, {
    method,
    headers: { authorization: `Bearer ${TEST_API_TOKEN}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as { id: string; silences: unknown[] } }
}

/** An episode that fires. */
async function episode(id: string) {
  await service.pool.query(
    `INSERT INTO bluetick.alert_episodes (id, rule, severity, labels, condition_since, fired_at, summary)
     VALUES ($1, 'probe', 'critical', '{}', now(), now(), 'It is <b>bad</b>')`,
    [id],
  )
  return id
}

const acknowledgedBy = async (id: string) =>
  (await service.pool.query('SELECT acknowledged_by FROM bluetick.alert_episodes WHERE id = $1', [id]))
    .rows[0].acknowledged_by

test('the API acknowledges, silences and ends silences, each with an author', async () => {
  const id = await episode('probe.a.1')
  expect(await api('POST', `/alerts/${id}/acknowledge`, {})).toMatchObject({ status: 400 })
  expect(await api('POST', `/alerts/${id}/acknowledge`, { author: 'Asha' })).toMatchObject({ status: 200 })
  expect(await acknowledgedBy(id)).toBe('Asha')
  expect(await api('POST', '/alerts/none/acknowledge', { author: 'Asha' })).toMatchObject({ status: 404 })
  const silence = { rule: 'delivery-rate-low', author: 'Asha', reason: 'known' }
  expect(await api('POST', '/alerts/silences', silence)).toMatchObject({ status: 400 })
  expect(
    await api('POST', '/alerts/silences', { ...silence, ends_at: '2020-01-01T00:00:00Z' }),
  ).toMatchObject({ status: 400 })
  const endsAt = new Date(Date.now() + 3_600_000).toISOString()
  for (const rule of ['delivery-rate-lo', 'database-unreachable']) {
    expect(await api('POST', '/alerts/silences', { ...silence, rule, ends_at: endsAt })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'body.rule', problem: expect.stringContaining(rule) }] },
    })
  }
  const made = await api('POST', '/alerts/silences', { ...silence, ends_at: endsAt })
  expect(made.status).toBe(201)
  expect((await api('GET', '/alerts/silences')).body.silences).toMatchObject([
    { id: made.body.id, author: 'Asha' },
  ])
  expect(await api('POST', `/alerts/silences/${made.body.id}/end`, { author: 'Ben' })).toMatchObject({
    status: 200,
  })
  expect(await api('POST', `/alerts/silences/${made.body.id}/end`, { author: 'Ben' })).toMatchObject({
    status: 404,
  })
  expect((await api('GET', '/alerts')).body).toEqual({ alerts: [] })
})

test('a link in a mail asks first, and only the form acknowledges', async () => {
  const id = await episode('probe.b.1')
  await fetch(`${service.url}/alerts/acknowledge`) // makes the shared key
  const { rows } = await service.pool.query("SELECT value FROM bluetick.alert_keys WHERE name = 'links'")
  const link = signLink(service.url, rows[0].value, id, Date.now())
  const page = await fetch(link)
  expect(page.status).toBe(200)
  // A form must not be turned into https by the browser: inside a network there may be none.
  expect(page.headers.get('content-security-policy')).not.toContain('upgrade-insecure-requests')
  const markup = await page.text()
  expect(markup).toContain('<form method="post">')
  expect(markup).toContain('It is &lt;b&gt;bad&lt;/b&gt;')
  expect(await acknowledgedBy(id)).toBeNull()
  const post = (body: string, to = link) =>
    fetch(to, { method: 'POST', body, headers: { 'content-type': 'application/x-www-form-urlencoded' } })
  expect((await post('author=')).status).toBe(400)
  expect((await post('author=Asha', link.replace(id, 'probe.a.1'))).status).toBe(403)
  expect(await acknowledgedBy(id)).toBeNull()
  expect((await post('author=Asha')).status).toBe(200)
  expect(await acknowledgedBy(id)).toBe('Asha')
})

test('a link that is old, changed or signed by another key is refused', () => {
  const query = new URL(signLink('https://x.example', 'key', 'e', 0)).searchParams
  expect(verifyLink('key', query, 1)).toBe('e')
  expect(verifyLink('other', query, 1)).toBeUndefined()
  expect(verifyLink('key', query, 8 * 86_400_000)).toBeUndefined()
  expect(verifyLink('key', new URLSearchParams(), 1)).toBeUndefined()
})

test('the metrics know every rule from the start, and runbooks are served', async () => {
  const metrics = await (await fetch(`${service.url}/metrics`)).text()
  expect(metrics).toContain('bluetick_alert_evaluations_total{rule="delivery-rate-low",result="ok"} 0')
  expect(metrics).toContain('bluetick_alerts_firing{rule="database-unreachable",severity="critical"} 0')
  expect(metrics).toContain('bluetick_mails_total{result="sent"} 0')
  expect(await (await fetch(`${service.url}/runbooks/delivery-rate-low`)).text()).toMatch(
    /^# delivery-rate-low/,
  )
  expect((await fetch(`${service.url}/runbooks/..%2F..%2Fpackage`)).status).toBe(404)
})
