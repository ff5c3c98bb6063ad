-- The oldest signal or mail that nobody was notified of, the same without what is refused for its own sake and without what waits for
-- channels, and how many wait. What is held ages from the end of that on.
-- $1 time (ms)
--! not-null: mails
SELECT extract(epoch FROM least(s.oldest, m.oldest))::float8 * 1000 AS oldest_ms,
       extract(epoch FROM least(s.oldest, m.holding))::float8 * 1000 AS holding_ms, m.mails
FROM (SELECT min(greatest(at, held_until)) AS oldest FROM bluetick.alert_signals
      WHERE NOT composed AND (held_until IS NULL OR held_until <= to_timestamp($1::float8 / 1000))) AS s,
     (SELECT min(created_at) AS oldest, min(created_at) FILTER (WHERE NOT refused AND kind <> 'notification') AS holding,
             count(*)::integer AS mails
      FROM bluetick.alert_mails WHERE sent_at IS NULL AND given_up_at IS NULL) AS m
