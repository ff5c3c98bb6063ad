-- Failed messages by failure code.
--! params: from, to, campaign
--! window: 7d
--! denominator: failed messages of the window; for share_of_messages all its messages
--! bars: failed
--! column: code text WhatsApp's failure code, or "unknown"
--! column: failed count messages that failed with it last
--! column: share_of_failures percent of all failed messages
--! column: share_of_messages percent of all messages
SELECT r.label #>> '{}' AS code, sum(r.messages) AS failed,
       sum(r.messages) * 100.0 / nullif(sum(sum(r.messages)) OVER (), 0) AS share_of_failures,
       sum(r.messages) * 100.0 / nullif(
         (SELECT sum(t.messages) FROM bluetick.message_rollup t
          WHERE t.campaign_id = $3::text AND t.bucket >= $1::timestamptz AND t.bucket < $2::timestamptz), 0
       ) AS share_of_messages
FROM bluetick.message_rollup_labels r
WHERE r.campaign_id = $3::text AND r.bucket >= $1::timestamptz AND r.bucket < $2::timestamptz AND r.dimension = 'failure'
GROUP BY r.label
HAVING sum(r.messages) > 0
ORDER BY failed DESC, code
