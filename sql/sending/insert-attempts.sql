-- Keeps the members of a plan.
-- $1 uuid: plan, $2 text: campaign, $3 json: rows of send_attempts
INSERT INTO bluetick.send_attempts (id, plan, position, recipient, campaign_id, phone, name, previous_message, round, variables, zones,
                                    hour, hour_source, planned_for, not_before)
SELECT a.id, $1::uuid, a.position, a.recipient, $2::text, a.phone, a.name, a.previous_message, a.round, a.variables, a.zones, a.hour,
       a.hour_source, a.planned_for, a.planned_for
FROM json_populate_recordset(NULL::bluetick.send_attempts, $3::json) AS a
