-- Forgets what nobody asks for any more: minutes and cohorts after five weeks, what deleted messages left in them after two days, notified signals and mails after 90, alerts that
-- resolved a week ago. Episodes, silences and reports stay.
-- $1 time (ms)
WITH minutes AS (
  DELETE FROM bluetick.service_minutes WHERE minute < to_timestamp($1::float8 / 1000) - interval '36 days'
), cohorts AS (
  DELETE FROM bluetick.delivery_cohorts WHERE bucket < to_timestamp($1::float8 / 1000) - interval '36 days'
), outcomes AS (
  DELETE FROM bluetick.expired_outcomes WHERE bucket < to_timestamp($1::float8 / 1000) - interval '2 days'
), slow AS (
  DELETE FROM bluetick.slow_statements WHERE minute < to_timestamp($1::float8 / 1000) - interval '36 days'
), mails AS (
  DELETE FROM bluetick.alert_mails WHERE coalesce(sent_at, given_up_at) < to_timestamp($1::float8 / 1000) - interval '90 days'
), resolved AS (
  DELETE FROM bluetick.alerts WHERE phase = 'resolved' AND since < to_timestamp($1::float8 / 1000) - interval '7 days'
)
DELETE FROM bluetick.alert_signals WHERE composed AND at < to_timestamp($1::float8 / 1000) - interval '90 days'
  AND NOT EXISTS (SELECT FROM bluetick.alert_mails m WHERE m.sent_at IS NULL AND m.given_up_at IS NULL AND m.signals @> ARRAY[alert_signals.id])
