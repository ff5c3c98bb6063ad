-- What each rule measured at each evaluation, for a week: its value against its threshold over time. NULL where it failed or there was
-- nothing to measure. An evaluation takes the rule's values of a week ago away, so nobody has to tidy.
CREATE TABLE bluetick.rule_values (
  rule  TEXT COLLATE "C" NOT NULL,
  at    TIMESTAMPTZ NOT NULL,
  value DOUBLE PRECISION,
  PRIMARY KEY (rule, at)
);

-- The replicas of the service that were seen lately, each by its own word once a minute.
CREATE TABLE bluetick.replicas (
  id             TEXT COLLATE "C" PRIMARY KEY,
  host           TEXT NOT NULL,
  version        TEXT NOT NULL,
  runtime        TEXT NOT NULL,
  started_at     TIMESTAMPTZ NOT NULL,
  seen_at        TIMESTAMPTZ NOT NULL,
  spooled        INTEGER NOT NULL
);

SELECT bluetick.shut(relation) FROM unnest(ARRAY['bluetick.rule_values', 'bluetick.replicas']::regclass[]) AS relation;
