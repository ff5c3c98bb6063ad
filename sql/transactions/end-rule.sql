-- Takes back what a rule may have set or locked for the whole session.
RESET ROLE;
RESET ALL;
SELECT pg_advisory_unlock_all()
