-- Claims one slot of one rule: a row comes back for exactly one replica, and never for a slot older than the
-- newest one. Commits or falls with the transaction, so a replica that dies over it claimed nothing. What was measured is kept for
-- a week.
-- $1 rule, $2 slot (ms), $3 health, $4 error, $5 value, $6 samples, $7 duration (ms), $8 fingerprint
WITH before AS (
  SELECT fingerprint FROM bluetick.alert_rules WHERE rule = $1::text
), claimed AS (
  INSERT INTO bluetick.alert_rules AS r (rule, slot, health, health_since, error, succeeded_at, value, samples, duration_ms, fingerprint)
  VALUES ($1::text, to_timestamp($2::float8 / 1000), $3::text, to_timestamp($2::float8 / 1000), $4::text,
          CASE WHEN $3::text <> 'error' THEN to_timestamp($2::float8 / 1000) END, $5::float8, $6::float8, $7::float8, $8::text)
  ON CONFLICT (rule) DO UPDATE
  SET slot = excluded.slot, health = excluded.health, error = excluded.error,
      health_since = CASE WHEN r.health = excluded.health THEN r.health_since ELSE excluded.health_since END,
      succeeded_at = coalesce(excluded.succeeded_at, r.succeeded_at),
      value = CASE WHEN excluded.health = 'error' THEN r.value ELSE excluded.value END,
      samples = CASE WHEN excluded.health = 'error' THEN r.samples ELSE excluded.samples END,
      duration_ms = excluded.duration_ms, fingerprint = excluded.fingerprint
  WHERE r.slot < excluded.slot
  RETURNING r.rule, r.slot
), kept AS (
  INSERT INTO bluetick.rule_values (rule, at, value)
  SELECT c.rule, c.slot, CASE WHEN $3::text = 'ok' THEN $5::float8 END FROM claimed c
  ON CONFLICT (rule, at) DO NOTHING
), forgotten AS (
  DELETE FROM bluetick.rule_values v USING claimed c WHERE v.rule = c.rule AND v.at < c.slot - interval '7 days'
)
SELECT (SELECT fingerprint FROM before) AS fingerprint_before FROM claimed
