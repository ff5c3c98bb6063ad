-- The bodies of webhooks as they came, for RAW_RETENTION_DAYS, so that they can be read again by a better parser.
--
-- One row holds the bodies of one batch, end to end: on the hot path that is one small insert, and equal envelopes
-- compress well together. Partitioned by day, so that expiry is a drop and leaves nothing to clean up.

CREATE SEQUENCE webhook_bodies_id_seq;
CREATE TABLE webhook_bodies (
  id          BIGINT NOT NULL DEFAULT nextval('webhook_bodies_id_seq'),
  kept_at     TIMESTAMPTZ NOT NULL DEFAULT now(),
  -- Of each body: when it was received, in milliseconds since the epoch, and its length in bytes.
  received_ms BIGINT[] NOT NULL,
  lengths     INTEGER[] NOT NULL,
  bodies      BYTEA NOT NULL,
  PRIMARY KEY (id, kept_at)
) PARTITION BY RANGE (kept_at);
ALTER SEQUENCE webhook_bodies_id_seq OWNED BY webhook_bodies.id;

DO $$
BEGIN
  ALTER TABLE webhook_bodies ALTER COLUMN bodies SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
  RAISE NOTICE 'This server was built without lz4: raw bodies are compressed by its default.';
END
$$;

-- Makes the partitions of today (UTC) and the week to come, and drops those that ended `days` ago. Repeating it changes
-- nothing. It waits a second at most for a lock, so that webhooks never wait long for it; then it throws.
CREATE FUNCTION bluetick_keep_raw_days(days INTEGER) RETURNS VOID LANGUAGE plpgsql
SET lock_timeout = '1s' SET timezone = 'UTC' AS $$
DECLARE
  first  DATE;
  name   TEXT;
  oldest TEXT := 'webhook_bodies_' || to_char(current_date - days, 'YYYYMMDD');
BEGIN
  -- One replica at a time; the lock ends with the transaction.
  PERFORM pg_advisory_xact_lock(1651275110);
  FOR ahead IN 0..7 LOOP
    first := current_date + ahead;
    name := 'webhook_bodies_' || to_char(first, 'YYYYMMDD');
    IF to_regclass(name) IS NULL THEN
      -- Made apart and attached, which unlike PARTITION OF lets inserts into the other days go on.
      EXECUTE format('CREATE TABLE %I (LIKE webhook_bodies INCLUDING DEFAULTS INCLUDING COMPRESSION)', name);
      EXECUTE format('ALTER TABLE webhook_bodies ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                     name, first::timestamptz, (first + 1)::timestamptz);
    END IF;
  END LOOP;
  FOR name IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'webhook_bodies'::regclass AND c.relname < oldest
  LOOP
    EXECUTE format('DROP TABLE %I', name);
  END LOOP;
END
$$;
SELECT bluetick_keep_raw_days(7);
