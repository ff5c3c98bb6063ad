-- Notes campaigns of theirs that bear counters of ours now.
-- $1 text[]: ids
INSERT INTO bluetick.link_counted_campaigns (id) SELECT DISTINCT c FROM unnest($1::text[]) AS c ON CONFLICT DO NOTHING
