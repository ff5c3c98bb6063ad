-- Sets what is given of one recipient. As a new message id comes in, a trigger clears what was known of the old
-- message and marks the row to be joined in.
-- $1 text: campaign, $2: recipient, $3 text: message id, $4 text: phone number, $5 text: reference (NULL: stays)
--! not-null: key
UPDATE public.campaign_recipients r
SET whatsapp_message_id = coalesce($3, r.whatsapp_message_id), phone_number = coalesce($4, r.phone_number),
    reference = coalesce($5, r.reference), updated_at = now()
WHERE r.campaign_id = $1 AND r.id = $2
RETURNING r.id::text AS key, r.whatsapp_message_id
