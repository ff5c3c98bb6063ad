-- The sums of the rollups' histograms over a window, one for each of the three: what percentiles are drawn from. Each bin is an
-- aggregate of its own, because taking every array apart costs several times as much: a month has 2,880 of them.
DO $$
DECLARE
  bins TEXT := (SELECT string_agg(format('coalesce(sum(r.TIMES[%s]), 0)', bin), ', ' ORDER BY bin)
                FROM generate_series(1, cardinality(bluetick.time_bounds_ms()) + 1) AS bin);
BEGIN
  EXECUTE format($f$
    CREATE FUNCTION bluetick.delivery_histogram(campaign TEXT, since TIMESTAMPTZ, upto TIMESTAMPTZ) RETURNS BIGINT[]
    LANGUAGE sql STABLE PARALLEL SAFE AS
    $h$ SELECT ARRAY[%s] FROM bluetick.message_rollup r
        WHERE r.campaign_id = campaign AND r.bucket >= since AND r.bucket < upto AND r.delivery_times IS NOT NULL $h$
  $f$, replace(bins, 'TIMES', 'delivery_times'));
  EXECUTE format($f$
    CREATE FUNCTION bluetick.read_histogram(campaign TEXT, since TIMESTAMPTZ, upto TIMESTAMPTZ) RETURNS BIGINT[]
    LANGUAGE sql STABLE PARALLEL SAFE AS
    $h$ SELECT ARRAY[%s] FROM bluetick.message_rollup r
        WHERE r.campaign_id = campaign AND r.bucket >= since AND r.bucket < upto AND r.read_times IS NOT NULL $h$
  $f$, replace(bins, 'TIMES', 'read_times'));
  EXECUTE format($f$
    CREATE FUNCTION bluetick.reply_histogram(campaign TEXT, since TIMESTAMPTZ, upto TIMESTAMPTZ) RETURNS BIGINT[]
    LANGUAGE sql STABLE PARALLEL SAFE AS
    $h$ SELECT ARRAY[%s] FROM bluetick.message_rollup r
        WHERE r.campaign_id = campaign AND r.bucket >= since AND r.bucket < upto AND r.reply_times IS NOT NULL $h$
  $f$, replace(bins, 'TIMES', 'reply_times'));
END
$$;

-- The account's news without what people told of themselves, which is most of it: what the dashboard shows first.
CREATE INDEX idx_account_events_of_account ON bluetick.account_events (last_at, id) WHERE kind NOT IN ('opt-out', 'opt-in', 'block');
-- Who stopped in a time.
CREATE INDEX idx_suppression_changes_suppressed_at ON bluetick.suppression_changes (suppressed_at) WHERE suppressed_at IS NOT NULL;
