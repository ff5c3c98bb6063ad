-- Linked tables: of a row that theirs refuses what they take is written. What they refuse is kept as a failure.

-- The columns of theirs that were refused; none: the whole row was, and it waits as a whole.
ALTER TABLE bluetick.link_failures ADD COLUMN columns TEXT[] NOT NULL DEFAULT '{}';
