-- The oldest signal or mail that nobody was told of, the same without mails that are refused for their own sake, and how
-- many mails wait.
--! not-null: mails
SELECT extract(epoch FROM least(s.oldest, m.oldest))::float8 * 1000 AS oldest_ms,
       extract(epoch FROM least(s.oldest, m.holding))::float8 * 1000 AS holding_ms, m.mails
FROM (SELECT min(at) AS oldest FROM bluetick.alert_signals WHERE NOT composed) AS s,
     (SELECT min(created_at) AS oldest, min(created_at) FILTER (WHERE NOT refused) AS holding, count(*)::integer AS mails
      FROM bluetick.alert_mails WHERE sent_at IS NULL) AS m
