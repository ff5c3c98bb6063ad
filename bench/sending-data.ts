import type { Pool } from 'pg'
import { fillMessages } from './analytics-data.ts'

/** A campaign of the filled ones that has recipients of its own. */
export const CAMPAIGN = 'c100'

/** Ten million messages (or as many as are asked for), and the recipients of one campaign of them. */
export async function fillForSending(
  pool: Pool,
  messages: number,
  log: (line: string) => void,
): Promise<void> {
  await fillMessages(pool, messages, log)
  log('recipients')
  await pool.query('ALTER TABLE campaign_recipients DISABLE TRIGGER USER')
  await pool.query(
    `INSERT INTO campaign_recipients (campaign_id, phone_number, status, sent_at, delivered_at, read_at, failed_at, failure_code,
                                      whatsapp_message_id, attributes, settled, asserted, counted)
     SELECT $1, m.phone_number,
            CASE WHEN m.status ? 'read' THEN 'read' WHEN m.status ? 'delivered' THEN 'delivered' ELSE 'failed' END,
            (m.status ->> 'sent')::timestamptz, (m.status ->> 'delivered')::timestamptz, (m.status ->> 'read')::timestamptz,
            (m.status ->> 'failed')::timestamptz,
            -- Of those that failed half may be resent.
            CASE WHEN m.status ? 'failed' THEN CASE WHEN m.id % 2 = 0 THEN '131000' ELSE m.failure_code END END,
            m.message_id, '{"name": "Asha"}', true, NULL, 0
     FROM (SELECT DISTINCT ON (phone_number) * FROM broadcasts_messages WHERE counted_in = $1 ORDER BY phone_number, id) AS m`,
    [CAMPAIGN],
  )
  await pool.query(
    `INSERT INTO bluetick.inbound_messages (id, phone, at, stand_in, type)
     SELECT 'in-' || id, phone_number, created_at + interval '1 hour', false, 'text'
     FROM broadcasts_messages WHERE id % 50 = 0`,
  )
  await pool.query('ALTER TABLE campaign_recipients ENABLE TRIGGER USER')
  await pool.query('VACUUM ANALYZE')
}
