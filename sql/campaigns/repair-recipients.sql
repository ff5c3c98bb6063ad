-- Sets the marks of recipients right that differ from the contribution rule, from a key on, and says what their
-- campaign's counters change by. Rows are locked in key order; rows that wait to be joined in are left to that.
-- $1 text: campaign, $2: the last key of the batch before, $3 boolean: whether there was one, $4 integer: how many
--! not-null: repaired
WITH wrong AS (
  SELECT r.id, r.counted,
         (r.status = 'pending')::integer + 2 * (r.sent_at IS NOT NULL)::integer
         + 4 * (r.delivered_at IS NOT NULL)::integer + 8 * (r.read_at IS NOT NULL)::integer
         + 16 * (r.status = 'failed')::integer + 32 * (r.replied_at IS NOT NULL)::integer AS bits
  FROM public.campaign_recipients r
  WHERE r.campaign_id = $1 AND (NOT $3::boolean OR r.id > $2) AND r.settled
    AND r.counted IS DISTINCT FROM
        (r.status = 'pending')::integer + 2 * (r.sent_at IS NOT NULL)::integer
        + 4 * (r.delivered_at IS NOT NULL)::integer + 8 * (r.read_at IS NOT NULL)::integer
        + 16 * (r.status = 'failed')::integer + 32 * (r.replied_at IS NOT NULL)::integer
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
