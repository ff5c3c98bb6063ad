-- Standing orders: the newest time at which each was carried out, so that of several replicas one does.

CREATE TABLE bluetick.send_schedules (
  name TEXT COLLATE "C" PRIMARY KEY,
  slot TIMESTAMPTZ NOT NULL
);

SELECT bluetick.shut('bluetick.send_schedules');
