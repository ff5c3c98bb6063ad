-- Opens the transaction that joins external rows, alone: see begin-batch. Triggers that note what others write see by bluetick.joining
-- that triggers of others answer to this.
--
-- Whoever truncates one of the tables empties queues, too: that comes before or after, as a whole.
BEGIN ISOLATION LEVEL READ COMMITTED;
SET LOCAL bluetick.writer = 'yes';
SET LOCAL bluetick.joining = 'yes';
SET LOCAL idle_in_transaction_session_timeout = '10s';
SET LOCAL statement_timeout = '30s';
SELECT pg_advisory_xact_lock(1651275109, hashtext('bluetick.message_ids'));
LOCK TABLE public.marketing_campaigns, public.campaign_recipients, public.broadcasts_messages IN ACCESS SHARE MODE
