-- Opens the transaction that settles recipients, alone: see begin-batch.
BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock(1651275109)
