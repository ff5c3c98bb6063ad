-- Sums of messages for each of several spans, in their order, from the rollups: each span is a few ranges of their keys.
-- $1 text: campaign ('' for all), $2 timestamptz[]: where the spans begin, $3 timestamptz[]: where they end
--! not-null: messages, sent, delivered, read, failed, contradictory, replied, unreported
SELECT c.messages, c.sent, c.delivered, c.read, c.failed, c.contradictory, c.replied, c.unreported
FROM unnest($2::timestamptz[], $3::timestamptz[]) WITH ORDINALITY AS s(from_at, to_at, n)
CROSS JOIN LATERAL (
  SELECT coalesce(sum(r.messages), 0)::integer AS messages, coalesce(sum(r.sent), 0)::integer AS sent,
         coalesce(sum(r.delivered), 0)::integer AS delivered, coalesce(sum(r.read), 0)::integer AS read,
         coalesce(sum(r.failed), 0)::integer AS failed, coalesce(sum(r.contradictory), 0)::integer AS contradictory,
         coalesce(sum(r.replied), 0)::integer AS replied, coalesce(sum(r.replied_unread), 0)::integer AS unreported
  FROM bluetick.rollup_within($1::text, s.from_at, s.to_at) r
) AS c
ORDER BY s.n
