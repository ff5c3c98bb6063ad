-- Adds one replica's figures to the minutes they belong to by the database's clock. A replica's clock that is off by half a
-- minute or more is put right by whole minutes; how far it is off is kept.
-- $1 json: [{minute_ms, …}], $2 the replica's clock now (ms)
INSERT INTO bluetick.service_minutes AS s (minute, webhooks, accepted, unauthorized, webhook_errors, webhooks_unavailable, rejects,
                                  lost_webhooks, reports, sent_reports, delivered_reports, read_reports, failed_reports,
                                  slow_updates, slowest_update_ms, slow_queries, slowest_query_ms, clock_skew_ms)
SELECT to_timestamp(n.minute_ms / 1000 + 60 * round(skew.seconds / 60)), n.webhooks, n.accepted, n.unauthorized,
       n.webhook_errors, n.webhooks_unavailable, n.rejects, n.lost_webhooks, n.reports, n.sent_reports, n.delivered_reports,
       n.read_reports, n.failed_reports, n.slow_updates, n.slowest_update_ms, n.slow_queries, n.slowest_query_ms,
       abs(skew.seconds) * 1000
FROM json_to_recordset($1::json) AS n(minute_ms float8, webhooks integer, accepted integer, unauthorized integer,
                                      webhook_errors integer, webhooks_unavailable integer, rejects integer,
                                      lost_webhooks integer, reports integer, sent_reports integer,
                                      delivered_reports integer, read_reports integer, failed_reports integer,
                                      slow_updates integer, slowest_update_ms float8, slow_queries integer,
                                      slowest_query_ms float8),
     (SELECT extract(epoch FROM clock_timestamp())::float8 - $2::float8 / 1000 AS seconds) AS skew
ORDER BY n.minute_ms
ON CONFLICT (minute) DO UPDATE
SET webhooks = s.webhooks + excluded.webhooks, accepted = s.accepted + excluded.accepted,
    unauthorized = s.unauthorized + excluded.unauthorized, webhook_errors = s.webhook_errors + excluded.webhook_errors,
    webhooks_unavailable = s.webhooks_unavailable + excluded.webhooks_unavailable,
    rejects = s.rejects + excluded.rejects, lost_webhooks = s.lost_webhooks + excluded.lost_webhooks,
    reports = s.reports + excluded.reports, sent_reports = s.sent_reports + excluded.sent_reports,
    delivered_reports = s.delivered_reports + excluded.delivered_reports,
    read_reports = s.read_reports + excluded.read_reports, failed_reports = s.failed_reports + excluded.failed_reports,
    slow_updates = s.slow_updates + excluded.slow_updates,
    slowest_update_ms = greatest(s.slowest_update_ms, excluded.slowest_update_ms),
    slow_queries = s.slow_queries + excluded.slow_queries,
    slowest_query_ms = greatest(s.slowest_query_ms, excluded.slowest_query_ms),
    clock_skew_ms = greatest(s.clock_skew_ms, excluded.clock_skew_ms)
