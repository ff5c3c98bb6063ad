-- Opens the transaction of a batch of reports, in one round trip. Batches share this lock with one another;
-- settling takes it alone. Else a batch that creates a message and a settling of its recipient, neither of which
-- can see the other's uncommitted rows, could both conclude that there is nothing to join.
BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock_shared(1651275109)
