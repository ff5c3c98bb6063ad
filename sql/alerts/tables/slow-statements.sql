-- Statements that took over a second in the last hour, the most frequent first.
-- :now timestamptz
SELECT statement, sum(slow)::integer AS times, round(max(slowest_ms))::integer AS "slowest ms"
FROM bluetick.slow_statements
WHERE minute > :now::timestamptz - interval '1 hour' AND minute <= :now::timestamptz
GROUP BY statement
ORDER BY 2 DESC, 1
LIMIT 5
