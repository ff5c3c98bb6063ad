-- How many messages of a span took a time from sent to delivered, from there to reading, and from there to a reply, by bin of
-- bluetick.time_bin.
-- $1 text: campaign ('' for all), $2 timestamptz: from, $3 timestamptz: to
--! not-null: bin, deliveries, reads, replies
SELECT t.bin::integer - 1 AS bin, t.deliveries::integer AS deliveries, t.reads::integer AS reads, t.replies::integer AS replies
FROM unnest(bluetick.delivery_histogram($1::text, $2::timestamptz, $3::timestamptz),
            bluetick.read_histogram($1::text, $2::timestamptz, $3::timestamptz),
            bluetick.reply_histogram($1::text, $2::timestamptz, $3::timestamptz))
     WITH ORDINALITY AS t(deliveries, reads, replies, bin)
WHERE t.deliveries > 0 OR t.reads > 0 OR t.replies > 0
