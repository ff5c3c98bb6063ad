-- Has the counters of all campaigns written back, where theirs are linked: while recipients are read for the first time they are not
-- whole.
INSERT INTO bluetick.link_outbox (table_name, own_key)
SELECT t.name, c.id FROM bluetick.linked_tables t CROSS JOIN public.marketing_campaigns c WHERE t.name = 'marketing_campaigns'
