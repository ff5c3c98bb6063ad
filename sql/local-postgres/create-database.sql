-- The service's own database, on the server that it runs for itself when DATABASE_URL is not set. Sent at every start
-- of that server, and by nothing else: "42P04 duplicate database" is the usual answer and no error.
CREATE DATABASE bluetick
