-- One matching of replies at a time, whatever the number of replicas; ends with the transaction.
-- $1 text: any; a statement of a batch has a parameter
SELECT pg_advisory_xact_lock(1651275111, hashtext('bluetick.inbound_messages' || $1::text))
