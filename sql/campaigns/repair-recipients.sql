-- Sets the marks of recipients right that differ from the contribution rule, from a key on, and says what their
-- campaign's counters change by. Rows are locked in key order; rows that wait to be joined in are left to that.
-- $1 text: campaign, $2: the last key of the batch before, $3 boolean: whether there was one, $4 integer: how many
--! not-null: repaired
WITH wrong AS (
  SELECT r.id, r.counted,
         bluetick.bits_of(r.status, r.sent_at, r.delivered_at, r.read_at, r.replied_at) AS bits
  FROM public.campaign_recipients r
  WHERE r.campaign_id = $1 AND (NOT $3::boolean OR r.id > $2) AND r.settled
    AND r.counted IS DISTINCT FROM bluetick.bits_of(r.status, r.sent_at, r.delivered_at, r.read_at, r.replied_at)
  ORDER BY r.id
  LIMIT $4::integer
  FOR UPDATE
), repaired AS (
  UPDATE public.campaign_recipients r
  SET counted = w.bits, revision = r.revision + 1
  FROM wrong w
  WHERE r.id = w.id
)
SELECT count(*)::integer AS repaired, (array_agg(id ORDER BY id DESC))[1]::text AS last_key,
       coalesce(sum((bits & 1) - coalesce(counted & 1, 0)), 0)::integer AS pending,
       coalesce(sum((bits >> 1 & 1) - coalesce(counted >> 1 & 1, 0)), 0)::integer AS sent,
       coalesce(sum((bits >> 2 & 1) - coalesce(counted >> 2 & 1, 0)), 0)::integer AS delivered,
       coalesce(sum((bits >> 3 & 1) - coalesce(counted >> 3 & 1, 0)), 0)::integer AS read,
       coalesce(sum((bits >> 4 & 1) - coalesce(counted >> 4 & 1, 0)), 0)::integer AS failed,
       coalesce(sum((bits >> 5 & 1) - coalesce(counted >> 5 & 1, 0)), 0)::integer AS replied,
       count(*) FILTER (WHERE counted IS NULL)::integer AS recipients
FROM wrong
