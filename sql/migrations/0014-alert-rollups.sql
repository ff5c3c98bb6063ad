-- What alert rules read instead of messages: what became of the messages of each five minutes and when that was known, and
-- more of what each minute of the service saw.

-- One row for each five minutes in which messages were first heard of and each step at which something of them was known:
-- rules see what was known at any time, so that a back-test of yesterday shows yesterday's outage. Kept for five weeks.
CREATE TABLE bluetick.delivery_cohorts (
  bucket       TIMESTAMPTZ NOT NULL,
  -- The beginning of the step at which the difference was written, by the database's clock.
  known        TIMESTAMPTZ NOT NULL,
  messages     INTEGER NOT NULL DEFAULT 0,
  delivered    INTEGER NOT NULL DEFAULT 0,
  failed       INTEGER NOT NULL DEFAULT 0,
  -- Of the failed: nobody here can change it (no WhatsApp on the number, stopped, blocked, held back by Meta).
  out_of_reach INTEGER NOT NULL DEFAULT 0,
  -- Sent, with no outcome.
  underway     INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (bucket, known)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);

-- Adds differences (JSON with bucket and the sums) to the step that it is now: five minutes while the messages are young,
-- longer when they are old. What became of messages after a day concerns no rule.
CREATE FUNCTION bluetick.add_to_cohorts(deltas JSON) RETURNS VOID LANGUAGE sql AS $$
  INSERT INTO bluetick.delivery_cohorts AS c
  SELECT d.bucket,
         date_bin(CASE WHEN now() - d.bucket < interval '1 hour' THEN interval '5 minutes'
                       WHEN now() - d.bucket < interval '6 hours' THEN interval '30 minutes'
                       ELSE interval '2 hours' END, now(), 'epoch') AS known,
         d.messages, d.delivered, d.failed, d.out_of_reach, d.underway
  FROM json_populate_recordset(NULL::bluetick.delivery_cohorts, deltas) AS d
  WHERE d.bucket > now() - interval '26 hours'
  ORDER BY d.bucket
  ON CONFLICT (bucket, known) DO UPDATE
  SET messages = c.messages + excluded.messages, delivered = c.delivered + excluded.delivered,
      failed = c.failed + excluded.failed, out_of_reach = c.out_of_reach + excluded.out_of_reach,
      underway = c.underway + excluded.underway
$$;

ALTER TABLE bluetick.service_minutes
  -- Webhooks that were let in and understood: signs of life; and those refused with 401.
  ADD COLUMN accepted INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN unauthorized INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN sent_reports INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN delivered_reports INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN read_reports INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN failed_reports INTEGER NOT NULL DEFAULT 0,
  -- How far the clocks of replicas were from the database's, at most.
  ADD COLUMN clock_skew_ms DOUBLE PRECISION NOT NULL DEFAULT 0;

-- Statements that took over a second, by name.
CREATE TABLE bluetick.slow_statements (
  minute     TIMESTAMPTZ NOT NULL,
  statement  TEXT NOT NULL,
  slow       INTEGER NOT NULL,
  slowest_ms DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (minute, statement)
);

-- Messages whose sending is only claimed: what webhooks-silent waits for. Few where webhooks come.
CREATE INDEX idx_broadcasts_messages_claimed ON public.broadcasts_messages (created_at) WHERE stand_in_kinds @> '{sent}';

-- Rules run in a role that can only read, where there is one: these functions are arithmetic.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'bluetick_rules') THEN
    GRANT EXECUTE ON FUNCTION bluetick.time_bin(BIGINT), bluetick.bin_seconds(INTEGER), bluetick.time_bounds_ms() TO bluetick_rules;
  END IF;
END
$$;
