-- Messages as a version before 0006 kept them, in the connection's first schema: five in a hundred failed, six in ten read,
-- each with the recipient whose sender listed it, and with counters and rollups that are their sums. Indexes are made at the end.
SET synchronous_commit = off;
ALTER TABLE broadcasts_messages DISABLE TRIGGER USER;
ALTER TABLE campaign_recipients DISABLE TRIGGER ALL;
ALTER TABLE broadcasts_messages DROP CONSTRAINT idx_broadcasts_messages_message_id;
ALTER TABLE message_ids DROP CONSTRAINT message_ids_pkey;
ALTER TABLE message_reads DROP CONSTRAINT message_reads_pkey;
DROP INDEX idx_broadcasts_messages_phone_number, idx_broadcasts_messages_created_at, idx_campaign_recipients_message,
           idx_campaign_recipients_page, idx_campaign_recipients_status, idx_campaign_recipients_failure,
           idx_campaign_recipients_phone, idx_campaign_recipients_reference;

CREATE TEMPORARY TABLE life AS
SELECT n, 'wamid.HBgMOTE5' || md5(n::text) || 'FQIAERgSAA==' AS id, 'c' || n % 50 AS campaign,
       '+9198' || lpad((n % 100000000)::text, 8, '0') AS phone, n % 20 = 0 AS failed, n % 10 < 6 AND n % 20 <> 0 AS read,
       date_trunc('second', now() - interval '30 days' * (n::float8 / :messages)) AS sent_at
FROM generate_series(1, :messages) AS n;

INSERT INTO marketing_campaigns (id, name, source) SELECT 'c' || c, 'Campaign ' || c, 'api' FROM generate_series(0, 49) AS c;
INSERT INTO broadcasts_messages (id, message_id, aliases, phone_number, status, failures, failure_code, pricing, counted_in,
                                 created_at, updated_at)
SELECT l.n, l.id, '{}', l.phone,
       CASE WHEN l.failed THEN jsonb_build_object('failed', iso(l.sent_at))
            WHEN l.read THEN jsonb_build_object('sent', iso(l.sent_at), 'delivered', iso(l.sent_at + interval '5 s'), 'read', iso(l.sent_at + interval '65 s'))
            ELSE jsonb_build_object('sent', iso(l.sent_at), 'delivered', iso(l.sent_at + interval '5 s')) END,
       CASE WHEN l.failed THEN jsonb_build_object('131026', jsonb_build_object('at', iso(l.sent_at))) END,
       CASE WHEN l.failed THEN '131026' END,
       '{"billable": true, "model": "PMP", "type": "regular", "category": "marketing"}', l.campaign, l.sent_at, l.sent_at
FROM life l;
INSERT INTO message_ids (id, message) SELECT l.id, l.n FROM life l;
INSERT INTO message_reads (read_at, message) SELECT l.sent_at + interval '65 s', l.n FROM life l WHERE l.read;
INSERT INTO campaign_recipients (id, campaign_id, phone_number, whatsapp_message_id, status, sent_at, delivered_at, read_at,
                                 failed_at, failure_code, counted, tally, settled, revision)
SELECT l.n, l.campaign, l.phone, l.id, CASE WHEN l.failed THEN 'failed' WHEN l.read THEN 'read' ELSE 'delivered' END,
       CASE WHEN NOT l.failed THEN l.sent_at END, CASE WHEN NOT l.failed THEN l.sent_at + interval '5 s' END,
       CASE WHEN l.read THEN l.sent_at + interval '65 s' END, CASE WHEN l.failed THEN l.sent_at END,
       CASE WHEN l.failed THEN '131026' END, CASE WHEN l.failed THEN 16 WHEN l.read THEN 14 ELSE 6 END,
       CASE WHEN l.failed THEN ARRAY['f131026'] ELSE array_remove(ARRAY['d10', CASE WHEN l.read THEN 'r21' END], NULL) END, true, 1
FROM life l;
SELECT setval(pg_get_serial_sequence('broadcasts_messages', 'id'), :messages),
       setval(pg_get_serial_sequence('campaign_recipients', 'id'), :messages);
INSERT INTO campaign_tallies (campaign_id, key, recipients)
SELECT r.campaign_id, t.key, count(*) FROM campaign_recipients r, unnest(r.tally) AS t(key) GROUP BY 1, 2;
UPDATE marketing_campaigns c
SET counted_sent = a.sent, counted_delivered = a.sent, counted_read = a.read, counted_failed = a.failed,
    messages_sent = a.sent, messages_delivered = a.sent, messages_read = a.read, messages_failed = a.failed,
    messages_pending = 0, recipients_counted = a.n, total_target_customers = a.n
FROM (SELECT l.campaign, count(*) AS n, count(*) FILTER (WHERE NOT l.failed) AS sent, count(*) FILTER (WHERE l.read) AS read,
             count(*) FILTER (WHERE l.failed) AS failed
      FROM life l GROUP BY 1) AS a
WHERE a.campaign = c.id;

ALTER TABLE message_ids ADD PRIMARY KEY (id);
ALTER TABLE message_reads ADD PRIMARY KEY (read_at, message);
ALTER TABLE broadcasts_messages ADD CONSTRAINT idx_broadcasts_messages_message_id UNIQUE (message_id);
CREATE INDEX idx_broadcasts_messages_phone_number ON broadcasts_messages (phone_number);
CREATE INDEX idx_broadcasts_messages_created_at ON broadcasts_messages (created_at);
CREATE INDEX idx_campaign_recipients_message ON campaign_recipients (whatsapp_message_id);
CREATE INDEX idx_campaign_recipients_page ON campaign_recipients (campaign_id, id);
CREATE INDEX idx_campaign_recipients_status ON campaign_recipients (campaign_id, status, id);
CREATE INDEX idx_campaign_recipients_failure ON campaign_recipients (campaign_id, failure_code, id) WHERE failure_code IS NOT NULL;
CREATE INDEX idx_campaign_recipients_phone ON campaign_recipients (campaign_id, phone_number);
CREATE INDEX idx_campaign_recipients_reference ON campaign_recipients (campaign_id, reference) WHERE reference IS NOT NULL;
ALTER TABLE broadcasts_messages ENABLE TRIGGER USER;
ALTER TABLE campaign_recipients ENABLE TRIGGER ALL;
ANALYZE broadcasts_messages, campaign_recipients, marketing_campaigns, message_ids, message_reads;
CHECKPOINT
