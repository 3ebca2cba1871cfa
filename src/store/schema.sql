-- SPDX-License-Identifier: Apache-2.0
-- The store, version 1.  docs/store.md explains it; the views at the end are public.
-- Times are milliseconds since 1970-01-01 UTC, 0 or NULL where there is none.  Run 0 does not exist.

-- ---- words -------------------------------------------------------------------------------------------------------
CREATE TABLE object (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
INSERT INTO object VALUES (0, 'company'), (1, 'contact'), (2, 'deal'), (3, 'owner'), (4, 'pipeline');

CREATE TABLE life (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
INSERT INTO life VALUES (0, 'live'), (1, 'archived'), (2, 'deleted'), (3, 'merged'), (4, 'converted');

CREATE TABLE op_kind (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
INSERT INTO op_kind VALUES (0, 'create'), (1, 'update'), (2, 'archive'), (3, 'associate'), (4, 'dissociate');

CREATE TABLE op_state (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
INSERT INTO op_state VALUES (0, 'planned'), (1, 'sent'), (2, 'done'), (3, 'verified'), (4, 'in_doubt'), (5, 'failed'),
  (6, 'held'), (7, 'skipped');

-- ---- systems, settings, runs -------------------------------------------------------------------------------------
CREATE TABLE system (
  id        INTEGER PRIMARY KEY,
  name      TEXT NOT NULL UNIQUE,
  connector TEXT NOT NULL
) STRICT;

CREATE TABLE setting (
  scope TEXT NOT NULL,
  key   TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (scope, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE run (
  id        INTEGER PRIMARY KEY,
  command   TEXT NOT NULL,
  started   INTEGER NOT NULL,
  finished  INTEGER,           -- NULL: under way, or it died
  exit_code INTEGER,
  status    TEXT,
  summary   TEXT               -- JSON
) STRICT;

CREATE TABLE position (
  system          INTEGER NOT NULL REFERENCES system,
  object          INTEGER NOT NULL CHECK (object BETWEEN 0 AND 4),
  cursor          TEXT,        -- of the pull under way
  since           TEXT,        -- watermark the pull under way started from
  watermark       TEXT,        -- of the last complete pull
  is_full         INTEGER NOT NULL,
  generation      INTEGER NOT NULL,
  last_full       INTEGER NOT NULL,
  last_complete   INTEGER NOT NULL,
  last_full_count INTEGER NOT NULL,
  mapping_hash    INTEGER NOT NULL,
  PRIMARY KEY (system, object)
) STRICT, WITHOUT ROWID;

CREATE TABLE vendor_schema (
  system  INTEGER NOT NULL REFERENCES system,
  object  INTEGER NOT NULL CHECK (object BETWEEN 0 AND 4),
  fetched INTEGER NOT NULL,
  json    TEXT NOT NULL,
  PRIMARY KEY (system, object)
) STRICT, WITHOUT ROWID;

CREATE TABLE daily_usage (
  system INTEGER NOT NULL REFERENCES system,
  day    INTEGER NOT NULL,     -- days since 1970-01-01
  calls  INTEGER NOT NULL,
  units  INTEGER NOT NULL,
  PRIMARY KEY (system, day)
) STRICT, WITHOUT ROWID;

-- ---- golden records ----------------------------------------------------------------------------------------------
CREATE TABLE golden (
  id          INTEGER PRIMARY KEY,
  object      INTEGER NOT NULL CHECK (object BETWEEN 0 AND 4),
  uid         TEXT NOT NULL,   -- the crmsync id that is written to the CRMs
  merged_into INTEGER REFERENCES golden CHECK (merged_into <> id),
  hold        TEXT,
  created_run INTEGER NOT NULL REFERENCES run,
  changed_run INTEGER NOT NULL REFERENCES run,
  cells       TEXT NOT NULL,   -- JSON {field: cell}
  provenance  TEXT NOT NULL,   -- JSON {field: {"system", "why", "run", ...}}
  UNIQUE (object, uid)
) STRICT;

-- Golden records to look at again.  A table of its own, so that marking does not rewrite wide rows.
CREATE TABLE dirty (
  object INTEGER NOT NULL,
  golden INTEGER NOT NULL REFERENCES golden,
  PRIMARY KEY (object, golden)
) STRICT, WITHOUT ROWID;

-- ---- source records ----------------------------------------------------------------------------------------------
-- Split in two: a full pull touches every narrow row, but only the changed wide ones.
CREATE TABLE source (
  id         INTEGER PRIMARY KEY,
  system     INTEGER NOT NULL REFERENCES system,
  object     INTEGER NOT NULL CHECK (object BETWEEN 0 AND 4),
  vendor_id  TEXT NOT NULL,
  kind       TEXT,
  life       INTEGER NOT NULL CHECK (life BETWEEN 0 AND 4),
  into_id    TEXT,             -- vendor id of the survivor
  modified   INTEGER NOT NULL,
  hash       INTEGER NOT NULL, -- of cells
  seen_run   INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  linked     INTEGER NOT NULL DEFAULT 0, -- kept by the triggers on link
  followed   INTEGER NOT NULL DEFAULT 0, -- its departure has been dealt with
  UNIQUE (system, object, vendor_id)
) STRICT;
CREATE INDEX source_live ON source (system, object) WHERE life = 0;
CREATE INDEX source_unlinked ON source (object) WHERE life = 0 AND linked = 0;
CREATE INDEX source_departed ON source (object) WHERE life <> 0 AND followed = 0;

CREATE TABLE source_content (
  source INTEGER PRIMARY KEY REFERENCES source ON DELETE CASCADE,
  cells  TEXT NOT NULL,        -- JSON {field: cell}
  raw    TEXT                  -- the record as the vendor sent it, JSON
) STRICT;

CREATE TABLE link (
  source    INTEGER PRIMARY KEY REFERENCES source ON DELETE CASCADE,
  golden    INTEGER NOT NULL REFERENCES golden,
  secondary INTEGER NOT NULL CHECK (secondary IN (0, 1)),
  matched   TEXT NOT NULL,     -- how it was found
  run       INTEGER NOT NULL REFERENCES run,
  base      TEXT               -- JSON {field: {"v": cell, "g": cell}}: the last agreement
) STRICT;
CREATE INDEX link_golden ON link (golden);
CREATE TRIGGER link_made AFTER INSERT ON link BEGIN
  UPDATE source SET linked = 1 WHERE id = new.source;
END;
CREATE TRIGGER link_cut AFTER DELETE ON link BEGIN
  UPDATE source SET linked = 0 WHERE id = old.source;
END;

CREATE TABLE match_key (
  source INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
  key    TEXT NOT NULL,
  object INTEGER NOT NULL CHECK (object BETWEEN 0 AND 4),
  level  INTEGER NOT NULL,
  PRIMARY KEY (source, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX match_key_lookup ON match_key (object, key, source);

-- ---- the outbox --------------------------------------------------------------------------------------------------
CREATE TABLE operation (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  run          INTEGER NOT NULL REFERENCES run,
  system       INTEGER NOT NULL REFERENCES system,
  phase        INTEGER NOT NULL,
  kind         INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 4),
  object       INTEGER NOT NULL CHECK (object BETWEEN 0 AND 4),
  state        INTEGER NOT NULL CHECK (state BETWEEN 0 AND 7),
  golden       INTEGER REFERENCES golden,
  source       INTEGER REFERENCES source,
  vendor_id    TEXT,
  record_kind  TEXT,
  payload_hash INTEGER NOT NULL,
  attempts     INTEGER NOT NULL,
  sent_at      INTEGER NOT NULL,
  finished_at  INTEGER NOT NULL DEFAULT 0,
  code         TEXT,
  message      TEXT,
  payload      TEXT,           -- JSON: what is sent
  changes      TEXT,           -- JSON: what people are shown
  settle       TEXT            -- JSON: base of the link after success
) STRICT;
CREATE INDEX operation_state ON operation (state);
CREATE INDEX operation_run ON operation (run, state);
CREATE INDEX operation_queue ON operation (run, system, phase, state);

CREATE TABLE refusal (
  golden       INTEGER NOT NULL,
  system       INTEGER NOT NULL REFERENCES system,
  kind         INTEGER NOT NULL,
  payload_hash INTEGER NOT NULL,
  run          INTEGER NOT NULL,
  code         TEXT,
  message      TEXT NOT NULL,
  PRIMARY KEY (golden, system, kind, payload_hash)
) STRICT, WITHOUT ROWID;

-- ---- what waits for people, and what they said ---------------------------------------------------------------------
CREATE TABLE hold (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  object      INTEGER NOT NULL CHECK (object BETWEEN 0 AND 4),
  kind        TEXT NOT NULL,
  golden      INTEGER REFERENCES golden,
  system      INTEGER REFERENCES system,
  field       TEXT,
  fingerprint TEXT NOT NULL UNIQUE,
  summary     TEXT NOT NULL,
  detail      TEXT,            -- JSON
  first_run   INTEGER NOT NULL,
  last_run    INTEGER NOT NULL
) STRICT;
CREATE INDEX hold_object ON hold (object, last_run);

CREATE TABLE decision (
  kind    TEXT NOT NULL,
  object  INTEGER NOT NULL,
  subject TEXT NOT NULL,
  value   TEXT NOT NULL,
  run     INTEGER NOT NULL,
  PRIMARY KEY (kind, object, subject)
) STRICT, WITHOUT ROWID;
