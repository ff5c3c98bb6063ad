-- Marks messages that the rollups hold no longer, before they are deleted because another row has taken them
-- over: the deletion must not keep them in the totals.
-- $1 bigint[]: keys
UPDATE public.broadcasts_messages SET counted_in = NULL WHERE id = ANY ($1::bigint[])
