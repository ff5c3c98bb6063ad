-- Links their tables; a link that is there stays.
-- $1 text: their schema
INSERT INTO bluetick.links (schema) VALUES ($1::text) ON CONFLICT DO NOTHING
