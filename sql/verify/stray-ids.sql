-- The next ids in order that lead to a message that does not bear them (`astray`), or to none (`dangling`); and how far it looked.
-- $1 text: the last id of the page before, or nothing; $2 integer: how many
--! not-null: looked, astray, dangling
WITH page AS MATERIALIZED (
  SELECT i.id, i.message FROM bluetick.message_ids i WHERE i.id > $1::text ORDER BY i.id LIMIT $2::integer
), stray AS (
  SELECT p.id, EXISTS (SELECT FROM public.broadcasts_messages m WHERE m.id = p.message) AS is_there
  FROM page p
  WHERE NOT EXISTS (SELECT FROM public.broadcasts_messages m
                    WHERE m.id = p.message AND (m.message_id = p.id OR p.id = ANY (m.aliases)))
)
SELECT (SELECT count(*) FROM page)::integer AS looked,
       (SELECT p.id FROM page p ORDER BY p.id DESC LIMIT 1) AS last_id,
       ARRAY(SELECT s.id FROM stray s WHERE s.is_there) AS astray,
       ARRAY(SELECT s.id FROM stray s WHERE NOT s.is_there) AS dangling
