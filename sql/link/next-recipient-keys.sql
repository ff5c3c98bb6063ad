-- Takes keys for recipients that are about to be inserted.
-- $1 integer: how many
--! not-null: key
SELECT nextval(pg_get_serial_sequence('public.campaign_recipients', 'id'))::text AS key FROM generate_series(1, $1::integer)
