-- Notes that one of their tables is not there: whatever has its name next is compared anew. Of what waits for it stays only what that
-- cannot bring, messages that have no row of theirs yet, each once.
-- $1 text: its name
WITH lost AS (
  UPDATE bluetick.linked_tables t SET identity = '' WHERE t.name = $1::text
), noted AS (
  DELETE FROM bluetick.external_changes e WHERE e.table_name = $1::text
)
DELETE FROM bluetick.link_outbox o
WHERE o.table_name = $1::text AND (
  $1::text <> 'broadcasts_messages'
  OR EXISTS (SELECT FROM bluetick.link_outbox e WHERE e.table_name = o.table_name AND e.own_key = o.own_key AND e.id < o.id)
  OR EXISTS (SELECT FROM public.broadcasts_messages m
             JOIN bluetick.linked_rows r ON r.table_name = $1::text AND r.own_key = ANY (m.message_id || coalesce(m.aliases, '{}'))
             WHERE m.id = CASE WHEN $1::text = 'broadcasts_messages' THEN o.own_key::bigint END))
