-- Recipients follow their newest message: written on behalf of the sender, so that the triggers start them afresh.
-- $1 json: [{id, campaign_id, whatsapp_message_id}], rows of campaign_recipients
--! not-null: key
UPDATE public.campaign_recipients r SET whatsapp_message_id = n.whatsapp_message_id, updated_at = now()
FROM json_populate_recordset(NULL::public.campaign_recipients, $1::json) AS n
WHERE r.id = n.id AND r.campaign_id = n.campaign_id
RETURNING r.id::text AS key, r.whatsapp_message_id
