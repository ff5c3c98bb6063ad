-- Why a plan has nothing to send just now.
-- $1 uuid: plan
--! not-null: is_sending
SELECT p.state = 'sending' AS is_sending,
       (SELECT min(a.not_before) FROM bluetick.send_attempts a
        WHERE a.plan = p.id AND a.state = 'planned'
          AND (p.canary IS NULL OR p.canary_passed_at IS NOT NULL OR a.position < p.canary)) AS next_at,
       EXISTS (SELECT FROM bluetick.send_attempts a WHERE a.plan = p.id AND a.state = 'planned') AS is_waiting
FROM bluetick.send_plans p
WHERE p.id = $1::uuid
