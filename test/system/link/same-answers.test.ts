import fc from 'fast-check'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { GUIDE_QUERIES, GUIDE_VIEW } from '../../analytics/guide-queries.ts'
import { type LinkedService, startLinkedService } from '../../support/linked.ts'
import { startTestService, type TestService } from '../../support/service.ts'

// The documents' own queries, side by side: on tables that somebody made by the guide and linked, and on Bluetick's own.

const TABLES = `
  CREATE TABLE broadcasts_messages (
    id BIGSERIAL PRIMARY KEY, message_id TEXT UNIQUE NOT NULL, phone_number TEXT, status JSONB,
    created_at TIMESTAMPTZ DEFAULT NOW(), updated_at TIMESTAMPTZ DEFAULT NOW());
  CREATE TABLE marketing_campaigns (
    id TEXT PRIMARY KEY, name TEXT, status TEXT, messages_sent INTEGER DEFAULT 0, messages_delivered INTEGER DEFAULT 0,
    messages_read INTEGER DEFAULT 0, messages_failed INTEGER DEFAULT 0, messages_pending INTEGER DEFAULT 0,
    total_target_customers INTEGER DEFAULT 0);
  CREATE TABLE campaign_recipients (
    id BIGSERIAL PRIMARY KEY, campaign_id TEXT REFERENCES marketing_campaigns, phone_number TEXT, status TEXT DEFAULT 'pending',
    sent_at TIMESTAMPTZ, delivered_at TIMESTAMPTZ, read_at TIMESTAMPTZ, failed_at TIMESTAMPTZ, whatsapp_message_id TEXT);
  CREATE VIEW message_status_dashboard AS ${GUIDE_VIEW}`
const DOCUMENTED = ['message_id', 'phone_number', 'status']
const MESSAGES = 10
/** What a sender's own service writes before and after the messages went out. */
const SENDER = [
  `INSERT INTO public.marketing_campaigns (id, name, total_target_customers) VALUES ('c1', 'Holi', 9)`,
  `INSERT INTO public.campaign_recipients (campaign_id, phone_number, whatsapp_message_id)
   SELECT 'c1', '+9198123456' || lpad(n::text, 2, '0'), CASE WHEN n < 8 THEN 'wamid.' || n END FROM generate_series(0, 8) n`,
]
/** Of how a table is made, or of any row. */
const OF_THE_TABLE = ['indexes (12)', 'a plan (12)', 'whether the table is there (11)']
const QUERIES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(GUIDE_QUERIES).filter(([name]) => !OF_THE_TABLE.includes(name))),
  campaigns: `SELECT id, name, messages_sent, messages_delivered, messages_read, messages_failed, messages_pending, total_target_customers
              FROM marketing_campaigns ORDER BY id`,
  recipients: `SELECT campaign_id, phone_number, status, sent_at, delivered_at, read_at, failed_at, whatsapp_message_id
               FROM campaign_recipients ORDER BY phone_number`,
  'recipients with their messages': `SELECT r.phone_number, m.message_id, m.status FROM campaign_recipients r
               JOIN broadcasts_messages m ON m.message_id = r.whatsapp_message_id ORDER BY 1`,
}

let linked: LinkedService
let own: TestService
beforeAll(async () => {
  linked = await startLinkedService(TABLES)
  own = await startTestService({ DEFAULT_COUNTRY: 'IN' })
  expect((await linked.bluetick(['link', '--yes'])).code).toBe(0)
})
afterAll(async () => {
  await linked?.stop()
  await own?.stop()
})

const anyMessage = fc.integer({ min: 0, max: MESSAGES - 1 }).map((n) => ({
  id: `wamid.${n}`,
  // As every sender does. Where no report names the number, a linked row has it from its recipient, and a row of ours has none.
  recipient_id: `9198123456${String(n).padStart(2, '0')}`,
}))
const anyReport = fc.record({
  status: fc.constantFrom('sent', 'delivered', 'read', 'failed'),
  timestamp: fc
    .integer({ min: 0, max: 5000 })
    .map((seconds) => String(Math.floor(Date.now() / 1000) - 9000 + seconds)),
})
const anyStatus = fc.tuple(anyMessage, anyReport).map(([message, report]) => ({ ...message, ...report }))

/** Keys and times of receipt are each database's own; columns beside the documents' are Bluetick's. */
const COMPARED = (column: string, columns: ReadonlySet<string>) =>
  columns.has(column) && !['id', 'created_at', 'updated_at'].includes(column)

async function answersOf(pool: pg.Pool): Promise<Readonly<Record<string, unknown>>> {
  const answers: Record<string, unknown> = {}
  for (const [name, query] of Object.entries(QUERIES)) {
    const { rows, fields } = await pool.query(query)
    const isWholeTable = fields.some((field) => field.name === 'aliases')
    const columns = new Set(isWholeTable ? DOCUMENTED : fields.map((field) => field.name))
    // Rows that are equal in what a query sorts by come in any order.
    answers[name] = rows
      .map((row) => Object.entries(row).filter(([column]) => COMPARED(column, columns)))
      .map((row) => JSON.stringify(Object.fromEntries(row)))
      .sort()
  }
  return answers
}

test('every query of the documents gives the same answer on linked tables as on ours', {
  timeout: 180_000,
}, async () => {
  for (const { service } of [linked, { service: own }])
    for (const sql of SENDER) await service.pool.query(sql)
  const bodies = fc.sample(fc.array(anyStatus, { minLength: 1, maxLength: 6 }), { numRuns: 40, seed: 12 })
  for (const statuses of bodies)
    for (const to of [linked.service, own]) expect((await to.post({ statuses })).status).toBe(200)
  await vi.waitFor(
    async () => {
      await own.tick('everyQuarterSecond')
      expect(await answersOf(linked.service.pool)).toEqual(await answersOf(own.pool))
    },
    {
      timeout: 60_000,
      interval: 500,
    },
  )
  const { recipients, campaigns } = await answersOf(linked.service.pool)
  expect(recipients).toContainEqual(expect.stringContaining('"status":"read"'))
  expect(campaigns).toHaveLength(1)
})
