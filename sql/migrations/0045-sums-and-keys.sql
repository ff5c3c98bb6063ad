-- Sums can be compared with the messages also while others' changes wait, and those of the alert rules too. Keys that others change are
-- followed.

-- ── Sums of messages ────────────────────────────────────────────────────────────────────────────────────────
-- Where rollup_query and its like read the messages that sums hold, created in [$1, $2): one that others changed, and that is not
-- joined in yet, as it was. Text, because a view would forbid others to change the type of a column.
CREATE FUNCTION bluetick.counted_messages() RETURNS TEXT LANGUAGE sql IMMUTABLE AS $f$
  SELECT $q$(
    SELECT * FROM public.broadcasts_messages WHERE created_at >= $1 AND created_at < $2
    UNION ALL
    SELECT w.* FROM bluetick.left_messages l
    CROSS JOIN LATERAL jsonb_populate_record(NULL::public.broadcasts_messages, l.message) AS w
    WHERE NOT l.expired AND w.created_at >= $1 AND w.created_at < $2
  )$q$
$f$;

CREATE OR REPLACE FUNCTION bluetick.rollup_of(from_at TIMESTAMPTZ, to_at TIMESTAMPTZ) RETURNS SETOF bluetick.message_rollup
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY EXECUTE bluetick.rollup_query(bluetick.counted_messages()) USING from_at, to_at;
END
$$;
CREATE OR REPLACE FUNCTION bluetick.labels_of(from_at TIMESTAMPTZ, to_at TIMESTAMPTZ) RETURNS SETOF bluetick.message_rollup_labels
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY EXECUTE bluetick.label_query(bluetick.counted_messages()) USING from_at, to_at;
END
$$;

-- ── Cohorts ─────────────────────────────────────────────────────────────────────────────────────────────────
-- What became of messages, as `countInCohort` of src/domain/analytics/cohort.ts counts them; which codes are out of reach is its
-- business. Only those of which every change is entered still: see add_to_cohorts.
CREATE FUNCTION bluetick.outcome_query(source TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE AS $f$
  SELECT replace($q$
    SELECT b.bucket, c.sent, c.delivered, f.failed, CASE WHEN f.failed THEN coalesce(m.failure_code, '') ELSE '' END AS code,
           count(*)::integer AS messages
    FROM :source AS m
    CROSS JOIN LATERAL (SELECT date_bin('5 minutes', m.created_at, 'epoch') AS bucket) AS b
    CROSS JOIN LATERAL bluetick.contribution(m.status, m.inferred_kinds, m.stand_in_kinds, m.replied_at) AS c
    CROSS JOIN LATERAL (SELECT c.failed AND NOT c.delivered AS failed) AS f
    WHERE m.counted_in IS NOT NULL AND b.bucket > now() - interval '26 hours'
    GROUP BY b.bucket, c.sent, c.delivered, f.failed, 5
  $q$, ':source', source)
$f$;

-- What became of messages that were deleted since: the cohorts hold them still.
CREATE TABLE bluetick.expired_outcomes (
  bucket    TIMESTAMPTZ NOT NULL,
  sent      BOOLEAN NOT NULL,
  delivered BOOLEAN NOT NULL,
  failed    BOOLEAN NOT NULL,
  code      TEXT COLLATE "C" NOT NULL,
  messages  INTEGER NOT NULL,
  PRIMARY KEY (bucket, sent, delivered, failed, code)
);
SELECT bluetick.shut('bluetick.expired_outcomes');

-- The statement by which messages are noted there, or no longer (sign -1): as expiry_statement.
CREATE FUNCTION bluetick.expired_outcomes_statement(messages TEXT, sign INTEGER) RETURNS TEXT LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT format(
    $q$INSERT INTO bluetick.expired_outcomes AS e (bucket, sent, delivered, failed, code, messages)
       SELECT o.bucket, o.sent, o.delivered, o.failed, o.code, %s * o.messages FROM (%s) AS o
       ORDER BY o.bucket, o.sent, o.delivered, o.failed, o.code COLLATE "C"
       ON CONFLICT (bucket, sent, delivered, failed, code) DO UPDATE SET messages = e.messages + excluded.messages$q$,
    sign, bluetick.outcome_query(messages))
$$;

CREATE OR REPLACE FUNCTION bluetick.keep_expired() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE bluetick.expiry_statement('gone', false);
  EXECUTE bluetick.expired_outcomes_statement('gone', 1);
  RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION bluetick.take_back_expired(messages JSONB) RETURNS VOID LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  given TEXT := '(SELECT * FROM jsonb_populate_recordset(NULL::public.broadcasts_messages, $1))';
BEGIN
  IF messages IS NULL THEN RETURN; END IF;
  EXECUTE bluetick.expiry_statement(given, true) USING messages;
  EXECUTE bluetick.expired_outcomes_statement(given, -1) USING messages;
END
$$;

-- What the cohorts lack, or have too much, of each five minutes of which they must hold everything: both sides of one moment. What is
-- known later than now no rule sees.
CREATE FUNCTION bluetick.cohorts_lacking(codes_out_of_reach TEXT[])
RETURNS TABLE (bucket TIMESTAMPTZ, messages INTEGER, delivered INTEGER, failed INTEGER, out_of_reach INTEGER, underway INTEGER)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY EXECUTE format(
    $q$SELECT d.bucket, sum(d.messages)::integer, sum(d.delivered)::integer, sum(d.failed)::integer, sum(d.out_of_reach)::integer,
              sum(d.underway)::integer
       FROM (
         SELECT o.bucket, o.messages, CASE WHEN o.delivered THEN o.messages ELSE 0 END AS delivered,
                CASE WHEN o.failed THEN o.messages ELSE 0 END AS failed,
                CASE WHEN o.failed AND o.code = ANY ($3) THEN o.messages ELSE 0 END AS out_of_reach,
                CASE WHEN o.sent AND NOT o.delivered AND NOT o.failed THEN o.messages ELSE 0 END AS underway
         FROM (
           %s
           UNION ALL
           SELECT e.bucket, e.sent, e.delivered, e.failed, e.code, e.messages FROM bluetick.expired_outcomes e
         ) AS o
         UNION ALL
         SELECT c.bucket, -c.messages, -c.delivered, -c.failed, -c.out_of_reach, -c.underway
         FROM bluetick.delivery_cohorts c WHERE c.known <= clock_timestamp()
       ) AS d
       WHERE d.bucket > now() - interval '26 hours'
       GROUP BY d.bucket
       HAVING sum(d.messages) <> 0 OR sum(d.delivered) <> 0 OR sum(d.failed) <> 0 OR sum(d.out_of_reach) <> 0 OR sum(d.underway) <> 0
       ORDER BY d.bucket$q$,
    bluetick.outcome_query(bluetick.counted_messages()))
  USING now() - interval '26 hours', timestamptz '10000-01-01 00:00:00+00', codes_out_of_reach;
END
$$;

-- Emptying the table starts afresh.
CREATE OR REPLACE FUNCTION bluetick.forget_rollups() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  TRUNCATE bluetick.message_rollup, bluetick.message_rollup_labels, bluetick.message_reads, bluetick.inbound_messages,
           bluetick.inbound_to_match, bluetick.delivery_cohorts, bluetick.expired_outcomes;
  DELETE FROM bluetick.left_messages;
  DELETE FROM bluetick.truncated_recipients;
  RETURN NULL;
END
$$;

-- ── Keys ────────────────────────────────────────────────────────────────────────────────────────────────────
-- What refers to a message or a recipient by its key follows when others change that. Only they do: none of this costs Bluetick's own
-- writes anything.

-- Recipients whose key others changed, as far as plans to send may refer to it: by `was`. A worker has these follow (take-moved).
CREATE TABLE bluetick.moved_recipients (
  id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  campaign_id TEXT NOT NULL,
  was         TEXT COLLATE "C" NOT NULL,
  is_now      TEXT COLLATE "C" NOT NULL
);
CREATE INDEX idx_moved_recipients_is_now ON bluetick.moved_recipients (is_now);
SELECT bluetick.shut('bluetick.moved_recipients');

CREATE FUNCTION bluetick.follow_recipient_key(campaign TEXT, former TEXT, latter TEXT) RETURNS VOID LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE bluetick.linked_rows r SET own_key = latter WHERE r.table_name = 'campaign_recipients' AND r.own_key = former;
  -- It is written back anew as it is joined anew, and may fail anew.
  DELETE FROM bluetick.link_failures f WHERE f.direction = 'out' AND f.table_name = 'campaign_recipients' AND f.key = former;
  UPDATE bluetick.moved_recipients m SET is_now = latter WHERE m.is_now = former AND m.campaign_id = campaign;
  IF NOT FOUND AND EXISTS (SELECT FROM bluetick.send_plans p WHERE p.campaign_id = campaign) THEN
    INSERT INTO bluetick.moved_recipients (campaign_id, was, is_now) VALUES (campaign, former, latter);
  END IF;
END
$$;

CREATE OR REPLACE FUNCTION bluetick.notice_message() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.counted_in := OLD.counted_in;
  NEW.aliases := OLD.aliases;
  NEW.recipient_left := OLD.recipient_left;
  NEW.inferred_kinds := OLD.inferred_kinds;
  NEW.stand_in_kinds := OLD.stand_in_kinds;
  IF NEW IS NOT DISTINCT FROM OLD THEN RETURN NEW; END IF;
  IF NEW.status IS DISTINCT FROM OLD.status THEN
    SELECT a.inferred_kinds, a.stand_in_kinds INTO NEW.inferred_kinds, NEW.stand_in_kinds
    FROM bluetick.asserted_kinds(OLD.status, NEW.status, coalesce(OLD.inferred_kinds, '{}'),
                                 coalesce(OLD.stand_in_kinds, '{}')) AS a;
  END IF;
  IF OLD.counted_in IS NOT NULL THEN
    INSERT INTO bluetick.left_messages (message) VALUES (to_jsonb(OLD));
    NEW.counted_in := NULL;
  END IF;
  IF NEW.id <> OLD.id THEN
    UPDATE bluetick.message_ids i SET message = NEW.id
    WHERE i.id = ANY (OLD.message_id || coalesce(OLD.aliases, '{}')) AND i.message = OLD.id;
    UPDATE bluetick.inbound_messages i SET message = NEW.id WHERE i.message = OLD.id;
    -- The entry of the former key is void.
    INSERT INTO bluetick.message_reads (read_at, message)
    SELECT d.read_at, NEW.id FROM bluetick.message_reads d
    WHERE d.read_at = bluetick.time_of(OLD.status ->> 'read') AND d.message = OLD.id
    ON CONFLICT DO NOTHING;
    -- Of recipients that were truncated, the worker looks for messages by key.
    INSERT INTO bluetick.left_recipients (message_id)
    SELECT OLD.message_id FROM bluetick.truncated_recipients t
    WHERE OLD.id > t.done_key AND OLD.id <= t.last_key AND OLD.counted_in <> '';
  END IF;
  IF NEW.message_id IS DISTINCT FROM OLD.message_id THEN
    DELETE FROM bluetick.message_ids WHERE id = OLD.message_id AND message = NEW.id;
    INSERT INTO bluetick.message_ids (id, message) VALUES (NEW.message_id, NEW.id) ON CONFLICT DO NOTHING;
  END IF;
  RETURN NEW;
END
$$;

-- Of recipients notice_recipient has them followed: see 0050.

-- ── Messages that are replaced ──────────────────────────────────────────────────────────────────────────────
-- One that its transaction inserts again without saying when it was first heard of, was when it was before.
CREATE OR REPLACE FUNCTION bluetick.notice_replaced_message() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO bluetick.left_messages (message, expired)
  SELECT to_jsonb(OLD), true FROM public.broadcasts_messages m WHERE m.message_id = OLD.message_id;
  IF NOT FOUND THEN RETURN NULL; END IF;
  UPDATE public.broadcasts_messages m SET created_at = OLD.created_at
  WHERE m.message_id = OLD.message_id AND m.created_at = now() AND OLD.created_at < now();
  RETURN NULL;
END
$$;
