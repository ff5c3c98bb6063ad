-- The oldest signal or mail that nobody was told of, and how many mails wait.
SELECT extract(epoch FROM least((SELECT min(at) FROM alert_signals WHERE NOT composed),
                                (SELECT min(created_at) FROM alert_mails WHERE sent_at IS NULL)))::float8 * 1000 AS oldest_ms,
       (SELECT count(*) FROM alert_mails WHERE sent_at IS NULL)::integer AS mails
