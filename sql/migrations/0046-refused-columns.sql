-- Linked tables: of a row that theirs refuses what they take is written, and the rest is kept as a failure. A table that becomes another
-- while it is linked is read anew.

-- The columns of theirs that were refused; none: the whole row was, and it waits as a whole.
ALTER TABLE bluetick.link_failures ADD COLUMN columns TEXT[] NOT NULL DEFAULT '{}';

ALTER TABLE bluetick.linked_tables
  -- Which relation it is, and by what its rows are named; NULL: not looked at since this column is there.
  ADD COLUMN identity TEXT,
  -- Whether all rows are being compared without pause: it is another, or changes of it may have gone unnoticed.
  ADD COLUMN reads_anew BOOLEAN NOT NULL DEFAULT false;
