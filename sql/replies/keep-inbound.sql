-- Keeps that people wrote, and lets it wait to be matched. What is kept of one id already is joined with what comes: the
-- earlier time, a real one before an estimated one, and whatever either says of the rest. Joined by the same rule within the
-- batch; ids in order, so that two batches cannot deadlock.
-- $1 json: [{id, phone, at, stand_in, type, answers_id}]
WITH given AS (
  SELECT i.id, max(i.phone COLLATE "C") AS phone, coalesce(min(i.at) FILTER (WHERE NOT i.stand_in), min(i.at)) AS at,
         bool_and(i.stand_in) AS stand_in, min(i.type COLLATE "C") AS type, max(i.answers_id COLLATE "C") AS answers_id
  FROM json_to_recordset($1::json)
    AS i(id text, phone text, at timestamptz, stand_in boolean, type text, answers_id text)
  GROUP BY i.id
), kept AS (
  INSERT INTO bluetick.inbound_messages AS i (id, phone, at, stand_in, type, answers_id)
  SELECT t.id, t.phone, t.at, t.stand_in, t.type, t.answers_id FROM given t ORDER BY t.id COLLATE "C"
  ON CONFLICT (id) DO UPDATE
  SET phone = greatest(i.phone, excluded.phone),
      at = CASE WHEN i.stand_in = excluded.stand_in THEN least(i.at, excluded.at)
                WHEN i.stand_in THEN excluded.at ELSE i.at END,
      stand_in = i.stand_in AND excluded.stand_in,
      type = least(i.type, excluded.type),
      answers_id = greatest(i.answers_id, excluded.answers_id)
  WHERE excluded.phone > coalesce(i.phone, '') OR excluded.answers_id > coalesce(i.answers_id, '')
     OR excluded.type < i.type OR (i.stand_in AND NOT excluded.stand_in)
     OR (i.stand_in = excluded.stand_in AND excluded.at < i.at)
  RETURNING id
)
INSERT INTO bluetick.inbound_to_match (inbound) SELECT kept.id FROM kept
