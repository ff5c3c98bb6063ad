-- A status that somebody wrote without a time is as late as the write. Where its message is reported to have arrived by then, it was sent
-- by then, too: recipients show the earlier of the two.
SELECT set_config('bluetick.writer', 'yes', true);
UPDATE public.campaign_recipients r SET sent_at = least(r.delivered_at, r.read_at)
FROM bluetick.message_ids i JOIN public.broadcasts_messages m ON m.id = i.message
WHERE i.id = r.whatsapp_message_id AND r.sent_at > least(r.delivered_at, r.read_at) AND 'sent' = ANY (m.stand_in_kinds);
SELECT set_config('bluetick.writer', '', true);
