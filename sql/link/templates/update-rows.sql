-- Writes what differs to their rows; each value is read as its column's type. Gives back what the rows are then.
-- $1 json: rows with the key and the columns that change
UPDATE {{table}} AS t
SET {{assignments}}
FROM jsonb_array_elements($1::jsonb) AS u(row) CROSS JOIN LATERAL jsonb_populate_record(NULL::{{table}}, u.row) AS p
WHERE {{joined}}
RETURNING {{key}} AS key, {{values}} AS values
