-- Begins a page of a verification: messages and recipients of one moment, read by keys.
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL enable_seqscan = off;
SET LOCAL statement_timeout = '30s'
