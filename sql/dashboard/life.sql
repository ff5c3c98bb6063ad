-- The first and the last quarter-hour in which messages of a campaign were first heard of; NULL where there are none.
-- $1 text: campaign
SELECT extract(epoch FROM min(r.bucket))::float8 * 1000 AS first_ms, extract(epoch FROM max(r.bucket))::float8 * 1000 AS last_ms
FROM bluetick.message_rollup r
WHERE r.campaign_id = $1::text
