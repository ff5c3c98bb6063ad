import type { Pool } from 'pg'
import { recountRollups } from '../src/adapters/postgres/analytics/rollup-repair.ts'
import { AS_WRITTEN } from '../src/adapters/postgres/schema/schema-names.ts'

export const DAYS = 90
export const PHONES = 300_000
export const CAMPAIGNS = 200
/** Campaigns that send at the same time. */
const OVERLAPPING = 4
const CHUNK = 250_000

/**
 * Fills the database with messages on the server: spread over 90 days up to now, six in ten read, one in twenty failed,
 * one in eight of the read ones replied to,
 * each campaign sending for some days. Indexes are made afterwards, as a restore makes them.
 */
export async function fillMessages(pool: Pool, messages: number, log: (line: string) => void): Promise<void> {
  await pool.query(`
    ALTER TABLE broadcasts_messages DROP CONSTRAINT idx_broadcasts_messages_message_id;
    ALTER TABLE bluetick.message_ids DROP CONSTRAINT message_ids_pkey;
    DROP INDEX idx_broadcasts_messages_phone_number, idx_broadcasts_messages_created_at;
    ALTER TABLE broadcasts_messages DISABLE TRIGGER USER`)
  await pool.query(
    `INSERT INTO marketing_campaigns (id, name) SELECT 'c' || c, 'Campaign ' || c FROM generate_series(0, $1::int - 1) c`,
    [CAMPAIGNS],
  )
  const { rows } = await pool.query<{ now: Date }>('SELECT now() AS now')
  for (let from = 0; from < messages; from += CHUNK) {
    const upTo = Math.min(from + CHUNK, messages) - 1
    await pool.query(INSERT_MESSAGES, [
      from,
      upTo,
      messages,
      rows[0]?.now,
      DAYS,
      PHONES,
      CAMPAIGNS,
      OVERLAPPING,
    ])
    log(`${upTo + 1} messages`)
  }
  await pool.query('ALTER TABLE broadcasts_messages ENABLE TRIGGER USER')
  log('indexes')
  await pool.query(
    'INSERT INTO bluetick.message_ids (id, message) SELECT message_id, id FROM broadcasts_messages',
  )
  await pool.query(`
    ALTER TABLE bluetick.message_ids ADD PRIMARY KEY (id);
    ALTER TABLE broadcasts_messages ADD CONSTRAINT idx_broadcasts_messages_message_id UNIQUE (message_id);
    CREATE INDEX idx_broadcasts_messages_phone_number ON broadcasts_messages (phone_number);
    CREATE INDEX idx_broadcasts_messages_created_at ON broadcasts_messages (created_at)`)
  log('rollups')
  await pool.query('ANALYZE broadcasts_messages')
  await recountRollups(pool, AS_WRITTEN, new AbortController().signal)
  await pool.query(INSERT_LAG, [DAYS])
  await pool.query('VACUUM ANALYZE')
  await pool.query('CHECKPOINT')
}

const INSERT_MESSAGES = `
  INSERT INTO broadcasts_messages (message_id, aliases, phone_number, status, inferred_kinds, failures, failure_code,
                                   pricing, campaign_name, counted_in, created_at, updated_at, replied_at, reply_type, reply_named)
  SELECT 'wamid.HBgMOTE5' || md5(n::text) || 'FQIAERgSAA==', '{}',
         '+9198' || lpad(((random() * random() * $6::int)::int)::text, 8, '0'),
         ('{"sent":"' || iso(sent_at)
           || CASE WHEN fate > 0.05 THEN '","delivered":"' || iso(delivered_at) ELSE '","failed":"' || iso(delivered_at) END
           || CASE WHEN fate > 0.4 THEN '","read":"' || iso(read_at) ELSE '' END || '"}')::jsonb,
         NULL, CASE WHEN fate <= 0.05 THEN jsonb_build_object(code, jsonb_build_object('at', iso(delivered_at))) END,
         CASE WHEN fate <= 0.05 THEN code END,
         '{"billable": true, "model": "PMP", "type": "regular", "category": "marketing"}',
         NULL, 'c' || least($7::int - 1, (n * $7::int / $3::int) + (random() * ($8::int - 1))::int), sent_at, greatest(delivered_at, read_at),
         CASE WHEN fate > 0.925 THEN read_at + make_interval(secs => ((fate - 0.925) * 40000)::int) END,
         CASE WHEN fate > 0.925 THEN 'text' END, CASE WHEN fate > 0.925 THEN true END
  FROM (
    SELECT n, sent_at, random() AS fate, sent_at + make_interval(secs => 1 + (-ln(1 - random()) * 8)::int) AS delivered_at,
           sent_at + make_interval(secs => 30 + (-ln(1 - random()) * 3600)::int) AS read_at,
           (ARRAY['131049', '131026', '131026', '130472'])[1 + (random() * 3)::int] AS code
    FROM (
      SELECT n, date_trunc('second', $4::timestamptz - make_interval(days => $5::int)
                                     + (n::float8 / $3::int) * make_interval(days => $5::int)) AS sent_at
      FROM generate_series($1::int, $2::int) AS n
    ) AS timed
  ) AS m`.replaceAll(/iso\((\w+)\)/g, `to_char($1 AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`)

const INSERT_LAG = `
  INSERT INTO bluetick.lag_rollup
  SELECT bucket, 3000, 30000, array_fill(50, ARRAY[60]), 3000, 3000000, array_fill(50, ARRAY[60])
  FROM generate_series(date_bin('15 minutes', now() - make_interval(days => $1::int), 'epoch'), now(), interval '15 minutes') AS bucket`
