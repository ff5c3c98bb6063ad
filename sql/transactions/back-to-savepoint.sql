-- Takes back what failed since the mark.
ROLLBACK TO SAVEPOINT before_attempt
