-- The first wave was well: the others may follow.
-- $1 uuid: plan, $2 timestamptz: when
UPDATE bluetick.send_plans p SET canary_passed_at = $2::timestamptz
WHERE p.id = $1::uuid AND p.canary IS NOT NULL AND p.canary_passed_at IS NULL
