-- Deletes recipients that were made from webhooks and that the sender's own row has replaced.
-- $1 tid[]: places
DELETE FROM public.campaign_recipients WHERE ctid = ANY ($1::tid[])
