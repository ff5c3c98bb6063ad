-- Writes and commits something of no importance: whether anything can be committed at all.
INSERT INTO bluetick.commit_probe (at) VALUES (now()) ON CONFLICT (id) DO UPDATE SET at = excluded.at
