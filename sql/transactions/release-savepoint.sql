-- Takes the mark away: what was done since it stays.
RELEASE SAVEPOINT before_attempt
