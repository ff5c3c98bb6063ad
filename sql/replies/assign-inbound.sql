-- Notes which message each of some inbound messages is counted for.
-- $1 json: [{id, message}], message NULL for none
UPDATE bluetick.inbound_messages i SET message = a.message
FROM json_to_recordset($1::json) AS a(id text, message bigint)
WHERE i.id = a.id
