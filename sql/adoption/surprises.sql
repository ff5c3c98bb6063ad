-- Columns that must not be NULL, have no default, and are not always known to Bluetick: without a remedy every row
-- that it inserts would fail. `remedy` says what is done about each, `statement` does it: nothing is dropped but the
-- demand that a column be filled.
SELECT c.table_name AS table, c.column_name AS column,
       CASE cure.clause WHEN 'SET DEFAULT 0' THEN 'gets the default 0'
                        WHEN 'SET DEFAULT now()' THEN 'gets the default now()'
                        ELSE 'may be NULL from now on' END AS remedy,
       format('ALTER TABLE %I ALTER COLUMN %I %s', c.table_name, c.column_name, cure.clause) AS statement
FROM information_schema.columns c
CROSS JOIN LATERAL (
  SELECT CASE WHEN c.column_name LIKE 'messages\_%' OR c.column_name = 'total_target_customers' THEN 'SET DEFAULT 0'
              WHEN c.column_name IN ('created_at', 'updated_at') THEN 'SET DEFAULT now()'
              ELSE 'DROP NOT NULL' END AS clause
) AS cure
WHERE c.table_schema = current_schema()
  AND c.table_name IN ('broadcasts_messages', 'marketing_campaigns', 'campaign_recipients')
  AND c.is_nullable = 'NO' AND c.column_default IS NULL AND c.is_identity = 'NO' AND c.is_generated = 'NEVER'
  AND (c.table_name, c.column_name) NOT IN (
    ('broadcasts_messages', 'id'), ('broadcasts_messages', 'message_id'), ('marketing_campaigns', 'id'),
    ('campaign_recipients', 'id'), ('campaign_recipients', 'campaign_id'))
ORDER BY 1, 2
