-- Ids that messages bear and that do not lead to them: reports with these ids do not find them. `leads_to` is where each leads
-- instead, `is_shared` whether the message there bears it too. Two that share one become one as soon as the other is joined in:
-- a message that waits for that is only early.
-- $1 bigint[]: keys of messages
--! not-null: id, key, is_shared
SELECT l.id, l.key::text AS key, l.leads_to::text AS leads_to, l.is_shared
FROM (
  SELECT b.id, m.id AS key, m.counted_in IS NULL AS waits, i.leads_to,
         EXISTS (SELECT FROM public.broadcasts_messages o
                 WHERE o.id = i.leads_to AND (o.message_id = b.id OR b.id = ANY (o.aliases))) AS is_shared
  FROM public.broadcasts_messages m
  CROSS JOIN LATERAL (SELECT DISTINCT unnest(m.message_id || coalesce(m.aliases, '{}')) AS id) AS b
  -- A row for each id, by its key: not the whole table beside a page.
  CROSS JOIN LATERAL (SELECT (SELECT n.message FROM bluetick.message_ids n WHERE n.id = b.id) AS leads_to) AS i
  WHERE m.id = ANY ($1::bigint[]) AND b.id IS NOT NULL AND i.leads_to IS DISTINCT FROM m.id
) AS l
WHERE NOT (l.is_shared AND l.waits)
ORDER BY l.key, l.id COLLATE "C"
