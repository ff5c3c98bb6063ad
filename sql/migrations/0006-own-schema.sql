-- A house of our own: what is Bluetick's own business moves into a schema of its own, where nobody else has rights. The
-- documents' tables and their view go to the schema that is chosen for them, and stay where they are there already.
--
-- Rows are not touched, only names are. Functions are made anew: their bodies name every schema, so that they do the
-- same whatever the search_path of the caller. Triggers run with the rights of their owner: who may write a row need
-- not have rights in here.

DO $$
DECLARE
  -- Where the migrations before this one have put everything.
  today     TEXT := current_schema();
  own       TEXT := (parse_ident('bluetick.message_ids'))[1];
  documents TEXT := (parse_ident('public.broadcasts_messages'))[1];
  name      TEXT;
  granted   RECORD;
BEGIN
  FOREACH name IN ARRAY ARRAY['register_message', 'forget_messages', 'forget_all_messages', 'keep_expired', 'forget_rollups']
  LOOP
    EXECUTE format('DROP TRIGGER %I ON %I.broadcasts_messages', 'bluetick_' || name, today);
    EXECUTE format('DROP FUNCTION %I.%I()', today, 'bluetick_' || name);
  END LOOP;
  EXECUTE format('DROP TRIGGER bluetick_unsettle_recipient ON %I.campaign_recipients', today);
  EXECUTE format('DROP FUNCTION %I.bluetick_unsettle_recipient()', today);
  FOREACH name IN ARRAY ARRAY['keep_raw_days(integer)', 'add_to_rollups(json, json)', 'labels_of(timestamptz, timestamptz)',
    'rollup_of(timestamptz, timestamptz)', 'label_query(text)', 'rollup_query(text)', 'contribution(jsonb, text[], text[])',
    'time(text)', 'trimmed(integer[])', 'histogram(integer[])', 'bin_seconds(integer)', 'time_bin(bigint)',
    'time_bounds_ms()']
  LOOP
    EXECUTE format('DROP FUNCTION %I.bluetick_%s', today, name);
  END LOOP;

  IF today <> own THEN
    FOR name IN
      SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = format('%I.webhook_bodies', today)::regclass
    LOOP
      EXECUTE format('ALTER TABLE %I.%I SET SCHEMA %I', today, name, own);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['message_ids', 'webhook_rejects', 'webhook_bodies', 'campaign_tallies', 'message_rollup',
      'message_rollup_labels', 'message_reads', 'lag_rollup', 'engaged_refresh', 'engaged_phones', 'alert_rules',
      'alert_episodes', 'alerts', 'alert_signals', 'alert_mails', 'alert_silences', 'alert_reports', 'alert_keys',
      'service_minutes', 'bluetick_migrations']
    LOOP
      EXECUTE format('ALTER TABLE %I.%I SET SCHEMA %I', today, name, own);
    END LOOP;
  END IF;
  IF today <> documents THEN
    EXECUTE format('ALTER TABLE %I.broadcasts_messages SET SCHEMA %I', today, documents);
    EXECUTE format('ALTER TABLE %I.marketing_campaigns SET SCHEMA %I', today, documents);
    EXECUTE format('ALTER TABLE %I.campaign_recipients SET SCHEMA %I', today, documents);
    EXECUTE format('ALTER VIEW %I.message_status_dashboard SET SCHEMA %I', today, documents);
  END IF;

  -- Row level security comes on below. Roles that somebody gave rights to keep them. Not those under which Supabase
  -- lets the whole world in: they have rights by default, and nobody has chosen that.
  FOR granted IN
    SELECT DISTINCT c.oid::regclass AS relation, r.rolname AS role
    FROM pg_class c CROSS JOIN aclexplode(c.relacl) AS a JOIN pg_roles r ON r.oid = a.grantee
    WHERE c.oid IN ('public.broadcasts_messages'::regclass, 'public.marketing_campaigns'::regclass,
                    'public.campaign_recipients'::regclass)
      AND NOT c.relrowsecurity AND r.oid <> c.relowner AND NOT r.rolsuper AND NOT r.rolbypassrls
      AND r.rolname NOT IN ('anon', 'authenticated')
  LOOP
    EXECUTE format('CREATE POLICY %I ON %s TO %I USING (true) WITH CHECK (true)',
                   'bluetick_' || granted.role, granted.relation, granted.role);
  END LOOP;
END
$$;

-- Shuts a relation of Bluetick's to everybody who was not let in by name. In a schema that others may look into, row
-- level security comes on: without a policy nobody but the owner sees a row.
CREATE FUNCTION bluetick.shut(relation REGCLASS) RETURNS VOID LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  strangers TEXT;
  exposed   BOOLEAN;
  found     RECORD;
BEGIN
  SELECT c.relkind, c.relnamespace, c.relrowsecurity INTO found FROM pg_class c WHERE c.oid = relation;
  -- Somebody has decided already who sees which row.
  IF found.relrowsecurity THEN RETURN; END IF;
  SELECT 'PUBLIC' || coalesce(string_agg(', ' || quote_ident(r.rolname), ''), '') INTO strangers
  FROM pg_roles r WHERE r.rolname IN ('anon', 'authenticated');
  SELECT EXISTS (
    SELECT FROM pg_namespace n CROSS JOIN aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) AS a
    LEFT JOIN pg_roles r ON r.oid = a.grantee
    WHERE n.oid = found.relnamespace AND (a.grantee = 0 OR r.rolname IN ('anon', 'authenticated'))
  ) INTO exposed;
  EXECUTE format('REVOKE ALL ON %s %s FROM %s', CASE found.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
                 relation, strangers);
  IF exposed AND found.relkind IN ('r', 'p') THEN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', relation);
  END IF;
END
$$;

-- ── Raw bodies ──────────────────────────────────────────────────────────────────────────────────────────────
-- Makes the partitions of today (UTC) and the week to come, and drops those that ended `days` ago. Repeating it changes
-- nothing. It waits a second at most for a lock, so that webhooks never wait long for it; then it throws. It runs with
-- the rights of its owner, so that the service itself needs no right to make tables.
CREATE FUNCTION bluetick.keep_raw_days(days INTEGER) RETURNS VOID LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET lock_timeout = '1s' SET timezone = 'UTC' AS $$
DECLARE
  own    TEXT := (parse_ident('bluetick.webhook_bodies'))[1];
  first  DATE;
  name   TEXT;
  oldest TEXT := 'webhook_bodies_' || to_char(current_date - days, 'YYYYMMDD');
BEGIN
  -- One replica at a time; the lock ends with the transaction.
  PERFORM pg_advisory_xact_lock(1651275110, hashtext('bluetick.webhook_bodies'));
  FOR ahead IN 0..7 LOOP
    first := current_date + ahead;
    name := format('%I.%I', own, 'webhook_bodies_' || to_char(first, 'YYYYMMDD'));
    IF to_regclass(name) IS NULL THEN
      -- Made apart and attached, which unlike PARTITION OF lets inserts into the other days go on.
      EXECUTE format('CREATE TABLE %s (LIKE bluetick.webhook_bodies INCLUDING DEFAULTS INCLUDING COMPRESSION)', name);
      PERFORM bluetick.shut(name::regclass);
      EXECUTE format('ALTER TABLE bluetick.webhook_bodies ATTACH PARTITION %s FOR VALUES FROM (%L) TO (%L)',
                     name, first::timestamptz, (first + 1)::timestamptz);
    END IF;
  END LOOP;
  FOR name IN
    SELECT format('%I.%I', own, c.relname) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'bluetick.webhook_bodies'::regclass AND c.relname < oldest
  LOOP
    EXECUTE format('DROP TABLE %s', name);
  END LOOP;
END
$$;

-- ── Rows that others write ──────────────────────────────────────────────────────────────────────────────────
-- Messages that somebody else inserts, deletes or truncates keep their ids in step.
CREATE FUNCTION bluetick.register_message() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO bluetick.message_ids (id, message) VALUES (NEW.message_id, NEW.id) ON CONFLICT DO NOTHING;
  RETURN NULL;
END
$$;
CREATE TRIGGER bluetick_register_message AFTER INSERT ON public.broadcasts_messages
  FOR EACH ROW WHEN (NEW.aliases IS NULL) EXECUTE FUNCTION bluetick.register_message();

CREATE FUNCTION bluetick.forget_messages() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM bluetick.message_ids i USING gone
  WHERE i.id = ANY (gone.message_id || coalesce(gone.aliases, '{}')) AND i.message = gone.id;
  RETURN NULL;
END
$$;
CREATE TRIGGER bluetick_forget_messages AFTER DELETE ON public.broadcasts_messages
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION bluetick.forget_messages();

CREATE FUNCTION bluetick.forget_all_messages() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  TRUNCATE bluetick.message_ids;
  RETURN NULL;
END
$$;
CREATE TRIGGER bluetick_forget_all_messages AFTER TRUNCATE ON public.broadcasts_messages
  FOR EACH STATEMENT EXECUTE FUNCTION bluetick.forget_all_messages();

-- Somebody else's update of a recipient is marked, to be joined in. A new message id starts afresh: of the
-- other columns only what the same statement changes speaks of the new message.
CREATE FUNCTION bluetick.unsettle_recipient() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.settled := false;
  IF NEW.whatsapp_message_id IS DISTINCT FROM OLD.whatsapp_message_id AND OLD.whatsapp_message_id IS NOT NULL THEN
    IF NEW.sent_at IS NOT DISTINCT FROM OLD.sent_at THEN NEW.sent_at := NULL; END IF;
    IF NEW.delivered_at IS NOT DISTINCT FROM OLD.delivered_at THEN NEW.delivered_at := NULL; END IF;
    IF NEW.read_at IS NOT DISTINCT FROM OLD.read_at THEN NEW.read_at := NULL; END IF;
    IF NEW.failed_at IS NOT DISTINCT FROM OLD.failed_at THEN NEW.failed_at := NULL; END IF;
    IF NEW.status IS NOT DISTINCT FROM OLD.status THEN NEW.status := 'pending'; END IF;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER bluetick_unsettle_recipient
  BEFORE UPDATE OF status, sent_at, delivered_at, read_at, failed_at, whatsapp_message_id ON public.campaign_recipients
  FOR EACH ROW WHEN (NEW.revision = OLD.revision) EXECUTE FUNCTION bluetick.unsettle_recipient();

-- ── The bins of time histograms ─────────────────────────────────────────────────────────────────────────────
-- Ten to the decade (factors of 1.25 to 1.28), laid so that 1, 5 and 10 minutes are bounds. Bin 0 ends at 0.6 s,
-- bin n holds bound n < time <= bound n + 1, the last has no end. src/domain/analytics/time-bins.ts has the same.
CREATE FUNCTION bluetick.time_bounds_ms() RETURNS BIGINT[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_agg(600 * (10 ^ decade)::bigint * step / 100 ORDER BY decade, step)
  FROM generate_series(0, 6) AS decade,
       unnest(ARRAY[100, 125, 160, 200, 250, 315, 400, 500, 630, 800]::bigint[]) AS step
  WHERE decade < 6 OR step = 100
$$;

-- The bin of a time in milliseconds.
DO $$ BEGIN EXECUTE format($f$
CREATE FUNCTION bluetick.time_bin(ms BIGINT) RETURNS INTEGER LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $b$ SELECT width_bucket(ms - 1, %L::bigint[]) $b$
$f$, bluetick.time_bounds_ms()); END $$;

-- The time in seconds that stands for a bin: the geometric middle of its bounds, at most 14% from any time in it.
CREATE FUNCTION bluetick.bin_seconds(bin INTEGER) RETURNS DOUBLE PRECISION LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN bin <= 0 THEN 0.3
              ELSE sqrt(b[bin]::float8 * coalesce(b[bin + 1], b[bin])) / 1000 END
  FROM bluetick.time_bounds_ms() AS b
$$;

-- How many times fall into each bin, from bin 0 to the last that has any. NULL where there are no times.
CREATE FUNCTION bluetick.histogram(bins INTEGER[]) RETURNS INTEGER[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_agg(coalesce(found.n, 0) ORDER BY bin)
  FROM generate_series(0, (SELECT max(b) FROM unnest(bins) AS b)) AS bin
  LEFT JOIN (SELECT b, count(*)::integer AS n FROM unnest(bins) AS b GROUP BY b) AS found ON found.b = bin
$$;

-- Without the zeros at the end, which say nothing; NULL where nothing is left.
CREATE FUNCTION bluetick.trimmed(histogram INTEGER[]) RETURNS INTEGER[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT histogram[1:max(i)::integer] FROM unnest(histogram) WITH ORDINALITY AS u(n, i) WHERE n <> 0
$$;

-- ── What a message contributes ──────────────────────────────────────────────────────────────────────────────
-- The same rule as src/domain/analytics/rollup.ts, for rows that are there already; times to the millisecond, as there.
CREATE FUNCTION bluetick.time_of(value TEXT) RETURNS TIMESTAMPTZ LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN pg_input_is_valid(value, 'timestamptz') THEN date_trunc('milliseconds', value::timestamptz) END
$$;

CREATE FUNCTION bluetick.contribution(status JSONB, inferred_kinds TEXT[], stand_in_kinds TEXT[])
RETURNS TABLE (sent BOOLEAN, delivered BOOLEAN, read BOOLEAN, failed BOOLEAN, delivery_ms BIGINT,
               read_delay_ms BIGINT, delivery_bin INTEGER, read_bin INTEGER)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT t.sent IS NOT NULL, t.delivered IS NOT NULL, t.read IS NOT NULL, t.failed IS NOT NULL,
         t.delivery_ms, t.read_delay_ms,
         CASE WHEN NOT t.doubtful && '{sent,delivered}' THEN bluetick.time_bin(t.delivery_ms) END,
         CASE WHEN NOT t.doubtful && '{delivered,read}' THEN bluetick.time_bin(t.read_delay_ms) END
  FROM (
    SELECT k.*, (extract(epoch FROM k.delivered - k.sent) * 1000)::bigint AS delivery_ms,
           (extract(epoch FROM k.read - k.delivered) * 1000)::bigint AS read_delay_ms
    FROM (
      SELECT bluetick.time_of(status ->> 'sent') AS sent, bluetick.time_of(status ->> 'delivered') AS delivered,
             bluetick.time_of(status ->> 'read') AS read, bluetick.time_of(status ->> 'failed') AS failed,
             coalesce(inferred_kinds, '{}') || coalesce(stand_in_kinds, '{}') AS doubtful
      -- Each time is parsed once, not once for every use.
      OFFSET 0
    ) AS k
    OFFSET 0
  ) AS t
$$;

-- Queries over `source`, a table expression with the columns of broadcasts_messages, giving rows of
-- message_rollup and message_rollup_labels. Text, because a trigger's transition table cannot be handed on.
CREATE FUNCTION bluetick.rollup_query(source TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE AS $f$
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
           bluetick.histogram(array_agg(c.read_bin) FILTER (WHERE c.read_bin IS NOT NULL)) AS read_times
    FROM :source AS m
    CROSS JOIN LATERAL (SELECT date_bin('15 minutes', m.created_at, 'epoch') AS bucket) AS b
    CROSS JOIN LATERAL bluetick.contribution(m.status, m.inferred_kinds, m.stand_in_kinds) AS c
    WHERE m.counted_in IS NOT NULL AND m.created_at IS NOT NULL
    GROUP BY GROUPING SETS ((b.bucket), (b.bucket, m.counted_in))
    HAVING grouping(m.counted_in) = 1 OR m.counted_in <> ''
  $q$, ':source', source)
$f$;

CREATE FUNCTION bluetick.label_query(source TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE AS $f$
  SELECT replace($q$
    SELECT CASE WHEN grouping(m.counted_in) = 1 THEN '' ELSE m.counted_in END AS campaign_id, b.bucket,
           false AS expired, l.dimension, l.label, count(*)::integer AS messages
    FROM :source AS m
    CROSS JOIN LATERAL (SELECT date_bin('15 minutes', m.created_at, 'epoch') AS bucket) AS b
    CROSS JOIN LATERAL (
      SELECT 'price' AS dimension, m.pricing AS label WHERE m.pricing IS NOT NULL
      UNION ALL
      SELECT 'failure', to_jsonb(coalesce(m.failure_code, 'unknown'))
      FROM bluetick.contribution(m.status, m.inferred_kinds, m.stand_in_kinds) AS c
      WHERE c.failed AND NOT c.delivered
    ) AS l
    WHERE m.counted_in IS NOT NULL AND m.created_at IS NOT NULL
    GROUP BY GROUPING SETS ((b.bucket, l.dimension, l.label), (b.bucket, l.dimension, l.label, m.counted_in))
    HAVING grouping(m.counted_in) = 1 OR m.counted_in <> ''
  $q$, ':source', source)
$f$;

-- The rollup rows as they should be for messages created in [from_at, to_at): whole quarter-hours.
CREATE FUNCTION bluetick.rollup_of(from_at TIMESTAMPTZ, to_at TIMESTAMPTZ) RETURNS SETOF bluetick.message_rollup
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY EXECUTE bluetick.rollup_query(
    '(SELECT * FROM public.broadcasts_messages WHERE created_at >= $1 AND created_at < $2)') USING from_at, to_at;
END
$$;
CREATE FUNCTION bluetick.labels_of(from_at TIMESTAMPTZ, to_at TIMESTAMPTZ) RETURNS SETOF bluetick.message_rollup_labels
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY EXECUTE bluetick.label_query(
    '(SELECT * FROM public.broadcasts_messages WHERE created_at >= $1 AND created_at < $2)') USING from_at, to_at;
END
$$;

-- ── Adding to the rollups ───────────────────────────────────────────────────────────────────────────────────
-- Adds rows (JSON with the columns of message_rollup, message_rollup_labels). Rows are locked in key order, and
-- after everything else that a batch locks, so that batches cannot deadlock.
CREATE FUNCTION bluetick.add_to_rollups(totals JSON, labels JSON) RETURNS VOID LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO bluetick.message_rollup AS r
  SELECT d.campaign_id, d.bucket, coalesce(d.expired, false), coalesce(d.messages, 0), coalesce(d.sent, 0),
         coalesce(d.delivered, 0), coalesce(d.read, 0), coalesce(d.failed, 0), coalesce(d.contradictory, 0),
         coalesce(d.sent_undelivered, 0), coalesce(d.deliveries, 0), coalesce(d.delivery_ms, 0),
         coalesce(d.read_delay_ms, 0), d.delivery_times, d.read_times
  FROM json_populate_recordset(NULL::bluetick.message_rollup, totals) AS d
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
  INSERT INTO bluetick.message_rollup_labels AS r
  SELECT d.campaign_id, d.bucket, coalesce(d.expired, false), d.dimension, d.label, d.messages
  FROM json_populate_recordset(NULL::bluetick.message_rollup_labels, labels) AS d
  ORDER BY d.campaign_id, d.bucket, d.expired, d.dimension, d.label
  ON CONFLICT (campaign_id, bucket, expired, dimension, label) DO UPDATE
  SET messages = r.messages + excluded.messages;
END
$$;

-- A deleted message stays in the totals: what it contributed moves to the expired rows.
CREATE FUNCTION bluetick.keep_expired() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE format(
    $q$SELECT bluetick.add_to_rollups(
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
    bluetick.rollup_query('gone'), bluetick.label_query('gone'));
  RETURN NULL;
END
$$;
CREATE TRIGGER bluetick_keep_expired AFTER DELETE ON public.broadcasts_messages
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION bluetick.keep_expired();

-- Emptying the table starts afresh.
CREATE FUNCTION bluetick.forget_rollups() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  TRUNCATE bluetick.message_rollup, bluetick.message_rollup_labels, bluetick.message_reads;
  RETURN NULL;
END
$$;
CREATE TRIGGER bluetick_forget_rollups AFTER TRUNCATE ON public.broadcasts_messages
  FOR EACH STATEMENT EXECUTE FUNCTION bluetick.forget_rollups();

SELECT bluetick.shut(relation)
FROM unnest(ARRAY['public.broadcasts_messages', 'public.marketing_campaigns', 'public.campaign_recipients',
                  'public.message_status_dashboard']::regclass[]) AS relation;
