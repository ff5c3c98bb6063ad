-- What stands in the way in campaign_recipients: recipients of campaigns that are not there; and statuses that
-- Bluetick does not know, which count as pending where no time says otherwise.
SELECT count(*) FILTER (WHERE c.id IS NULL)::integer AS without_campaign,
       count(*) FILTER (WHERE lower(r.status) NOT IN ('pending', 'sent', 'delivered', 'read', 'failed'))::integer
         AS unknown_status
FROM campaign_recipients r
LEFT JOIN marketing_campaigns c ON c.id = r.campaign_id
