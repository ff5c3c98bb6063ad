-- Keys for messages that are to be inserted; those that are not needed are lost, which harms nobody.
-- $1 integer: how many
--! not-null: key
WITH sequence AS MATERIALIZED (SELECT pg_get_serial_sequence('public.broadcasts_messages', 'id')::regclass AS name)
SELECT nextval(s.name) AS key FROM sequence s, generate_series(1, $1::integer)
