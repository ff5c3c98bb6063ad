-- What analytics reads: sums of contributions by quarter-hour, kept in step with the messages.
--
-- A quarter-hour is the finest step that every time zone's offset is a multiple of, so days and hours are right
-- in all of them. The bucket of a message is that of its created_at: when it was first heard of.

ALTER TABLE broadcasts_messages
  -- The campaign under which the rollups hold this message, '' for none; NULL while they do not hold it, as in
  -- rows that somebody else inserted, until Bluetick has joined them in.
  ADD COLUMN counted_in TEXT;
CREATE INDEX idx_broadcasts_messages_created_at ON broadcasts_messages (created_at);
CREATE INDEX idx_broadcasts_messages_uncounted ON broadcasts_messages (id) WHERE counted_in IS NULL;

-- Each message is counted twice: under '' (all messages), and under its campaign if it has one.
CREATE TABLE message_rollup (
  campaign_id      TEXT COLLATE "C" NOT NULL,
  bucket           TIMESTAMPTZ NOT NULL,
  -- True for the sums of messages that were deleted since: they stay in the totals, and no recount finds them.
  expired          BOOLEAN NOT NULL DEFAULT false,
  messages         INTEGER NOT NULL DEFAULT 0,
  sent             INTEGER NOT NULL DEFAULT 0,
  delivered        INTEGER NOT NULL DEFAULT 0,
  read             INTEGER NOT NULL DEFAULT 0,
  -- Reported as failed, and nothing proves an arrival.
  failed           INTEGER NOT NULL DEFAULT 0,
  -- Reported as failed and as arrived.
  contradictory    INTEGER NOT NULL DEFAULT 0,
  sent_undelivered INTEGER NOT NULL DEFAULT 0,
  -- Messages with both times, and the sum of delivered - sent, as the guide averages it.
  deliveries       INTEGER NOT NULL DEFAULT 0,
  delivery_ms      BIGINT NOT NULL DEFAULT 0,
  -- The sum of read - delivered over the read messages.
  read_delay_ms    BIGINT NOT NULL DEFAULT 0,
  -- Histograms (bluetick_time_bin) of the times that were really reported: nothing inferred, no stand-ins.
  delivery_times   INTEGER[],
  read_times       INTEGER[],
  PRIMARY KEY (campaign_id, bucket, expired)
  -- The newest buckets change with every batch: room on the page keeps that cheap.
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);

CREATE TABLE message_rollup_labels (
  campaign_id TEXT COLLATE "C" NOT NULL,
  bucket      TIMESTAMPTZ NOT NULL,
  expired     BOOLEAN NOT NULL DEFAULT false,
  -- 'failure': the code of a failed message, as a JSON string. 'price': broadcasts_messages.pricing.
  dimension   TEXT COLLATE "C" NOT NULL,
  label       JSONB NOT NULL,
  messages    INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (campaign_id, bucket, expired, dimension, label)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);

-- Messages by the time at which they were read. An entry whose time is not the message's (any more) is void:
-- readers compare. An index on status itself would make every update of a message dearer.
CREATE TABLE message_reads (
  read_at TIMESTAMPTZ NOT NULL,
  message BIGINT NOT NULL,
  PRIMARY KEY (read_at, message)
);

-- How long reports took to be committed, by quarter-hour of the commit.
CREATE TABLE lag_rollup (
  bucket           TIMESTAMPTZ PRIMARY KEY,
  -- From the webhook's receipt to the commit. The histogram counts hundredths of the bins' times.
  reports          BIGINT NOT NULL,
  receipt_ms       BIGINT NOT NULL,
  receipt_times    INTEGER[] NOT NULL,
  -- From the time that WhatsApp gives to the commit, for reports that give a readable one.
  timed_reports    BIGINT NOT NULL,
  provider_ms      BIGINT NOT NULL,
  provider_times   INTEGER[] NOT NULL
);

-- Answers too dear to be summed on the write path, made anew in the background; one replica holds the lease.
CREATE TABLE engaged_refresh (
  window_days  INTEGER PRIMARY KEY,
  from_at      TIMESTAMPTZ NOT NULL,
  to_at        TIMESTAMPTZ NOT NULL,
  due_at       TIMESTAMPTZ NOT NULL
);
CREATE TABLE engaged_phones (
  window_days  INTEGER NOT NULL,
  rank         INTEGER NOT NULL,
  phone_number TEXT NOT NULL,
  messages     INTEGER NOT NULL,
  delivered    INTEGER NOT NULL,
  read         INTEGER NOT NULL,
  PRIMARY KEY (window_days, rank)
);

-- ── The bins of time histograms ─────────────────────────────────────────────────────────────────────────────
-- Ten to the decade (factors of 1.25 to 1.28), laid so that 1, 5 and 10 minutes are bounds. Bin 0 ends at 0.6 s,
-- bin n holds bound n < time <= bound n + 1, the last has no end. src/domain/time-bins.ts has the same.
CREATE FUNCTION bluetick_time_bounds_ms() RETURNS BIGINT[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_agg(600 * (10 ^ decade)::bigint * step / 100 ORDER BY decade, step)
  FROM generate_series(0, 6) AS decade,
       unnest(ARRAY[100, 125, 160, 200, 250, 315, 400, 500, 630, 800]::bigint[]) AS step
  WHERE decade < 6 OR step = 100
$$;

-- The bin of a time in milliseconds.
DO $$ BEGIN EXECUTE format($f$
CREATE FUNCTION bluetick_time_bin(ms BIGINT) RETURNS INTEGER LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $b$ SELECT width_bucket(ms - 1, %L::bigint[]) $b$
$f$, bluetick_time_bounds_ms()); END $$;

-- The time in seconds that stands for a bin: the geometric middle of its bounds, at most 14% from any time in it.
CREATE FUNCTION bluetick_bin_seconds(bin INTEGER) RETURNS DOUBLE PRECISION LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN bin <= 0 THEN 0.3
              ELSE sqrt(b[bin]::float8 * coalesce(b[bin + 1], b[bin])) / 1000 END
  FROM bluetick_time_bounds_ms() AS b
$$;

-- How many times fall into each bin, from bin 0 to the last that has any. NULL where there are no times.
CREATE FUNCTION bluetick_histogram(bins INTEGER[]) RETURNS INTEGER[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_agg(coalesce(found.n, 0) ORDER BY bin)
  FROM generate_series(0, (SELECT max(b) FROM unnest(bins) AS b)) AS bin
  LEFT JOIN (SELECT b, count(*)::integer AS n FROM unnest(bins) AS b GROUP BY b) AS found ON found.b = bin
$$;

-- Without the zeros at the end, which say nothing; NULL where nothing is left.
CREATE FUNCTION bluetick_trimmed(histogram INTEGER[]) RETURNS INTEGER[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT histogram[1:max(i)::integer] FROM unnest(histogram) WITH ORDINALITY AS u(n, i) WHERE n <> 0
$$;

-- ── What a message contributes ──────────────────────────────────────────────────────────────────────────────
-- The same rule as src/domain/rollup.ts, for rows that are there already; times to the millisecond, as there.
CREATE FUNCTION bluetick_time(value TEXT) RETURNS TIMESTAMPTZ LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN pg_input_is_valid(value, 'timestamptz') THEN date_trunc('milliseconds', value::timestamptz) END
$$;

CREATE FUNCTION bluetick_contribution(status JSONB, inferred_kinds TEXT[], stand_in_kinds TEXT[])
RETURNS TABLE (sent BOOLEAN, delivered BOOLEAN, read BOOLEAN, failed BOOLEAN, delivery_ms BIGINT,
               read_delay_ms BIGINT, delivery_bin INTEGER, read_bin INTEGER)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT t.sent IS NOT NULL, t.delivered IS NOT NULL, t.read IS NOT NULL, t.failed IS NOT NULL,
         t.delivery_ms, t.read_delay_ms,
         CASE WHEN NOT t.doubtful && '{sent,delivered}' THEN bluetick_time_bin(t.delivery_ms) END,
         CASE WHEN NOT t.doubtful && '{delivered,read}' THEN bluetick_time_bin(t.read_delay_ms) END
  FROM (
    SELECT k.*, (extract(epoch FROM k.delivered - k.sent) * 1000)::bigint AS delivery_ms,
           (extract(epoch FROM k.read - k.delivered) * 1000)::bigint AS read_delay_ms
    FROM (
      SELECT bluetick_time(status ->> 'sent') AS sent, bluetick_time(status ->> 'delivered') AS delivered,
             bluetick_time(status ->> 'read') AS read, bluetick_time(status ->> 'failed') AS failed,
             coalesce(inferred_kinds, '{}') || coalesce(stand_in_kinds, '{}') AS doubtful
      -- Each time is parsed once, not once for every use.
      OFFSET 0
    ) AS k
    OFFSET 0
  ) AS t
$$;

-- Queries over `source`, a table expression with the columns of broadcasts_messages, giving rows of
-- message_rollup and message_rollup_labels. Text, because a trigger's transition table cannot be handed on.
CREATE FUNCTION bluetick_rollup_query(source TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE AS $f$
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
           bluetick_histogram(array_agg(c.delivery_bin) FILTER (WHERE c.delivery_bin IS NOT NULL)) AS delivery_times,
           bluetick_histogram(array_agg(c.read_bin) FILTER (WHERE c.read_bin IS NOT NULL)) AS read_times
    FROM :source AS m
    CROSS JOIN LATERAL (SELECT date_bin('15 minutes', m.created_at, 'epoch') AS bucket) AS b
    CROSS JOIN LATERAL bluetick_contribution(m.status, m.inferred_kinds, m.stand_in_kinds) AS c
    WHERE m.counted_in IS NOT NULL AND m.created_at IS NOT NULL
    GROUP BY GROUPING SETS ((b.bucket), (b.bucket, m.counted_in))
    HAVING grouping(m.counted_in) = 1 OR m.counted_in <> ''
  $q$, ':source', source)
$f$;

CREATE FUNCTION bluetick_label_query(source TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE AS $f$
  SELECT replace($q$
    SELECT CASE WHEN grouping(m.counted_in) = 1 THEN '' ELSE m.counted_in END AS campaign_id, b.bucket,
           false AS expired, l.dimension, l.label, count(*)::integer AS messages
    FROM :source AS m
    CROSS JOIN LATERAL (SELECT date_bin('15 minutes', m.created_at, 'epoch') AS bucket) AS b
    CROSS JOIN LATERAL (
      SELECT 'price' AS dimension, m.pricing AS label WHERE m.pricing IS NOT NULL
      UNION ALL
      SELECT 'failure', to_jsonb(coalesce(m.failure_code, 'unknown'))
      FROM bluetick_contribution(m.status, m.inferred_kinds, m.stand_in_kinds) AS c
      WHERE c.failed AND NOT c.delivered
    ) AS l
    WHERE m.counted_in IS NOT NULL AND m.created_at IS NOT NULL
    GROUP BY GROUPING SETS ((b.bucket, l.dimension, l.label), (b.bucket, l.dimension, l.label, m.counted_in))
    HAVING grouping(m.counted_in) = 1 OR m.counted_in <> ''
  $q$, ':source', source)
$f$;

-- The rollup rows as they should be for messages created in [from_at, to_at): whole quarter-hours.
CREATE FUNCTION bluetick_rollup_of(from_at TIMESTAMPTZ, to_at TIMESTAMPTZ) RETURNS SETOF message_rollup
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY EXECUTE bluetick_rollup_query(
    '(SELECT * FROM broadcasts_messages WHERE created_at >= $1 AND created_at < $2)') USING from_at, to_at;
END
$$;
CREATE FUNCTION bluetick_labels_of(from_at TIMESTAMPTZ, to_at TIMESTAMPTZ) RETURNS SETOF message_rollup_labels
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY EXECUTE bluetick_label_query(
    '(SELECT * FROM broadcasts_messages WHERE created_at >= $1 AND created_at < $2)') USING from_at, to_at;
END
$$;

-- ── Adding to the rollups ───────────────────────────────────────────────────────────────────────────────────
-- Adds rows (JSON with the columns of message_rollup, message_rollup_labels). Rows are locked in key order, and
-- after everything else that a batch locks, so that batches cannot deadlock.
CREATE FUNCTION bluetick_add_to_rollups(totals JSON, labels JSON) RETURNS VOID LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO message_rollup AS r
  SELECT d.campaign_id, d.bucket, coalesce(d.expired, false), coalesce(d.messages, 0), coalesce(d.sent, 0),
         coalesce(d.delivered, 0), coalesce(d.read, 0), coalesce(d.failed, 0), coalesce(d.contradictory, 0),
         coalesce(d.sent_undelivered, 0), coalesce(d.deliveries, 0), coalesce(d.delivery_ms, 0),
         coalesce(d.read_delay_ms, 0), d.delivery_times, d.read_times
  FROM json_populate_recordset(NULL::message_rollup, totals) AS d
  ORDER BY d.campaign_id, d.bucket, d.expired
  ON CONFLICT (campaign_id, bucket, expired) DO UPDATE
  SET messages = r.messages + excluded.messages, sent = r.sent + excluded.sent,
      delivered = r.delivered + excluded.delivered, read = r.read + excluded.read,
      failed = r.failed + excluded.failed, contradictory = r.contradictory + excluded.contradictory,
      sent_undelivered = r.sent_undelivered + excluded.sent_undelivered,
      deliveries = r.deliveries + excluded.deliveries, delivery_ms = r.delivery_ms + excluded.delivery_ms,
      read_delay_ms = r.read_delay_ms + excluded.read_delay_ms,
      delivery_times = CASE WHEN excluded.delivery_times IS NULL THEN r.delivery_times ELSE (
        SELECT array_agg(coalesce(a, 0) + coalesce(b, 0) ORDER BY i)
        FROM unnest(r.delivery_times, excluded.delivery_times) WITH ORDINALITY AS u(a, b, i)) END,
      read_times = CASE WHEN excluded.read_times IS NULL THEN r.read_times ELSE (
        SELECT array_agg(coalesce(a, 0) + coalesce(b, 0) ORDER BY i)
        FROM unnest(r.read_times, excluded.read_times) WITH ORDINALITY AS u(a, b, i)) END;
  INSERT INTO message_rollup_labels AS r
  SELECT d.campaign_id, d.bucket, coalesce(d.expired, false), d.dimension, d.label, d.messages
  FROM json_populate_recordset(NULL::message_rollup_labels, labels) AS d
  ORDER BY d.campaign_id, d.bucket, d.expired, d.dimension, d.label
  ON CONFLICT (campaign_id, bucket, expired, dimension, label) DO UPDATE
  SET messages = r.messages + excluded.messages;
END
$$;

-- A deleted message stays in the totals: what it contributed moves to the expired rows.
CREATE FUNCTION bluetick_keep_expired() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format(
    $q$SELECT bluetick_add_to_rollups(
      (SELECT json_agg(t) FROM (
         SELECT t.campaign_id, t.bucket, s.sign > 0 AS expired, s.sign * t.messages AS messages, s.sign * t.sent AS sent,
                s.sign * t.delivered AS delivered, s.sign * t.read AS read, s.sign * t.failed AS failed,
                s.sign * t.contradictory AS contradictory, s.sign * t.sent_undelivered AS sent_undelivered,
                s.sign * t.deliveries AS deliveries, s.sign * t.delivery_ms AS delivery_ms,
                s.sign * t.read_delay_ms AS read_delay_ms,
                (SELECT array_agg(s.sign * n ORDER BY i) FROM unnest(t.delivery_times) WITH ORDINALITY AS u(n, i)) AS delivery_times,
                (SELECT array_agg(s.sign * n ORDER BY i) FROM unnest(t.read_times) WITH ORDINALITY AS u(n, i)) AS read_times
         FROM (%s) AS t CROSS JOIN (VALUES (1), (-1)) AS s(sign)) AS t),
      (SELECT json_agg(l) FROM (
         SELECT l.campaign_id, l.bucket, s.sign > 0 AS expired, l.dimension, l.label, s.sign * l.messages AS messages
         FROM (%s) AS l CROSS JOIN (VALUES (1), (-1)) AS s(sign)) AS l))$q$,
    bluetick_rollup_query('gone'), bluetick_label_query('gone'));
  RETURN NULL;
END
$$;
CREATE TRIGGER bluetick_keep_expired AFTER DELETE ON broadcasts_messages
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION bluetick_keep_expired();

-- Emptying the table starts afresh.
CREATE FUNCTION bluetick_forget_rollups() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  TRUNCATE message_rollup, message_rollup_labels, message_reads;
  RETURN NULL;
END
$$;
CREATE TRIGGER bluetick_forget_rollups AFTER TRUNCATE ON broadcasts_messages
  FOR EACH STATEMENT EXECUTE FUNCTION bluetick_forget_rollups();

-- ── The guide's dashboard view (section 10.4): its columns and types, over the rollup ───────────────────────
CREATE OR REPLACE VIEW message_status_dashboard AS
SELECT date(r.bucket) AS date,
       sum(r.messages)::bigint AS total_messages,
       sum(r.sent)::bigint AS sent,
       sum(r.delivered)::bigint AS delivered,
       sum(r.read)::bigint AS read,
       sum(r.delivered) * 100.0 / sum(r.messages) AS delivery_rate,
       sum(r.read) * 100.0 / nullif(sum(r.delivered), 0) AS read_rate,
       sum(r.delivery_ms) / 1000.0 / nullif(sum(r.deliveries), 0) AS avg_delivery_seconds
FROM message_rollup r
WHERE r.campaign_id = ''
GROUP BY date(r.bucket)
HAVING sum(r.messages) > 0
ORDER BY date DESC;
