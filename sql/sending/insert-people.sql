-- Keeps people of a plan: members of a draft, or whom it leaves out.
-- $1 uuid: plan, $2 text: members or excluded, $3 integer: place of the first of them, $4 json: the people
INSERT INTO bluetick.send_people (plan, kind, position, people) VALUES ($1::uuid, $2::text, $3::integer, $4::json)
