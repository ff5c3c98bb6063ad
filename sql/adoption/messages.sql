-- What stands in the way in broadcasts_messages: message ids that are there twice or missing; and statuses that
-- cannot be read, which are left out.
SELECT (SELECT count(*) FROM (SELECT m.message_id FROM broadcasts_messages m WHERE m.message_id IS NOT NULL
                              GROUP BY m.message_id HAVING count(*) > 1) d)::integer AS duplicates,
       count(*) FILTER (WHERE m.message_id IS NULL)::integer AS without_id,
       count(*) FILTER (WHERE m.status IS NOT NULL AND m.status::text IS NOT JSON)::integer AS unreadable
FROM broadcasts_messages m
