-- Where clocks go back over midnight (Azores, Havana), a day has two: it begins at the first, and date_trunc takes the second.
-- Replies to messages that are deleted answer others. Truncated messages take along what waits of them.

-- When the hour or the day of a zone begins that holds a moment. No zone goes back over midnight by more than an hour.
CREATE FUNCTION bluetick.begin_of(step TEXT, at TIMESTAMPTZ, zone TEXT) RETURNS TIMESTAMPTZ
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN step = 'day' AND ((date_trunc(step, at, zone) - interval '1 hour') AT TIME ZONE zone)::date
                          = (date_trunc(step, at, zone) AT TIME ZONE zone)::date
      THEN date_trunc(step, at, zone) - interval '1 hour'
    ELSE date_trunc(step, at, zone)
  END
$$;

CREATE OR REPLACE FUNCTION bluetick.forget_messages() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM bluetick.message_ids i USING gone
  WHERE i.id = ANY (gone.message_id || coalesce(gone.aliases, '{}')) AND i.message = gone.id;
  INSERT INTO bluetick.inbound_to_match (inbound)
  SELECT i.id FROM bluetick.inbound_messages i JOIN gone ON i.message = gone.id;
  RETURN NULL;
END
$$;

-- What waits speaks of messages that are gone, too.
CREATE OR REPLACE FUNCTION bluetick.forget_rollups() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  TRUNCATE bluetick.message_rollup, bluetick.message_rollup_labels, bluetick.message_reads, bluetick.inbound_messages,
           bluetick.inbound_to_match;
  DELETE FROM bluetick.left_messages;
  DELETE FROM bluetick.truncated_recipients;
  RETURN NULL;
END
$$;
