-- One recount of a campaign at a time: two that find the same difference must not both repair it.
-- $1 text: campaign
SELECT pg_advisory_xact_lock(hashtextextended('bluetick.recount ' || $1::text, 0))
