-- Inserts messages that only webhooks know, as the guide's own service would. Gives back what the rows are then.
-- $1 json: rows
INSERT INTO {{table}} AS t ({{columns}})
SELECT {{inserted}}
FROM jsonb_array_elements($1::jsonb) AS u(row) CROSS JOIN LATERAL jsonb_to_record(u.row) AS p({{typed}})
WHERE NOT EXISTS (SELECT FROM {{table}} AS o WHERE o.{{column}} = p.{{column}})
RETURNING {{key}} AS key, {{values}} AS values
