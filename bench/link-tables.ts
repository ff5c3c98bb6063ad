import type pg from 'pg'

/** The documents' own tables, made by somebody else before Bluetick came. */
export async function makeTheirTables(pool: pg.Pool): Promise<void> {
  await pool.query(`
    CREATE TABLE broadcasts_messages (
      id BIGSERIAL PRIMARY KEY, message_id TEXT UNIQUE NOT NULL, phone_number TEXT, status JSONB,
      created_at TIMESTAMPTZ DEFAULT NOW(), updated_at TIMESTAMPTZ DEFAULT NOW());
    CREATE TABLE marketing_campaigns (
      id TEXT PRIMARY KEY, name TEXT, status TEXT, messages_sent INTEGER DEFAULT 0, messages_delivered INTEGER DEFAULT 0,
      messages_read INTEGER DEFAULT 0, messages_failed INTEGER DEFAULT 0, messages_pending INTEGER DEFAULT 0,
      total_target_customers INTEGER DEFAULT 0);
    CREATE TABLE campaign_recipients (
      id SERIAL PRIMARY KEY, campaign_id TEXT REFERENCES marketing_campaigns, phone_number TEXT, status TEXT DEFAULT 'pending',
      sent_at TIMESTAMPTZ, delivered_at TIMESTAMPTZ, read_at TIMESTAMPTZ, failed_at TIMESTAMPTZ, whatsapp_message_id TEXT);
    CREATE INDEX ON campaign_recipients (campaign_id);
    CREATE INDEX ON campaign_recipients (whatsapp_message_id)`)
}

/** A history of messages that were sent, delivered and mostly read, each with its recipient, a thousand a campaign. */
export async function fillTheirTables(pool: pg.Pool, messages: number): Promise<void> {
  await pool.query(
    `INSERT INTO marketing_campaigns (id, name) SELECT 'old-' || c, 'Old ' || c FROM generate_series(0, ($1::int - 1) / 1000) c`,
    [messages],
  )
  await pool.query(
    `INSERT INTO broadcasts_messages (message_id, phone_number, status, created_at)
     SELECT ${ID}, '9198' || lpad(n::text, 8, '0'),
            jsonb_build_object('sent', to_char(t, ${ISO}), 'delivered', to_char(t + interval '5 s', ${ISO}))
              || CASE WHEN n % 3 > 0 THEN jsonb_build_object('read', to_char(t + interval '1 h', ${ISO})) ELSE '{}' END, t
     FROM generate_series(0, $1::int - 1) n, LATERAL (SELECT timestamptz '2026-09-01Z' + n * interval '7 s' AS t) x`,
    [messages],
  )
  await pool.query(
    `INSERT INTO campaign_recipients (campaign_id, phone_number, status, sent_at, delivered_at, read_at, whatsapp_message_id)
     SELECT 'old-' || n / 1000, '9198' || lpad(n::text, 8, '0'), CASE WHEN n % 3 > 0 THEN 'read' ELSE 'delivered' END, t,
            t + interval '5 s', CASE WHEN n % 3 > 0 THEN t + interval '1 h' END, ${ID}
     FROM generate_series(0, $1::int - 1) n, LATERAL (SELECT timestamptz '2026-09-01Z' + n * interval '7 s' AS t) x`,
    [messages],
  )
  await pool.query('VACUUM ANALYZE broadcasts_messages, campaign_recipients, marketing_campaigns')
}

/** Recipients of one campaign to whom the messages of `idOf(batch, n)` go. */
export async function addRecipients(pool: pg.Pool, batch: string, recipients: number): Promise<void> {
  await pool.query(`INSERT INTO public.marketing_campaigns (id, name) VALUES ($1, $1)`, [batch])
  await pool.query(
    `INSERT INTO public.campaign_recipients (campaign_id, phone_number, whatsapp_message_id)
     SELECT $1::text, '9198' || lpad(n::text, 8, '0'), 'wamid.HBgMOTE5ODAwMDAwMDAwFQIAERgSM0VCMEQ4' || $1 || lpad(n::text, 8, '0') || 'AA=='
     FROM generate_series(0, $2::int - 1) n`,
    [batch, recipients],
  )
}

const ISO = `'YYYY-MM-DD"T"HH24:MI:SS"Z"'`
const ID = `'wamid.HBgMOTE5ODAwMDAwMDAwFQIAERgSM0VCMEQ4old' || lpad(n::text, 8, '0') || 'AA=='`
