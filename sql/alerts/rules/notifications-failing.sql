-- Who gets no alerts: a channel that has taken nothing for five minutes, an address that the mail server refuses, or either of which
-- something was given up within the hour.
--! severity: warning
--! schedule: * * * * *
--! fire: rows
--! repeat: 24h
--! unit: messages
--! summary: {{value|alert|alerts}} did not reach {{recipient}}
--! runbook: docs/runbooks/notifications-failing.md
SELECT recipient, count(*) AS value
FROM bluetick.alert_mails
WHERE sent_at IS NULL AND (kind = 'notification' OR refused)
  AND (given_up_at IS NULL AND created_at <= :now::timestamptz - interval '5 minutes'
       OR given_up_at > :now::timestamptz - interval '1 hour' AND given_up_at <= :now::timestamptz)
GROUP BY recipient
ORDER BY value DESC
