-- Leaves recipients to the worker, which reads their numbers: what others wrote there was written to before it came.
-- $1 bigint[]: keys
UPDATE public.campaign_recipients r SET settled = false, revision = r.revision + 1 WHERE r.id = ANY ($1::bigint[])
