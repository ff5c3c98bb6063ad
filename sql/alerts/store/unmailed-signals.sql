-- Signals that nobody was told of since before a time: in no mail, or only in mails that have not left. Those told
-- over the second channel already are left out.
-- $1 time (ms)
--! not-null: id
SELECT s.id::text AS id, s.signal
FROM bluetick.alert_signals s
WHERE s.escalated_at IS NULL AND s.at <= to_timestamp($1::float8 / 1000)
  AND (NOT s.composed OR s.id IN (SELECT unnest(m.signals) FROM bluetick.alert_mails m WHERE m.sent_at IS NULL))
  AND NOT EXISTS (SELECT FROM bluetick.alert_mails m WHERE m.sent_at IS NOT NULL AND m.signals @> ARRAY[s.id])
ORDER BY s.id
LIMIT 50
