import type { Pool } from 'pg'
import { createStateStore } from '../src/adapters/postgres/messages/state-store.ts'
import { migrate } from '../src/adapters/postgres/schema/migrate.ts'
import { AS_WRITTEN } from '../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../src/adapters/postgres/schema/statements.ts'
import { joinExternalRows } from '../src/app/campaigns/join-external-rows.ts'
import { CAMPAIGNS, DAYS, fillMessages } from './analytics-data.ts'

/** The campaigns whose people are listed too: fifty thousand in each at ten million messages. */
const WITH_PEOPLE = 20
/** A campaign of the newest, whose page is asked for. */
export const CAMPAIGN = `c${CAMPAIGNS - 5}`

/** Fills an empty database as a shop that sends a lot would have: messages, campaigns, people, minutes, alerts. */
export async function fillPages(pool: Pool, messages: number, log: (line: string) => void): Promise<void> {
  await migrate(pool)
  await fillMessages(pool, messages, log)
  log('campaigns')
  await pool.query('ALTER TABLE marketing_campaigns DISABLE TRIGGER USER')
  await pool.query(
    `UPDATE marketing_campaigns c SET status = 'running', source = 'webhook', created_at = s.first, updated_at = s.last
     FROM (SELECT campaign_id, min(bucket) AS first, max(bucket) AS last FROM bluetick.message_rollup GROUP BY 1) s
     WHERE s.campaign_id = c.id`,
  )
  await pool.query('ALTER TABLE marketing_campaigns ENABLE TRIGGER USER')
  log('people')
  const first = CAMPAIGNS - WITH_PEOPLE
  const chosen = Array.from({ length: WITH_PEOPLE }, (_, index) => `c${first + index}`)
  await pool.query('ALTER TABLE campaign_recipients DISABLE TRIGGER USER')
  await pool.query(
    `INSERT INTO campaign_recipients (campaign_id, phone_number, whatsapp_message_id, status, sent_at, delivered_at, read_at,
                                      failed_at, replied_at, failure_code, from_webhook)
     SELECT m.counted_in, m.phone_number, m.message_id,
            CASE WHEN m.status ? 'read' THEN 'read' WHEN m.status ? 'delivered' THEN 'delivered' ELSE 'failed' END,
            bluetick.time_of(m.status ->> 'sent'), bluetick.time_of(m.status ->> 'delivered'),
            bluetick.time_of(m.status ->> 'read'), bluetick.time_of(m.status ->> 'failed'), m.replied_at, m.failure_code, false
     FROM broadcasts_messages m WHERE m.counted_in = ANY ($1::text[])`,
    [chosen],
  )
  await pool.query('ALTER TABLE campaign_recipients ENABLE TRIGGER USER')
  // As the service would do itself, beside what is measured.
  const store = createStateStore(pool, loadStatements(AS_WRITTEN))
  await joinExternalRows(store, 'latest', new AbortController().signal)
  log('minutes')
  await pool.query(
    `INSERT INTO bluetick.service_minutes (minute, webhooks, accepted, reports)
     SELECT minute, 70, 70, 200
     FROM generate_series(date_trunc('minute', now()) - make_interval(days => $1::int), now(), interval '1 minute') AS minute
     ON CONFLICT DO NOTHING`,
    [DAYS],
  )
  await pool.query('VACUUM ANALYZE')
  await pool.query('CHECKPOINT')
}
