-- Adds one replica's figures to the minutes they belong to.
-- $1 json: [{minute_ms, …}]
INSERT INTO bluetick.service_minutes AS s (minute, webhooks, webhook_errors, webhooks_unavailable, rejects, lost_webhooks, reports,
                                  slow_updates, slowest_update_ms, slow_queries, slowest_query_ms)
SELECT to_timestamp(n.minute_ms / 1000), n.webhooks, n.webhook_errors, n.webhooks_unavailable, n.rejects,
       n.lost_webhooks, n.reports, n.slow_updates, n.slowest_update_ms, n.slow_queries, n.slowest_query_ms
FROM json_to_recordset($1::json) AS n(minute_ms float8, webhooks integer, webhook_errors integer,
                                      webhooks_unavailable integer, rejects integer, lost_webhooks integer,
                                      reports integer,
                                      slow_updates integer, slowest_update_ms float8, slow_queries integer,
                                      slowest_query_ms float8)
ORDER BY n.minute_ms
ON CONFLICT (minute) DO UPDATE
SET webhooks = s.webhooks + excluded.webhooks, webhook_errors = s.webhook_errors + excluded.webhook_errors,
    webhooks_unavailable = s.webhooks_unavailable + excluded.webhooks_unavailable,
    rejects = s.rejects + excluded.rejects, lost_webhooks = s.lost_webhooks + excluded.lost_webhooks,
    reports = s.reports + excluded.reports,
    slow_updates = s.slow_updates + excluded.slow_updates,
    slowest_update_ms = greatest(s.slowest_update_ms, excluded.slowest_update_ms),
    slow_queries = s.slow_queries + excluded.slow_queries,
    slowest_query_ms = greatest(s.slowest_query_ms, excluded.slowest_query_ms)
