-- A draft becomes a plan that is sent, or a stopped one goes on; one caller wins. The members of a draft become attempts. Whoever lets a
-- plan go on whose first wave has begun has looked at it: the others no longer wait for it.
-- $1 uuid: plan, $2 text: the state that it must have, $3 text: who, $4 timestamptz: when
WITH confirmed AS (
  UPDATE bluetick.send_plans p
  SET state = 'sending', state_reason = NULL, confirmed_by = $3::text, confirmed_at = $4::timestamptz, ended_at = NULL,
      canary_passed_at = CASE WHEN p.canary_passed_at IS NULL AND $2::text = 'stopped' AND EXISTS (
                                SELECT FROM bluetick.send_attempts a
                                WHERE a.plan = p.id AND a.position < p.canary AND a.state IN ('accepted', 'refused', 'uncertain'))
                              THEN $4 ELSE p.canary_passed_at END
  WHERE p.id = $1::uuid AND p.state = $2::text
  RETURNING p.id, p.campaign_id
), taken AS (
  DELETE FROM bluetick.send_people d USING confirmed c WHERE d.plan = c.id AND d.kind = 'members' RETURNING d.people
), attempts AS (
  INSERT INTO bluetick.send_attempts (id, plan, position, recipient, campaign_id, phone, name, previous_message, round, variables, zones,
                                      hour, hour_source, planned_for, not_before)
  SELECT m.id, c.id, m.position, m.recipient, c.campaign_id, m.phone, m.name, m.previous_message, m.round, m.variables, m.zones,
         m.hour, m.hour_source, m.planned_for, m.planned_for
  FROM confirmed c CROSS JOIN taken t CROSS JOIN json_populate_recordset(NULL::bluetick.send_attempts, t.people) AS m
)
SELECT c.id FROM confirmed c
