-- Delivered and read messages of the last 90 days by the quarter-hour of the day (UTC) in which they were first heard of: of a
-- campaign, and of all ('').
-- $1 text: campaign, $2 timestamptz: now
--! not-null: *
SELECT r.campaign_id, (extract(epoch FROM r.bucket)::bigint / 900 % 96)::integer AS quarter,
       sum(r.delivered)::integer AS delivered, sum(r.read)::integer AS read
FROM bluetick.message_rollup r
WHERE r.campaign_id IN ($1::text, '') AND r.bucket > $2::timestamptz - interval '90 days'
GROUP BY 1, 2
