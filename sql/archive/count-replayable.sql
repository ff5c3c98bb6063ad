-- How much there is to replay, for a progress bar: rejects, and bodies kept since a time.
-- $1 bigint: the time (ms since the epoch)
--! not-null: rejects, bodies
SELECT (SELECT count(*)::integer FROM bluetick.webhook_rejects) AS rejects,
       (SELECT coalesce(sum(cardinality(b.lengths)), 0)::integer FROM bluetick.webhook_bodies b
        WHERE b.kept_at >= to_timestamp($1::bigint / 1000.0) - interval '1 hour') AS bodies
