-- Locks campaigns whose counters are about to change, in id order.
-- $1 text[]: ids
SELECT c.id FROM public.marketing_campaigns c WHERE c.id = ANY ($1::text[]) ORDER BY c.id FOR NO KEY UPDATE OF c
