-- Something of a plan that was done is to be sent after all: it waits until a person lets it go on.
-- $1 uuid: plan
UPDATE bluetick.send_plans p SET state = 'stopped', state_reason = 'a message turned out not to have been sent: let the plan go on to send it'
WHERE p.id = $1::uuid AND p.state = 'done'
