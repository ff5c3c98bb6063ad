import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestService, type TestService } from '../../support/service.ts'

const MESSAGES = 10_000
const PHONES = 1_000
const CAMPAIGNS = 200
const FAILURE_CODES = 300
const STATUSES_PER_BODY = 1_000
const MAX_SERIES = 470

let service: TestService
beforeAll(async () => {
  service = await startTestService()
})
afterAll(() => service.stop())

async function seriesOf(): Promise<readonly string[]> {
  const text = await (await fetch(`${service.url}/metrics`)).text()
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
}

/** A message of Meta's envelope: sent, or failed for an invented reason. */
function status(n: number): object {
  const failed = n % 4 === 0
  return {
    id: `wamid.M${n}`,
    status: failed ? 'failed' : 'sent',
    timestamp: '1702207800',
    recipient_id: String(919_000_000_000 + (n % PHONES)),
    ...(failed && { errors: [{ code: 900_000 + (n % FAILURE_CODES), title: `invented ${n}` }] }),
  }
}

/** The first message of each campaign, as AiSensy's project webhook tells it. */
function snapshot(n: number): object {
  const message = {
    messageId: `wamid.C${n}`,
    phone_number: String(919_000_000_000 + n),
    status: 'DELIVERED',
    campaign: { name: `campaign ${n}` },
    sent_at: 1_790_081_781_000,
    delivered_at: 1_790_081_782_000,
  }
  return { id: `hook${n}`, topic: 'message.status.updated', project_id: 'p', data: { message } }
}

test('10,000 messages of 1,000 numbers, 200 campaigns and 300 invented codes leave fewer than 470 series', {
  timeout: 180_000,
}, async () => {
  const before = await seriesOf()
  for (let first = 0; first < MESSAGES; first += STATUSES_PER_BODY) {
    const statuses = Array.from({ length: STATUSES_PER_BODY }, (_, index) => status(first + index))
    const response = await service.post({
      object: 'whatsapp_business_account',
      entry: [{ changes: [{ field: 'messages', value: { statuses } }] }],
    })
    expect(await response.json()).toMatchObject({ status: 'success', processed: STATUSES_PER_BODY })
  }
  for (let n = 0; n < CAMPAIGNS; n++) {
    expect((await service.post(snapshot(n))).status).toBe(200)
  }
  const { rows } = await service.pool.query('SELECT count(*)::int AS campaigns FROM marketing_campaigns')
  expect(rows[0].campaigns).toBe(CAMPAIGNS)

  // The alert rules are evaluated once a minute; their figures are series too.
  await service.tick('everyMinute')
  const after = await seriesOf()
  expect(after.filter((line) => line.startsWith('bluetick_alert_samples')).length).toBeGreaterThan(5)
  expect(after.length).toBeLessThan(MAX_SERIES)
  const own = (series: readonly string[]) =>
    series.filter((line) => line.startsWith('bluetick_') && !line.startsWith('bluetick_alert')).length
  expect(own(after)).toBe(own(before))
  const names = after.map((line) => line.replace(/ \S+$/, '')).join('\n')
  expect(names).not.toMatch(/9190|wamid|campaign \d/)
})
