-- Signals that nobody was notified of since before a time: in no mail, or only in mails and notifications that have not left. Those
-- notified over the second channel already are left out; those that it was tried with longest ago come first. What was given up
-- counts for an hour.
-- $1 time (ms)
--! not-null: id, held
SELECT s.id::text AS id, s.signal, s.held_until IS NOT NULL AS held
FROM bluetick.alert_signals s
WHERE s.escalated_at IS NULL AND greatest(s.at, s.held_until) <= to_timestamp($1::float8 / 1000)
  AND (NOT s.composed OR NOT s.channel_composed
       OR s.id IN (SELECT unnest(m.signals) FROM bluetick.alert_mails m
                   WHERE m.sent_at IS NULL
                     AND (m.given_up_at IS NULL OR m.given_up_at > to_timestamp($1::float8 / 1000) - interval '1 hour')))
  AND NOT EXISTS (SELECT FROM bluetick.alert_mails m WHERE m.sent_at IS NOT NULL AND m.signals @> ARRAY[s.id])
ORDER BY s.second_tried_at NULLS FIRST, s.id
LIMIT 50
