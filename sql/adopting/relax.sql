-- The remedies that surprises.sql names: nothing is dropped but the demand that a column be filled.
DO $$
DECLARE
  surprise RECORD;
BEGIN
  FOR surprise IN
    SELECT c.table_name, c.column_name,
           CASE WHEN c.column_name LIKE 'messages\_%' OR c.column_name = 'total_target_customers' THEN 'SET DEFAULT 0'
                WHEN c.column_name IN ('created_at', 'updated_at') THEN 'SET DEFAULT now()'
                ELSE 'DROP NOT NULL' END AS remedy
    FROM information_schema.columns c
    WHERE c.table_schema = current_schema()
      AND c.table_name IN ('broadcasts_messages', 'marketing_campaigns', 'campaign_recipients')
      AND c.is_nullable = 'NO' AND c.column_default IS NULL AND c.is_identity = 'NO' AND c.is_generated = 'NEVER'
      AND (c.table_name, c.column_name) NOT IN (
        ('broadcasts_messages', 'id'), ('broadcasts_messages', 'message_id'), ('marketing_campaigns', 'id'),
        ('campaign_recipients', 'id'), ('campaign_recipients', 'campaign_id'))
  LOOP
    EXECUTE format('ALTER TABLE %I ALTER COLUMN %I %s', surprise.table_name, surprise.column_name, surprise.remedy);
  END LOOP;
END
$$
