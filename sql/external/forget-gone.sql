-- Forgets the failures of changes of which nothing waits any longer: the row is gone, or was joined in with another change.
DELETE FROM bluetick.unjoined_changes u
WHERE NOT CASE u.kind
  WHEN 'recipient' THEN EXISTS (SELECT FROM public.campaign_recipients r WHERE r.id = u.key::bigint AND NOT r.settled)
  WHEN 'message' THEN EXISTS (SELECT FROM public.broadcasts_messages m WHERE m.id = u.key::bigint AND m.counted_in IS NULL)
  WHEN 'left-recipient' THEN EXISTS (SELECT FROM bluetick.left_recipients l WHERE l.id = u.key::bigint)
  WHEN 'left-message' THEN EXISTS (SELECT FROM bluetick.left_messages l WHERE l.id = u.key::bigint)
  WHEN 'moved-recipient' THEN EXISTS (SELECT FROM bluetick.moved_recipients m WHERE m.id = u.key::bigint)
  WHEN 'campaign' THEN EXISTS (SELECT FROM bluetick.disturbed_campaigns d WHERE d.campaign_id = u.key)
  WHEN 'truncation' THEN EXISTS (SELECT FROM bluetick.truncated_recipients)
  ELSE true
END
