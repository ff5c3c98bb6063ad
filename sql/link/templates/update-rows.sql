-- Writes what differs to their rows. Values are read as the types beneath their columns', then cast: a domain may refuse NULL where a
-- row says nothing of its column. A status that is an object is put into theirs, whose other keys stay. Gives back what the rows are
-- then, and the keys that they had.
-- $1 json: [{key, values: the columns that change}]
UPDATE {{table}} AS t
SET {{assignments}}
FROM jsonb_array_elements($1::jsonb) AS u(row) CROSS JOIN LATERAL jsonb_to_record(u.row -> 'values') AS p({{typed}})
WHERE ({{order}}) = ({{joined}})
RETURNING u.row ->> 'key' AS was, {{key}} AS key, {{values}} AS values
