-- $1 uuid[]: attempts whose recipients follow the message by now
UPDATE bluetick.send_attempts a SET joined = true WHERE a.id = ANY ($1::uuid[])
