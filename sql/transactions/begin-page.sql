-- Begins a statement of a page: the server itself ends it when it takes too long. A driver that only stops waiting would
-- leave it running, and each live update of an open page would add another.
BEGIN ISOLATION LEVEL READ COMMITTED;
SET LOCAL statement_timeout = '2s'
