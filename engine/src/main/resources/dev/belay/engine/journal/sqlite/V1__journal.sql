-- The journal of each rollout and what it rests on. Times are in ns since 1970-01-01T00:00:00Z.
-- A file is this schema's if its user_version says so: see SqliteSchema.

-- One row per event, never changed nor removed.
CREATE TABLE journal (
  rollout     TEXT    NOT NULL,
  sequence    INTEGER NOT NULL CHECK (sequence >= 1),
  time_ns     INTEGER NOT NULL,
  actor       TEXT    NOT NULL,
  fingerprint TEXT    NOT NULL,
  type        TEXT    NOT NULL,
  event       TEXT    NOT NULL,  -- canonical JSON (RFC 8785)
  previous    TEXT    NOT NULL,  -- hash of the row before
  hash        TEXT    NOT NULL,
  PRIMARY KEY (rollout, sequence)
) STRICT;

-- The last row of each journal, remembered apart: so a journal that lost its end is found out.
CREATE TABLE head (
  rollout  TEXT    NOT NULL PRIMARY KEY,
  sequence INTEGER NOT NULL,
  hash     TEXT    NOT NULL
) STRICT;

-- Ticks of the open window.
CREATE TABLE ticks (
  rollout             TEXT    NOT NULL,
  number              INTEGER NOT NULL,
  time_ns             INTEGER NOT NULL,
  judged              INTEGER NOT NULL,
  nanos               INTEGER NOT NULL,
  treatment_decisions INTEGER NOT NULL,
  treated             INTEGER NOT NULL,
  failed              INTEGER NOT NULL,
  invalid             INTEGER NOT NULL,
  summary             BLOB    NOT NULL,
  PRIMARY KEY (rollout, number)
) STRICT;

-- Completed windows, for the stage and the green baseline.
CREATE TABLE windows (
  rollout        TEXT    NOT NULL,
  sequence       INTEGER NOT NULL,
  stage_sequence INTEGER NOT NULL,
  time_ns        INTEGER NOT NULL,
  green          INTEGER NOT NULL,
  production     INTEGER NOT NULL,
  summary        BLOB    NOT NULL,
  PRIMARY KEY (rollout, sequence),
  FOREIGN KEY (rollout, sequence) REFERENCES journal (rollout, sequence)
) STRICT;

CREATE INDEX windows_by_time ON windows (rollout, time_ns);

-- What people ask of the process that runs the rollout; done and sentence are its answer.
CREATE TABLE commands (
  id       INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  rollout  TEXT    NOT NULL,
  verb     TEXT    NOT NULL,
  argument TEXT    NOT NULL,
  reason   TEXT    NOT NULL,
  actor    TEXT    NOT NULL,
  time_ns  INTEGER NOT NULL,
  done     INTEGER,
  sentence TEXT
) STRICT;

CREATE INDEX commands_asked ON commands (rollout, id) WHERE done IS NULL;
CREATE INDEX commands_answered ON commands (rollout, time_ns) WHERE done IS NOT NULL;

PRAGMA application_id = 1111837785;  -- "BELY"
PRAGMA user_version = 1;
