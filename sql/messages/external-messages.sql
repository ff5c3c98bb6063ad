-- Every id that messages bear which others inserted or changed. One that leads nowhere leads to them from now on: another session deleted
-- what bore it as well while the row was inserted.
-- $1 bigint[]: keys
--! not-null: ids
WITH borne AS (
  SELECT m.id AS message, m.message_id || coalesce(m.aliases, '{}') AS ids FROM public.broadcasts_messages m WHERE m.id = ANY ($1::bigint[])
), entered AS (
  INSERT INTO bluetick.message_ids (id, message)
  SELECT i.id, b.message FROM borne b CROSS JOIN LATERAL unnest(b.ids) AS i(id)
  WHERE NOT EXISTS (SELECT FROM bluetick.message_ids k WHERE k.id = i.id)
  ORDER BY i.id COLLATE "C", b.message
  ON CONFLICT DO NOTHING
)
SELECT b.ids FROM borne b
