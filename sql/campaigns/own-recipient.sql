-- Makes a recipient that came from a webhook its sender's own, to be joined in as such.
-- $1 text: campaign, $2: recipient
UPDATE public.campaign_recipients r SET from_webhook = false, settled = false, revision = r.revision + 1
WHERE r.campaign_id = $1 AND r.id = $2 AND r.from_webhook
