-- The rollups of all messages by day: what a month holds comes from thirty rows and what is left of its first and last day, not
-- from 2,880 quarter-hours. Triggers keep the days in step with the quarter-hours, whoever writes those.

-- As message_rollup; campaign_id is '', bucket is when the day begins in UTC. What was deleted since is in the same row.
CREATE TABLE bluetick.message_rollup_days (
  LIKE bluetick.message_rollup INCLUDING DEFAULTS,
  PRIMARY KEY (bucket)
  -- Today's row changes with every batch.
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
SELECT bluetick.shut('bluetick.message_rollup_days');

CREATE FUNCTION bluetick.day_of(at TIMESTAMPTZ) RETURNS TIMESTAMPTZ LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT date_bin('24 hours', at, 'epoch')
$$;

-- A sum in which one histogram takes the place of another; NULL holds nothing.
CREATE FUNCTION bluetick.exchange_histogram(total INTEGER[], former INTEGER[], latter INTEGER[]) RETURNS INTEGER[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF former IS NOT DISTINCT FROM latter THEN RETURN total; END IF;
  RETURN (SELECT array_agg(coalesce(t, 0) - coalesce(f, 0) + coalesce(l, 0) ORDER BY i)
          FROM unnest(total, former, latter) WITH ORDINALITY AS u(t, f, l, i));
END
$$;
CREATE AGGREGATE bluetick.sum_histograms(INTEGER[]) (SFUNC = bluetick.add_histograms, STYPE = INTEGER[]);

-- Every column but the key: numbers are added, histograms bin by bin.
DO $$
DECLARE
  columns   TEXT := '';
  exchanges TEXT := '';
  sums      TEXT := '';
  found     RECORD;
BEGIN
  FOR found IN
    SELECT quote_ident(a.attname) AS name, a.atttypid::regtype AS type, a.atttypid = 'integer[]'::regtype AS is_histogram
    FROM pg_attribute a
    WHERE a.attrelid = 'bluetick.message_rollup'::regclass AND a.attnum > 0 AND NOT a.attisdropped
      AND a.attname NOT IN ('campaign_id', 'bucket', 'expired')
    ORDER BY a.attnum
  LOOP
    columns := columns || ', ' || found.name;
    exchanges := exchanges || CASE WHEN exchanges <> '' THEN ', ' ELSE '' END || replace(CASE WHEN found.is_histogram
      THEN 'COL = bluetick.exchange_histogram(d.COL, OLD.COL, NEW.COL)'
      ELSE 'COL = d.COL - coalesce(OLD.COL, 0) + coalesce(NEW.COL, 0)' END, 'COL', found.name);
    sums := sums || ', ' || CASE WHEN found.is_histogram THEN format('bluetick.sum_histograms(r.%s)', found.name)
                                 ELSE format('sum(r.%s)::%s', found.name, found.type) END;
  END LOOP;
  EXECUTE format($f$
    CREATE FUNCTION bluetick.keep_day() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $t$
    DECLARE
      its_day TIMESTAMPTZ := bluetick.day_of(coalesce(NEW.bucket, OLD.bucket));
    BEGIN
      LOOP
        UPDATE bluetick.message_rollup_days d SET %s WHERE d.bucket = its_day;
        IF FOUND THEN RETURN NULL; END IF;
        INSERT INTO bluetick.message_rollup_days (campaign_id, bucket) VALUES ('', its_day) ON CONFLICT DO NOTHING;
      END LOOP;
    END
    $t$
  $f$, exchanges);
  -- The days that begin in [from_at, to_at) as they should be.
  EXECUTE format($f$
    CREATE FUNCTION bluetick.days_of(from_at TIMESTAMPTZ, to_at TIMESTAMPTZ) RETURNS SETOF bluetick.message_rollup_days
    LANGUAGE sql STABLE AS $q$
      SELECT ''::text, bluetick.day_of(r.bucket), false%s
      FROM bluetick.message_rollup r
      WHERE r.campaign_id = '' AND r.bucket >= from_at AND r.bucket < to_at
      GROUP BY bluetick.day_of(r.bucket)
    $q$
  $f$, sums);
END
$$;

CREATE FUNCTION bluetick.forget_days() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- Not TRUNCATE: the days may be emptied by the same statement.
  DELETE FROM bluetick.message_rollup_days;
  RETURN NULL;
END
$$;
-- Not from within another trigger: a deletion of messages moves what they contributed to expired rows, which leaves a day as it is.
-- Somebody's transaction that deletes some would keep all of the day's batches waiting.
CREATE TRIGGER bluetick_keep_day_of_new AFTER INSERT ON bluetick.message_rollup
  FOR EACH ROW WHEN (NEW.campaign_id = '' AND pg_trigger_depth() = 0) EXECUTE FUNCTION bluetick.keep_day();
CREATE TRIGGER bluetick_keep_day AFTER UPDATE ON bluetick.message_rollup
  FOR EACH ROW WHEN (NEW.campaign_id = '' AND pg_trigger_depth() = 0) EXECUTE FUNCTION bluetick.keep_day();
CREATE TRIGGER bluetick_keep_day_of_old AFTER DELETE ON bluetick.message_rollup
  FOR EACH ROW WHEN (OLD.campaign_id = '') EXECUTE FUNCTION bluetick.keep_day();
CREATE TRIGGER bluetick_forget_days AFTER TRUNCATE ON bluetick.message_rollup
  FOR EACH STATEMENT EXECUTE FUNCTION bluetick.forget_days();

-- Nobody else writes to the rollups until this is committed: making the triggers keeps them out.
INSERT INTO bluetick.message_rollup_days SELECT * FROM bluetick.days_of('-infinity', 'infinity');

-- Rows whose sum is that of a span: of all messages the whole days in it, and the quarter-hours before and after them.
CREATE FUNCTION bluetick.rollup_within(campaign TEXT, since TIMESTAMPTZ, upto TIMESTAMPTZ) RETURNS SETOF bluetick.message_rollup
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT t.*
  FROM (SELECT CASE WHEN campaign = '' THEN bluetick.day_of(since + interval '24 hours' - interval '1 microsecond')
                    ELSE upto END AS first) AS a
  CROSS JOIN LATERAL (SELECT greatest(a.first, bluetick.day_of(upto)) AS past) AS b
  CROSS JOIN LATERAL (
    SELECT * FROM bluetick.message_rollup r
    WHERE r.campaign_id = campaign AND r.bucket >= since AND r.bucket < least(a.first, upto)
    UNION ALL
    SELECT * FROM bluetick.message_rollup_days d WHERE d.bucket >= a.first AND d.bucket < b.past
    UNION ALL
    SELECT * FROM bluetick.message_rollup r WHERE r.campaign_id = campaign AND r.bucket >= b.past AND r.bucket < upto
  ) AS t
$$;

-- The sums of histograms over a span, from the same rows. Each bin is an aggregate of its own, because taking every array apart
-- costs several times as much.
DO $$
DECLARE
  bins TEXT := (SELECT string_agg(format('coalesce(sum(r.TIMES[%s]), 0)', bin), ', ' ORDER BY bin)
                FROM generate_series(1, cardinality(bluetick.time_bounds_ms()) + 1) AS bin);
  kind RECORD;
BEGIN
  FOR kind IN SELECT * FROM (VALUES ('bluetick.delivery_histogram', 'delivery_times'), ('bluetick.read_histogram', 'read_times'),
                                    ('bluetick.reply_histogram', 'reply_times')) AS k(histogram, times) LOOP
    EXECUTE format($f$
      CREATE OR REPLACE FUNCTION %1$s(campaign TEXT, since TIMESTAMPTZ, upto TIMESTAMPTZ) RETURNS BIGINT[]
      LANGUAGE sql STABLE PARALLEL SAFE AS
      $h$ SELECT ARRAY[%2$s] FROM bluetick.rollup_within(campaign, since, upto) AS r WHERE r.%3$s IS NOT NULL $h$
    $f$, kind.histogram, replace(bins, 'TIMES', kind.times), kind.times);
  END LOOP;
END
$$;
