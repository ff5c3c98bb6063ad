-- Answers a rule at many times in one statement: what stands between the two marks is the rule's query, in which `:now`
-- became slot.at. Rows come in the order of the times; n is the number of the time they are of, from 1.
-- $1 timestamptz[]: the times; the rule's own parameters from $2 on
SELECT slot.n, answer.*
FROM unnest($1::timestamptz[]) WITH ORDINALITY AS slot(at, n)
CROSS JOIN LATERAL (
/* rule */ SELECT slot.at AS value /* end of rule */
) AS answer
ORDER BY slot.n
