-- Takes keys for recipients that are about to be inserted.
-- $1 integer: how many
--! not-null: key
WITH keys AS MATERIALIZED (SELECT pg_get_serial_sequence('public.campaign_recipients', 'id')::regclass AS sequence)
SELECT nextval(k.sequence)::text AS key FROM keys k CROSS JOIN generate_series(1, $1::integer)
