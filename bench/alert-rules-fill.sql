-- Fills a fresh database for the bench of the alert rules. Indexes that no rule reads are left out.
SET session_replication_role = replica;
SET synchronous_commit = off;
ALTER TABLE broadcasts_messages DROP CONSTRAINT idx_broadcasts_messages_message_id;
INSERT INTO marketing_campaigns (id, name, recipients_counted, messages_sent, messages_delivered, messages_read)
SELECT 'c' || n, 'Campaign ' || n, :messages / :campaigns, :messages / :campaigns, :messages / :campaigns, :messages / :campaigns
FROM generate_series(1, :campaigns) n;
DROP INDEX idx_campaign_recipients_page, idx_campaign_recipients_failure,
           idx_campaign_recipients_phone, idx_campaign_recipients_reference, idx_campaign_recipients_message;
INSERT INTO campaign_recipients (campaign_id, phone_number, status, sent_at, delivered_at, read_at, whatsapp_message_id,
                                 counted, settled, revision)
SELECT 'c' || c, '+9198' || lpad((c * 1000000 + n)::text, 8, '0'), CASE WHEN n % 20 = 0 THEN 'failed' WHEN n % 3 = 0 THEN 'delivered' ELSE 'read' END, now(), now(), now(),
       'wamid.HBgMOTE5ODc2NTQzMjEwFQIAERgS' || c || '-' || n, 2 + 4 + 8, true, 1
FROM generate_series(1, :campaigns) c, generate_series(1, :messages / :campaigns) n;
CREATE INDEX idx_campaign_recipients_page ON campaign_recipients (campaign_id, id);
INSERT INTO broadcasts_messages (message_id, aliases, phone_number, counted_in, status, created_at)
SELECT 'wamid.HBgMOTE5ODc2NTQzMjEwFQIAERgS' || n, '{}', '+9198' || lpad((n % 100000000)::text, 8, '0'), 'c' || 1 + n % :campaigns,
       CASE WHEN n % 20 = 0 THEN jsonb_build_object('sent', at) WHEN n % 3 = 0 THEN jsonb_build_object('sent', at, 'delivered', at)
            ELSE jsonb_build_object('sent', at, 'delivered', at, 'read', at) END,
       t
FROM (SELECT n, now() - interval '1 hour' * (1 - n::float8 / :messages) AS t FROM generate_series(1, :messages) n) m,
     LATERAL (SELECT to_char(t AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at) x;
INSERT INTO bluetick.message_rollup (campaign_id, bucket, messages, sent, delivered, read, delivery_times)
SELECT c, date_bin('15 minutes', now(), 'epoch') - n * interval '15 minutes', :messages / 4, :messages / 4, :messages / 5, :messages / 8,
       array_fill(:messages / 200, ARRAY[40])
FROM generate_series(0, 96 * :days) n, unnest(ARRAY[''] || ARRAY(SELECT 'c' || k FROM generate_series(1, :campaigns) k)) c;
INSERT INTO bluetick.message_rollup_labels (campaign_id, bucket, dimension, label, messages)
SELECT 'c' || k, date_bin('15 minutes', now(), 'epoch') - n * interval '15 minutes', 'failure', to_jsonb(code), 100
FROM generate_series(0, 96 * :days) n, generate_series(1, :campaigns) k, unnest('{131026,131049,131053}'::text[]) code;
INSERT INTO bluetick.delivery_cohorts (bucket, known, messages, delivered, failed, out_of_reach, underway)
SELECT b, b + k * interval '5 minutes', CASE WHEN k = 0 THEN :messages / 12 ELSE 0 END, :messages / 120, 10, 5, -:messages / 150
FROM generate_series(0, 288 * :days) n, generate_series(0, 11) k,
     LATERAL (SELECT date_bin('5 minutes', now(), 'epoch') - n * interval '5 minutes' AS b) AS bucket
WHERE b + k * interval '5 minutes' <= now();
INSERT INTO bluetick.service_minutes (minute, webhooks, accepted, reports, read_reports)
SELECT date_trunc('minute', now()) - n * interval '1 minute', 180000, CASE WHEN n > 180 THEN 180000 ELSE 0 END, 180000, 60000
FROM generate_series(0, 1440 * :days) n;
SET session_replication_role = origin
