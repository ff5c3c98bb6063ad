-- How many messages were replied to, how many were read and not replied to, and how many were replied to though nobody
-- reported that they were read: read receipts are off, and the reply proves it.
--! params: from, to, campaign
--! window: 24h
--! denominator: reply_rate of delivered messages, reply_rate_of_read of read ones
--! column: messages count first heard of in the window
--! column: delivered count that reached the phone, read ones included
--! column: read count that were read, replied ones included
--! column: replied count that were replied to
--! column: reply_rate percent replied of delivered
--! column: reply_rate_of_read percent replied of read
--! column: read_without_reply count read, and not replied to so far
--! column: reply_without_read count replied to, and nobody reported that it was read: counted as read
SELECT coalesce(sum(r.messages), 0) AS messages, coalesce(sum(r.delivered), 0) AS delivered,
       coalesce(sum(r.read), 0) AS read, coalesce(sum(r.replied), 0) AS replied,
       sum(r.replied) * 100.0 / nullif(sum(r.delivered), 0) AS reply_rate,
       sum(r.replied) * 100.0 / nullif(sum(r.read), 0) AS reply_rate_of_read,
       coalesce(sum(r.read - r.replied), 0) AS read_without_reply,
       coalesce(sum(r.replied_unread), 0) AS reply_without_read
FROM bluetick.rollup_within($3::text, $1::timestamptz, $2::timestamptz) r
