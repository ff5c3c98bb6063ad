-- How people answered to the messages of a span: sums, for shares and means. Times are from a reported delivery to the first reply.
-- $1 text: campaign ('' for all), $2 timestamptz: from, $3 timestamptz: to
--! not-null: delivered, read, replied, unreported, reply_ms, within_hour
SELECT coalesce(sum(r.delivered), 0)::integer AS delivered, coalesce(sum(r.read), 0)::integer AS read,
       coalesce(sum(r.replied), 0)::integer AS replied, coalesce(sum(r.replied_unread), 0)::integer AS unreported,
       coalesce(sum(r.reply_ms), 0)::float8 AS reply_ms, coalesce(sum(r.replied_within_hour), 0)::integer AS within_hour
FROM bluetick.rollup_within($1::text, $2::timestamptz, $3::timestamptz) r
