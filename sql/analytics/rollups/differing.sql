-- How many rows of the rollups differ from the sums taken anew, over messages created in a range of whole days in UTC; days from
-- those of the quarter-hours. One statement, so that both sides are of one moment.
-- $1 timestamptz: from, $2 timestamptz: to (exclusive)
--! not-null: totals, labels
WITH held AS (
  SELECT false AS is_day, r.* FROM bluetick.message_rollup r
  WHERE NOT r.expired AND r.bucket >= $1::timestamptz AND r.bucket < $2::timestamptz
  UNION ALL
  SELECT true, d.* FROM bluetick.message_rollup_days d WHERE d.bucket >= $1::timestamptz AND d.bucket < $2::timestamptz
), due AS (
  SELECT false AS is_day, r.* FROM bluetick.rollup_of($1::timestamptz, $2::timestamptz) r
  UNION ALL
  SELECT true, d.* FROM bluetick.days_of($1::timestamptz, $2::timestamptz) d
), held_labels AS (
  SELECT * FROM bluetick.message_rollup_labels r WHERE NOT r.expired AND r.bucket >= $1::timestamptz AND r.bucket < $2::timestamptz
), due_labels AS (
  SELECT * FROM bluetick.labels_of($1::timestamptz, $2::timestamptz)
)
SELECT (
  SELECT count(*) FROM held FULL JOIN due USING (is_day, campaign_id, bucket)
  WHERE (
           coalesce(held.messages, 0), coalesce(held.sent, 0), coalesce(held.delivered, 0),
           coalesce(held.read, 0), coalesce(held.failed, 0), coalesce(held.contradictory, 0),
           coalesce(held.sent_undelivered, 0), coalesce(held.deliveries, 0), coalesce(held.delivery_ms, 0),
           coalesce(held.read_delay_ms, 0), bluetick.trimmed(held.delivery_times),
           bluetick.trimmed(held.read_times), coalesce(held.replied, 0), coalesce(held.replied_unread, 0),
           coalesce(held.reply_ms, 0), coalesce(held.replied_within_hour, 0), bluetick.trimmed(held.reply_times)
        ) IS DISTINCT FROM (
           coalesce(due.messages, 0), coalesce(due.sent, 0), coalesce(due.delivered, 0),
           coalesce(due.read, 0), coalesce(due.failed, 0), coalesce(due.contradictory, 0),
           coalesce(due.sent_undelivered, 0), coalesce(due.deliveries, 0), coalesce(due.delivery_ms, 0),
           coalesce(due.read_delay_ms, 0), bluetick.trimmed(due.delivery_times),
           bluetick.trimmed(due.read_times), coalesce(due.replied, 0), coalesce(due.replied_unread, 0),
           coalesce(due.reply_ms, 0), coalesce(due.replied_within_hour, 0), bluetick.trimmed(due.reply_times)
        )
)::integer AS totals, (
  SELECT count(*) FROM held_labels AS held FULL JOIN due_labels AS due USING (campaign_id, bucket, dimension, label)
  WHERE coalesce(held.messages, 0) <> coalesce(due.messages, 0)
)::integer AS labels
