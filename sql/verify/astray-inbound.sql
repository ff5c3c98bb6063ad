-- The next inbound messages in order of their ids that are counted for another message than the one that they name, or for one that is
-- not there; and how far it looked. What waits to be matched is only early.
-- $1 text: the last id of the page before, or nothing; $2 integer: how many
--! not-null: looked, astray
WITH page AS MATERIALIZED (
  SELECT i.id, i.answers_id, i.message FROM bluetick.inbound_messages i WHERE i.id > $1::text ORDER BY i.id LIMIT $2::integer
)
SELECT (SELECT count(*) FROM page)::integer AS looked,
       (SELECT p.id FROM page p ORDER BY p.id DESC LIMIT 1) AS last_id,
       ARRAY(SELECT p.id FROM page p
             WHERE CASE WHEN p.answers_id IS NULL
                        THEN p.message IS NOT NULL AND NOT EXISTS (SELECT FROM public.broadcasts_messages m WHERE m.id = p.message)
                        ELSE p.message IS DISTINCT FROM (SELECT i.message FROM bluetick.message_ids i WHERE i.id = p.answers_id) END
               AND NOT EXISTS (SELECT FROM bluetick.inbound_to_match w WHERE w.inbound = p.id)) AS astray
