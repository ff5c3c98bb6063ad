-- Links their tables; a link that is there stays. What has waited since an earlier one waits from now on.
-- $1 text: their schema
WITH link AS (INSERT INTO bluetick.links (schema) VALUES ($1::text) ON CONFLICT DO NOTHING RETURNING id)
UPDATE bluetick.link_outbox o SET at = now() WHERE EXISTS (SELECT FROM link)
