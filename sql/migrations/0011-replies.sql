-- Replies: that people wrote to us (never what), which message they answered, and what that adds to counters and rollups.

ALTER TABLE public.broadcasts_messages
  -- The first reply, how the person answered, and whether the reply names this message or time decided.
  ADD COLUMN IF NOT EXISTS replied_at  TIMESTAMPTZ,
  ADD COLUMN IF NOT EXISTS reply_type  TEXT,
  ADD COLUMN IF NOT EXISTS reply_named BOOLEAN;
ALTER TABLE public.campaign_recipients
  ADD COLUMN IF NOT EXISTS replied_at TIMESTAMPTZ;
ALTER TABLE public.marketing_campaigns
  ADD COLUMN IF NOT EXISTS messages_replied INTEGER DEFAULT 0,
  ADD COLUMN IF NOT EXISTS counted_replied  INTEGER NOT NULL DEFAULT 0;

CREATE TABLE bluetick.inbound_messages (
  id         TEXT COLLATE "C" PRIMARY KEY,
  -- NULL for people without a number, and in groups.
  phone      TEXT COLLATE "C",
  at         TIMESTAMPTZ NOT NULL,
  -- True where `at` is the time of receipt, because the sender's could not be read.
  stand_in   BOOLEAN NOT NULL,
  type       TEXT COLLATE "C" NOT NULL,
  -- The id of the message that it names as answered.
  answers_id TEXT COLLATE "C",
  -- The message that it is counted for, as `answeredBy` of src/domain/messages/reply.ts chose; NULL: none so far.
  message    BIGINT
);
CREATE INDEX idx_inbound_messages_phone ON bluetick.inbound_messages (phone, at) WHERE answers_id IS NULL;
CREATE INDEX idx_inbound_messages_answers ON bluetick.inbound_messages (answers_id) WHERE answers_id IS NOT NULL;
CREATE INDEX idx_inbound_messages_message ON bluetick.inbound_messages (message) WHERE message IS NOT NULL;
CREATE INDEX idx_inbound_messages_at ON bluetick.inbound_messages (at);

-- Inbound messages for which the choice has to be made (again). Only inserted and deleted: nobody waits for anybody.
CREATE TABLE bluetick.inbound_to_match (
  id      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  inbound TEXT COLLATE "C" NOT NULL
);
SELECT bluetick.shut(relation)
FROM unnest(ARRAY['bluetick.inbound_messages', 'bluetick.inbound_to_match']::regclass[]) AS relation;

-- ── The rollups ─────────────────────────────────────────────────────────────────────────────────────────────
ALTER TABLE bluetick.message_rollup
  ADD COLUMN replied             INTEGER NOT NULL DEFAULT 0,
  -- Replied to, and nobody reported that it was read: read receipts are off.
  ADD COLUMN replied_unread      INTEGER NOT NULL DEFAULT 0,
  -- From a reported delivery to the first reply: the sum, and a histogram (bluetick.time_bin).
  ADD COLUMN reply_ms            BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN reply_times         INTEGER[],
  -- How many of these times are an hour at most, which is no bound of the bins.
  ADD COLUMN replied_within_hour INTEGER NOT NULL DEFAULT 0;

DROP FUNCTION bluetick.contribution(JSONB, TEXT[], TEXT[]);
-- The same rule as src/domain/analytics/rollup.ts, for rows that are there already; times to the millisecond, as there.
CREATE FUNCTION bluetick.contribution(status JSONB, inferred_kinds TEXT[], stand_in_kinds TEXT[], replied_at TIMESTAMPTZ)
RETURNS TABLE (sent BOOLEAN, delivered BOOLEAN, read BOOLEAN, failed BOOLEAN, delivery_ms BIGINT,
               read_delay_ms BIGINT, delivery_bin INTEGER, read_bin INTEGER, replied BOOLEAN, replied_unread BOOLEAN,
               reply_ms BIGINT)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT t.sent IS NOT NULL, t.delivered IS NOT NULL, t.read IS NOT NULL, t.failed IS NOT NULL,
         t.delivery_ms, t.read_delay_ms,
         CASE WHEN NOT t.doubtful && '{sent,delivered}' THEN bluetick.time_bin(t.delivery_ms) END,
         CASE WHEN NOT t.doubtful && '{delivered,read}' THEN bluetick.time_bin(t.read_delay_ms) END,
         t.replied IS NOT NULL,
         t.replied IS NOT NULL AND t.played IS NULL AND (t.read IS NULL OR 'read' = ANY (t.inferred)),
         CASE WHEN t.delivered IS NOT NULL AND t.replied IS NOT NULL AND NOT t.doubtful && '{delivered,replied}'
              THEN greatest(0, (extract(epoch FROM t.replied - t.delivered) * 1000)::bigint) END
  FROM (
    SELECT k.*, (extract(epoch FROM k.delivered - k.sent) * 1000)::bigint AS delivery_ms,
           (extract(epoch FROM k.read - k.delivered) * 1000)::bigint AS read_delay_ms
    FROM (
      SELECT bluetick.time_of(status ->> 'sent') AS sent, bluetick.time_of(status ->> 'delivered') AS delivered,
             bluetick.time_of(status ->> 'read') AS read, bluetick.time_of(status ->> 'failed') AS failed,
             bluetick.time_of(status ->> 'played') AS played, replied_at AS replied,
             coalesce(inferred_kinds, '{}') AS inferred,
             coalesce(inferred_kinds, '{}') || coalesce(stand_in_kinds, '{}') AS doubtful
      -- Each time is parsed once, not once for every use.
      OFFSET 0
    ) AS k
    OFFSET 0
  ) AS t
$$;

CREATE OR REPLACE FUNCTION bluetick.rollup_query(source TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE AS $f$
  SELECT replace($q$
    SELECT CASE WHEN grouping(m.counted_in) = 1 THEN '' ELSE m.counted_in END AS campaign_id, b.bucket,
           false AS expired, count(*)::integer AS messages, count(*) FILTER (WHERE c.sent)::integer AS sent,
           count(*) FILTER (WHERE c.delivered)::integer AS delivered,
           count(*) FILTER (WHERE c.read)::integer AS read,
           count(*) FILTER (WHERE c.failed AND NOT c.delivered)::integer AS failed,
           count(*) FILTER (WHERE c.failed AND c.delivered)::integer AS contradictory,
           count(*) FILTER (WHERE c.sent AND NOT c.delivered)::integer AS sent_undelivered,
           count(c.delivery_ms)::integer AS deliveries, coalesce(sum(c.delivery_ms), 0)::bigint AS delivery_ms,
           coalesce(sum(c.read_delay_ms), 0)::bigint AS read_delay_ms,
           bluetick.histogram(array_agg(c.delivery_bin) FILTER (WHERE c.delivery_bin IS NOT NULL)) AS delivery_times,
           bluetick.histogram(array_agg(c.read_bin) FILTER (WHERE c.read_bin IS NOT NULL)) AS read_times,
           count(*) FILTER (WHERE c.replied)::integer AS replied,
           count(*) FILTER (WHERE c.replied_unread)::integer AS replied_unread,
           coalesce(sum(c.reply_ms), 0)::bigint AS reply_ms,
           bluetick.histogram(array_agg(bluetick.time_bin(c.reply_ms)) FILTER (WHERE c.reply_ms IS NOT NULL)) AS reply_times,
           count(*) FILTER (WHERE c.reply_ms <= 3600000)::integer AS replied_within_hour
    FROM :source AS m
    CROSS JOIN LATERAL (SELECT date_bin('15 minutes', m.created_at, 'epoch') AS bucket) AS b
    CROSS JOIN LATERAL bluetick.contribution(m.status, m.inferred_kinds, m.stand_in_kinds, m.replied_at) AS c
    WHERE m.counted_in IS NOT NULL AND m.created_at IS NOT NULL
    GROUP BY GROUPING SETS ((b.bucket), (b.bucket, m.counted_in))
    HAVING grouping(m.counted_in) = 1 OR m.counted_in <> ''
  $q$, ':source', source)
$f$;

CREATE OR REPLACE FUNCTION bluetick.label_query(source TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE AS $f$
  SELECT replace($q$
    SELECT CASE WHEN grouping(m.counted_in) = 1 THEN '' ELSE m.counted_in END AS campaign_id, b.bucket,
           false AS expired, l.dimension, l.label, count(*)::integer AS messages
    FROM :source AS m
    CROSS JOIN LATERAL (SELECT date_bin('15 minutes', m.created_at, 'epoch') AS bucket) AS b
    CROSS JOIN LATERAL (
      SELECT 'price' AS dimension, m.pricing AS label WHERE m.pricing IS NOT NULL
      UNION ALL
      SELECT 'failure', to_jsonb(coalesce(m.failure_code, 'unknown'))
      FROM bluetick.contribution(m.status, m.inferred_kinds, m.stand_in_kinds, m.replied_at) AS c
      WHERE c.failed AND NOT c.delivered
    ) AS l
    WHERE m.counted_in IS NOT NULL AND m.created_at IS NOT NULL
    GROUP BY GROUPING SETS ((b.bucket, l.dimension, l.label), (b.bucket, l.dimension, l.label, m.counted_in))
    HAVING grouping(m.counted_in) = 1 OR m.counted_in <> ''
  $q$, ':source', source)
$f$;

CREATE OR REPLACE FUNCTION bluetick.add_to_rollups(totals JSON, labels JSON) RETURNS VOID LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO bluetick.message_rollup AS r
    (campaign_id, bucket, expired, messages, sent, delivered, read, failed, contradictory, sent_undelivered, deliveries,
     delivery_ms, read_delay_ms, delivery_times, read_times, replied, replied_unread, reply_ms, reply_times,
     replied_within_hour)
  SELECT d.campaign_id, d.bucket, coalesce(d.expired, false), coalesce(d.messages, 0), coalesce(d.sent, 0),
         coalesce(d.delivered, 0), coalesce(d.read, 0), coalesce(d.failed, 0), coalesce(d.contradictory, 0),
         coalesce(d.sent_undelivered, 0), coalesce(d.deliveries, 0), coalesce(d.delivery_ms, 0),
         coalesce(d.read_delay_ms, 0), d.delivery_times, d.read_times, coalesce(d.replied, 0),
         coalesce(d.replied_unread, 0), coalesce(d.reply_ms, 0), d.reply_times,
         coalesce(d.replied_within_hour, 0)
  FROM json_populate_recordset(NULL::bluetick.message_rollup, totals) AS d
  ORDER BY d.campaign_id, d.bucket, d.expired
  ON CONFLICT (campaign_id, bucket, expired) DO UPDATE
  SET messages = r.messages + excluded.messages, sent = r.sent + excluded.sent,
      delivered = r.delivered + excluded.delivered, read = r.read + excluded.read,
      failed = r.failed + excluded.failed, contradictory = r.contradictory + excluded.contradictory,
      sent_undelivered = r.sent_undelivered + excluded.sent_undelivered,
      deliveries = r.deliveries + excluded.deliveries, delivery_ms = r.delivery_ms + excluded.delivery_ms,
      read_delay_ms = r.read_delay_ms + excluded.read_delay_ms, replied = r.replied + excluded.replied,
      replied_unread = r.replied_unread + excluded.replied_unread, reply_ms = r.reply_ms + excluded.reply_ms,
      replied_within_hour = r.replied_within_hour + excluded.replied_within_hour,
      delivery_times = bluetick.add_histograms(r.delivery_times, excluded.delivery_times),
      read_times = bluetick.add_histograms(r.read_times, excluded.read_times),
      reply_times = bluetick.add_histograms(r.reply_times, excluded.reply_times);
  INSERT INTO bluetick.message_rollup_labels AS r
  SELECT d.campaign_id, d.bucket, coalesce(d.expired, false), d.dimension, d.label, d.messages
  FROM json_populate_recordset(NULL::bluetick.message_rollup_labels, labels) AS d
  ORDER BY d.campaign_id, d.bucket, d.expired, d.dimension, d.label
  ON CONFLICT (campaign_id, bucket, expired, dimension, label) DO UPDATE
  SET messages = r.messages + excluded.messages;
END
$$;

-- The sum of two histograms, which may be of different length; the first as it is where the second is NULL.
CREATE FUNCTION bluetick.add_histograms(a INTEGER[], b INTEGER[]) RETURNS INTEGER[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN b IS NULL THEN a ELSE (
    SELECT array_agg(coalesce(x, 0) + coalesce(y, 0) ORDER BY i) FROM unnest(a, b) WITH ORDINALITY AS u(x, y, i)) END
$$;
-- A histogram, or what takes one away.
CREATE FUNCTION bluetick.signed_histogram(sign INTEGER, histogram INTEGER[]) RETURNS INTEGER[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_agg(sign * n ORDER BY i) FROM unnest(histogram) WITH ORDINALITY AS u(n, i)
$$;

CREATE OR REPLACE FUNCTION bluetick.keep_expired() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE format(
    $q$SELECT bluetick.add_to_rollups(
      (SELECT json_agg(t) FROM (
         SELECT t.campaign_id, t.bucket, s.sign > 0 AS expired, s.sign * t.messages AS messages, s.sign * t.sent AS sent,
                s.sign * t.delivered AS delivered, s.sign * t.read AS read, s.sign * t.failed AS failed,
                s.sign * t.contradictory AS contradictory, s.sign * t.sent_undelivered AS sent_undelivered,
                s.sign * t.deliveries AS deliveries, s.sign * t.delivery_ms AS delivery_ms,
                s.sign * t.read_delay_ms AS read_delay_ms, s.sign * t.replied AS replied,
                s.sign * t.replied_unread AS replied_unread, s.sign * t.reply_ms AS reply_ms,
                s.sign * t.replied_within_hour AS replied_within_hour,
                bluetick.signed_histogram(s.sign, t.delivery_times) AS delivery_times,
                bluetick.signed_histogram(s.sign, t.read_times) AS read_times,
                bluetick.signed_histogram(s.sign, t.reply_times) AS reply_times
         FROM (%s) AS t CROSS JOIN (VALUES (1), (-1)) AS s(sign)) AS t),
      (SELECT json_agg(l) FROM (
         SELECT l.campaign_id, l.bucket, s.sign > 0 AS expired, l.dimension, l.label, s.sign * l.messages AS messages
         FROM (%s) AS l CROSS JOIN (VALUES (1), (-1)) AS s(sign)) AS l))$q$,
    bluetick.rollup_query('gone'), bluetick.label_query('gone'));
  RETURN NULL;
END
$$;

-- Emptying the table starts afresh.
CREATE OR REPLACE FUNCTION bluetick.forget_rollups() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  TRUNCATE bluetick.message_rollup, bluetick.message_rollup_labels, bluetick.message_reads, bluetick.inbound_messages,
           bluetick.inbound_to_match;
  RETURN NULL;
END
$$;

-- ── Engagement ──────────────────────────────────────────────────────────────────────────────────────────────
-- The ends of the 95% interval (Wilson) of k in n, from 0 to 1. 3.8416 is the square of 1.96, within which 95% of a normal
-- distribution lie. Of nothing in nothing all is possible.
CREATE FUNCTION bluetick.wilson_low(k DOUBLE PRECISION, n DOUBLE PRECISION) RETURNS DOUBLE PRECISION
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN n <= 0 THEN 0
              ELSE greatest(0, (k + 1.9208 - sqrt(3.8416 * (k * (n - k) / n + 0.9604))) / (n + 3.8416)) END
$$;
CREATE FUNCTION bluetick.wilson_high(k DOUBLE PRECISION, n DOUBLE PRECISION) RETURNS DOUBLE PRECISION
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN n <= 0 THEN 1
              ELSE least(1, (k + 1.9208 + sqrt(3.8416 * (k * (n - k) / n + 0.9604))) / (n + 3.8416)) END
$$;

-- The engagement score, 0 to 100: half of it for the share read, three tenths for the share replied to, two tenths for
-- how lately the person did either, which halves every 14 days. Low and high: with the ends of both shares' intervals.
CREATE FUNCTION bluetick.engagement(delivered BIGINT, read BIGINT, replied BIGINT, idle INTERVAL)
RETURNS TABLE (score DOUBLE PRECISION, score_low DOUBLE PRECISION, score_high DOUBLE PRECISION)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN delivered > 0 THEN 50.0 * read / delivered + 30.0 * replied / delivered + recent END,
         CASE WHEN delivered > 0 THEN 50 * bluetick.wilson_low(read, delivered) + 30 * bluetick.wilson_low(replied, delivered) + recent END,
         CASE WHEN delivered > 0 THEN 50 * bluetick.wilson_high(read, delivered) + 30 * bluetick.wilson_high(replied, delivered) + recent END
  FROM (SELECT coalesce(20 * power(0.5, greatest(0, extract(epoch FROM idle)::float8) / (14 * 86400)), 0) AS recent) AS r
$$;

-- Made anew in the background, with engaged_phones.
CREATE TABLE bluetick.engagement_ranking (
  window_days  INTEGER NOT NULL,
  rank         INTEGER NOT NULL,
  phone_number TEXT NOT NULL,
  messages     INTEGER NOT NULL,
  delivered    INTEGER NOT NULL,
  read         INTEGER NOT NULL,
  replied      INTEGER NOT NULL,
  last_active  TIMESTAMPTZ,
  score        DOUBLE PRECISION NOT NULL,
  score_low    DOUBLE PRECISION NOT NULL,
  score_high   DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (window_days, rank)
);
SELECT bluetick.shut('bluetick.engagement_ranking'::regclass);
