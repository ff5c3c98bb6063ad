-- Has the next rows of ours written back that their rows stood for before the table was linked anew, and of recipients the messages, too:
-- nothing noted what reports said meanwhile.
-- $1 text: table, $2 integer: how many of their rows at most
--! not-null: known
WITH page AS MATERIALIZED (
  SELECT r.their_key, r.own_key FROM bluetick.linked_rows r
  WHERE r.table_name = $1::text AND r.their_key > (SELECT t.known_to FROM bluetick.linked_tables t WHERE t.name = $1::text)
  ORDER BY r.their_key LIMIT $2::integer
), moved AS (
  UPDATE bluetick.linked_tables t SET known_to = (SELECT max(p.their_key) FROM page p) WHERE t.name = $1::text
), ids AS (
  SELECT p.own_key AS id FROM page p WHERE $1::text = 'broadcasts_messages'
  UNION
  SELECT c.whatsapp_message_id FROM page p JOIN public.campaign_recipients c
    ON c.id = CASE WHEN $1::text = 'campaign_recipients' THEN p.own_key::bigint END
), waiting AS (
  INSERT INTO bluetick.link_outbox (table_name, own_key)
  SELECT $1::text, p.own_key FROM page p WHERE $1::text <> 'broadcasts_messages'
  UNION ALL
  SELECT DISTINCT t.name, m.message::text FROM bluetick.linked_tables t CROSS JOIN ids i JOIN bluetick.message_ids m ON m.id = i.id
  WHERE t.name = 'broadcasts_messages'
)
SELECT count(*)::integer AS known FROM page
