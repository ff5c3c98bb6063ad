import { Agent, request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { NOON_MS } from '../../support/reports.ts'
import { startTestService, type TestService } from '../../support/service.ts'

const RECIPIENTS = 2_000
const CONNECTIONS = 32

let service: TestService
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
beforeAll(async () => {
  service = await startTestService()
})
afterAll(async () => {
  agent.destroy()
  await service.stop()
})

/** A repeatable shuffle: the same order in every run. */
function shuffled<T>(items: readonly T[]): T[] {
  let seed = 7
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return seed
  }
  return items
    .map((item) => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item)
}

function post(body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(`${service.url}/webhook`, { method: 'POST', agent }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode ?? 0))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

test("2,000 recipients' reports, shuffled, with repeats, over 32 connections, leave exact counters", async () => {
  await service.pool.query("INSERT INTO marketing_campaigns (id, name) VALUES ('c1', 'Diwali')")
  await service.pool.query(
    `INSERT INTO campaign_recipients (campaign_id, phone_number, whatsapp_message_id)
     SELECT 'c1', '+9198' || lpad(n::text, 8, '0'), 'wamid.' || n FROM generate_series(1, $1::integer) n`,
    [RECIPIENTS],
  )
  // One in ten fails after sending, half of the rest is read, one in twenty hears nothing at all.
  const kindsOf = (n: number) => {
    if (n % 20 === 0) return []
    if (n % 10 === 1) return ['sent', 'failed']
    return n % 2 === 0 ? ['sent', 'delivered', 'read'] : ['sent', 'delivered']
  }
  const statuses = Array.from({ length: RECIPIENTS }, (_, index) => index + 1).flatMap((n) =>
    kindsOf(n).map((status, step) => ({
      id: `wamid.${n}`,
      status,
      timestamp: String(NOON_MS / 1000 + step),
    })),
  )
  const repeats = statuses.filter((_, index) => index % 10 === 0)
  const bodies = shuffled([...statuses, ...repeats]).map((status) => JSON.stringify({ statuses: [status] }))
  const answers = await Promise.all(bodies.map(post))
  expect(new Set(answers)).toEqual(new Set([200]))

  const reached = async () => {
    const { rows } = await service.pool.query(
      `SELECT messages_pending AS pending, messages_sent AS sent, messages_delivered AS delivered,
              messages_read AS read, messages_failed AS failed FROM marketing_campaigns WHERE id = 'c1'`,
    )
    return rows[0]
  }
  // The sender's own inserts are joined in at the turn of a minute; until then some are not counted.
  await service.tick('everyMinute')
  expect(await reached()).toEqual({ pending: 100, sent: 1900, delivered: 1700, read: 900, failed: 200 })
})
