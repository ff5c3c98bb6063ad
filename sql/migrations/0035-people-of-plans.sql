-- Whom a plan leaves out, and whom a draft would write to, as documents of up to a thousand people. As rows they were most of what a plan
-- cost: each member has six indexes and a foreign key, and most drafts are never sent.

CREATE TABLE bluetick.send_people (
  plan     UUID NOT NULL REFERENCES bluetick.send_plans (id) ON DELETE CASCADE,
  -- members: those of a draft, until it is confirmed; excluded: for as long as the plan is kept.
  kind     TEXT NOT NULL,
  -- The place of the first of them in the plan.
  position INTEGER NOT NULL,
  -- Rows of send_attempts, or what sql/sending/exclusions-page.sql gives.
  people   JSON NOT NULL,
  PRIMARY KEY (plan, kind, position)
);
-- Packing them costs more than the room they take for some days.
ALTER TABLE bluetick.send_people ALTER COLUMN people SET STORAGE EXTERNAL;

INSERT INTO bluetick.send_people (plan, kind, position, people)
SELECT plan, 'excluded', min(position), json_agg(json_build_object('position', position, 'recipient', recipient, 'phone', phone,
                                                                   'reason', reason, 'details', details) ORDER BY position)
FROM bluetick.send_exclusions
GROUP BY plan, position / 1000;

DROP TABLE bluetick.send_exclusions;

SELECT bluetick.shut('bluetick.send_people');
