-- How many people asked for no more messages in the period, or blocked the business; whoever was taken off by hand is not counted.
-- :from timestamptz, :to timestamptz
SELECT count(DISTINCT phone)::integer AS people
FROM bluetick.suppression_changes
WHERE suppressed_at >= :from::timestamptz AND suppressed_at < :to::timestamptz AND reason <> 'manual'
