-- What the sequential gates of the attempt that goes on have seen: one row a rollout.
CREATE TABLE attempts (
  rollout  TEXT    NOT NULL PRIMARY KEY,
  attempt  INTEGER NOT NULL CHECK (attempt >= 1),
  tick     INTEGER NOT NULL,
  evidence BLOB    NOT NULL
) STRICT;

PRAGMA user_version = 2;
