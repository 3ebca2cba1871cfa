-- SPDX-License-Identifier: Apache-2.0
-- The store, version 4.  docs/store.md explains it; the views at the end are public.
-- Times are milliseconds since 1970-01-01 UTC, 0 or NULL where there is none.  Run 0 does not exist.

-- ---- words -------------------------------------------------------------------------------------------------------
CREATE TABLE object (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
INSERT INTO object VALUES (0, 'company'), (1, 'contact'), (2, 'deal'), (3, 'owner'), (4, 'pipeline');

CREATE TABLE life (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
INSERT INTO life VALUES (0, 'live'), (1, 'archived'), (2, 'deleted'), (3, 'merged'), (4, 'converted');

CREATE TABLE op_kind (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
INSERT INTO op_kind VALUES (0, 'create'), (1, 'update'), (2, 'archive'), (3, 'associate'), (4, 'dissociate');

CREATE TABLE op_state (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
INSERT INTO op_state VALUES (0, 'planned'), (1, 'sent'), (2, 'acknowledged'), (3, 'verified'), (4, 'in_doubt'), (5, 'failed'),
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
CREATE INDEX golden_folded ON golden (merged_into) WHERE merged_into IS NOT NULL;

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
CREATE INDEX source_life ON source (system, object, life);
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
CREATE INDEX link_run ON link (run);
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

-- ---- probabilistic matching --------------------------------------------------------------------------------------
-- Pairs of records that may be the same, as they were scored; a record is scored when it is new or was edited.
CREATE TABLE match_pair (
  low    INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
  high   INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
  object INTEGER NOT NULL CHECK (object BETWEEN 0 AND 4),
  weight REAL NOT NULL,        -- log2 of the odds that they are the same
  safe   INTEGER NOT NULL CHECK (safe IN (0, 1)), -- may be joined without a person, if the weight is enough
  why    TEXT NOT NULL,        -- the strongest evidence: fields and levels, no values
  run    INTEGER NOT NULL REFERENCES run,
  PRIMARY KEY (low, high),
  CHECK (low < high)
) STRICT, WITHOUT ROWID;
CREATE INDEX match_pair_high ON match_pair (high);

-- Records that were scored, by the values that they had then.
CREATE TABLE match_scored (
  source INTEGER PRIMARY KEY REFERENCES source ON DELETE CASCADE,
  object INTEGER NOT NULL CHECK (object BETWEEN 0 AND 4),
  hash   INTEGER NOT NULL
) STRICT;

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
CREATE INDEX operation_golden ON operation (golden, system, kind, state);
CREATE INDEX operation_queue ON operation (run, system, phase, state);

-- What it takes to take an operation back.  A table of its own: it is read when something is taken back, and else never.
CREATE TABLE image (
  operation INTEGER PRIMARY KEY REFERENCES operation ON DELETE CASCADE,
  before    TEXT,              -- JSON, a payload: what the properties held before
  after     TEXT               -- JSON {field: cell}: what they held afterwards, where it is not what `settle` says
) STRICT;

-- The operation that takes others back, and those.
CREATE TABLE take_back (
  operation INTEGER NOT NULL REFERENCES operation ON DELETE CASCADE,
  undone    INTEGER NOT NULL REFERENCES operation ON DELETE CASCADE,
  PRIMARY KEY (operation, undone)
) STRICT, WITHOUT ROWID;
CREATE INDEX take_back_undone ON take_back (undone);

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

-- Values of erased people (e-mail addresses, ...), as keyed hashes under the setting store/suppression_key: they are
-- recognised, but not kept.
CREATE TABLE suppression (
  object INTEGER NOT NULL CHECK (object BETWEEN 0 AND 4),
  kind   TEXT NOT NULL,        -- what was hashed
  hash   TEXT NOT NULL,
  run    INTEGER NOT NULL REFERENCES run,
  PRIMARY KEY (object, kind, hash)
) STRICT, WITHOUT ROWID;

-- ---- public views ------------------------------------------------------------------------------------------------
-- For BI tools: docs/store.md is their contract.  Times are ISO 8601 in UTC.
-- A cell is null, ["key"], ["key", "text"], ["key", "text", false], {"l": [of these]} or {"d": true}; people see the text.

CREATE VIEW v_contact AS
SELECT
  g.uid,
  coalesce(json_extract(g.cells, '$.first_name[1]'), json_extract(g.cells, '$.first_name[0]')) AS first_name,
  coalesce(json_extract(g.cells, '$.last_name[1]'), json_extract(g.cells, '$.last_name[0]')) AS last_name,
  coalesce(json_extract(g.cells, '$.salutation[1]'), json_extract(g.cells, '$.salutation[0]')) AS salutation,
  coalesce(json_extract(g.cells, '$.email[1]'), json_extract(g.cells, '$.email[0]')) AS email,
  (SELECT group_concat(coalesce(json_extract(i.value, '$[1]'), json_extract(i.value, '$[0]')), ', ')
    FROM json_each(g.cells, '$.additional_emails.l') i) AS additional_emails,
  coalesce(json_extract(g.cells, '$.phone[1]'), json_extract(g.cells, '$.phone[0]')) AS phone,
  coalesce(json_extract(g.cells, '$.mobile_phone[1]'), json_extract(g.cells, '$.mobile_phone[0]')) AS mobile_phone,
  coalesce(json_extract(g.cells, '$.title[1]'), json_extract(g.cells, '$.title[0]')) AS title,
  coalesce(json_extract(g.cells, '$.street[1]'), json_extract(g.cells, '$.street[0]')) AS street,
  coalesce(json_extract(g.cells, '$.postcode[1]'), json_extract(g.cells, '$.postcode[0]')) AS postcode,
  coalesce(json_extract(g.cells, '$.city[1]'), json_extract(g.cells, '$.city[0]')) AS city,
  coalesce(json_extract(g.cells, '$.state[1]'), json_extract(g.cells, '$.state[0]')) AS state,
  coalesce(json_extract(g.cells, '$.country[1]'), json_extract(g.cells, '$.country[0]')) AS country,
  (SELECT c.uid FROM golden c WHERE c.id = (SELECT coalesce(f.merged_into, f.id) FROM golden f
      WHERE f.object = 0 AND f.uid = json_extract(g.cells, '$.company[0]'))) AS company_uid,
  coalesce(json_extract(g.cells, '$.company_name[1]'), json_extract(g.cells, '$.company_name[0]')) AS company_name,
  coalesce(json_extract(g.cells, '$.owner[1]'), json_extract(g.cells, '$.owner[0]')) AS owner,
  coalesce(json_extract(g.cells, '$.lifecycle[1]'), json_extract(g.cells, '$.lifecycle[0]')) AS lifecycle,
  coalesce(json_extract(g.cells, '$.lead_status[1]'), json_extract(g.cells, '$.lead_status[0]')) AS lead_status,
  coalesce(json_extract(g.cells, '$.source[1]'), json_extract(g.cells, '$.source[0]')) AS source,
  coalesce(json_extract(g.cells, '$.opted_out[1]'), json_extract(g.cells, '$.opted_out[0]')) AS opted_out,
  coalesce(json_extract(g.cells, '$.language[1]'), json_extract(g.cells, '$.language[0]')) AS language,
  coalesce(json_extract(g.cells, '$.birthday[1]'), json_extract(g.cells, '$.birthday[0]')) AS birthday,
  coalesce(json_extract(g.cells, '$.description[1]'), json_extract(g.cells, '$.description[0]')) AS description,
  coalesce(json_extract(g.cells, '$.created[1]'), json_extract(g.cells, '$.created[0]')) AS created,
  coalesce(json_extract(g.cells, '$.updated[1]'), json_extract(g.cells, '$.updated[0]')) AS updated,
  (SELECT count(*) FROM link l JOIN source s ON s.id = l.source WHERE l.golden = g.id AND s.life = 0) AS records,
  g.hold,
  (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', r.started / 1000, 'unixepoch') FROM run r WHERE r.id = g.created_run)
    AS first_synced,
  (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', r.started / 1000, 'unixepoch') FROM run r WHERE r.id = g.changed_run)
    AS last_changed
FROM golden g
WHERE g.object = 1 AND g.merged_into IS NULL;

CREATE VIEW v_company AS
SELECT
  g.uid,
  coalesce(json_extract(g.cells, '$.name[1]'), json_extract(g.cells, '$.name[0]')) AS name,
  coalesce(json_extract(g.cells, '$.domain[1]'), json_extract(g.cells, '$.domain[0]')) AS domain,
  coalesce(json_extract(g.cells, '$.website[1]'), json_extract(g.cells, '$.website[0]')) AS website,
  coalesce(json_extract(g.cells, '$.phone[1]'), json_extract(g.cells, '$.phone[0]')) AS phone,
  coalesce(json_extract(g.cells, '$.street[1]'), json_extract(g.cells, '$.street[0]')) AS street,
  coalesce(json_extract(g.cells, '$.postcode[1]'), json_extract(g.cells, '$.postcode[0]')) AS postcode,
  coalesce(json_extract(g.cells, '$.city[1]'), json_extract(g.cells, '$.city[0]')) AS city,
  coalesce(json_extract(g.cells, '$.state[1]'), json_extract(g.cells, '$.state[0]')) AS state,
  coalesce(json_extract(g.cells, '$.country[1]'), json_extract(g.cells, '$.country[0]')) AS country,
  coalesce(json_extract(g.cells, '$.industry[1]'), json_extract(g.cells, '$.industry[0]')) AS industry,
  coalesce(json_extract(g.cells, '$.employees[1]'), json_extract(g.cells, '$.employees[0]')) AS employees,
  coalesce(json_extract(g.cells, '$.revenue[1]'), json_extract(g.cells, '$.revenue[0]')) AS revenue,
  coalesce(json_extract(g.cells, '$.vat_id[1]'), json_extract(g.cells, '$.vat_id[0]')) AS vat_id,
  coalesce(json_extract(g.cells, '$.owner[1]'), json_extract(g.cells, '$.owner[0]')) AS owner,
  coalesce(json_extract(g.cells, '$.description[1]'), json_extract(g.cells, '$.description[0]')) AS description,
  coalesce(json_extract(g.cells, '$.created[1]'), json_extract(g.cells, '$.created[0]')) AS created,
  coalesce(json_extract(g.cells, '$.updated[1]'), json_extract(g.cells, '$.updated[0]')) AS updated,
  (SELECT count(*) FROM link l JOIN source s ON s.id = l.source WHERE l.golden = g.id AND s.life = 0) AS records,
  g.hold,
  (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', r.started / 1000, 'unixepoch') FROM run r WHERE r.id = g.created_run)
    AS first_synced,
  (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', r.started / 1000, 'unixepoch') FROM run r WHERE r.id = g.changed_run)
    AS last_changed
FROM golden g
WHERE g.object = 0 AND g.merged_into IS NULL;

CREATE VIEW v_deal AS
SELECT
  g.uid,
  coalesce(json_extract(g.cells, '$.name[1]'), json_extract(g.cells, '$.name[0]')) AS name,
  coalesce(json_extract(g.cells, '$.amount[1]'), json_extract(g.cells, '$.amount[0]')) AS amount,
  coalesce(json_extract(g.cells, '$.currency[1]'), json_extract(g.cells, '$.currency[0]')) AS currency,
  coalesce(json_extract(g.cells, '$.pipeline[1]'), json_extract(g.cells, '$.pipeline[0]')) AS pipeline,
  coalesce(json_extract(g.cells, '$.stage[1]'), json_extract(g.cells, '$.stage[0]')) AS stage,
  coalesce(json_extract(g.cells, '$.status[1]'), json_extract(g.cells, '$.status[0]')) AS status,
  coalesce(json_extract(g.cells, '$.close_date[1]'), json_extract(g.cells, '$.close_date[0]')) AS close_date,
  coalesce(json_extract(g.cells, '$.probability[1]'), json_extract(g.cells, '$.probability[0]')) AS probability,
  (SELECT c.uid FROM golden c WHERE c.id = (SELECT coalesce(f.merged_into, f.id) FROM golden f
      WHERE f.object = 0 AND f.uid = json_extract(g.cells, '$.company[0]'))) AS company_uid,
  (SELECT group_concat(c.uid, ', ') FROM json_each(g.cells, '$.contacts.l') i
    JOIN golden c ON c.id = (SELECT coalesce(f.merged_into, f.id) FROM golden f
      WHERE f.object = 1 AND f.uid = json_extract(i.value, '$[0]'))) AS contact_uids,
  coalesce(json_extract(g.cells, '$.owner[1]'), json_extract(g.cells, '$.owner[0]')) AS owner,
  coalesce(json_extract(g.cells, '$.description[1]'), json_extract(g.cells, '$.description[0]')) AS description,
  coalesce(json_extract(g.cells, '$.created[1]'), json_extract(g.cells, '$.created[0]')) AS created,
  coalesce(json_extract(g.cells, '$.updated[1]'), json_extract(g.cells, '$.updated[0]')) AS updated,
  (SELECT count(*) FROM link l JOIN source s ON s.id = l.source WHERE l.golden = g.id AND s.life = 0) AS records,
  g.hold,
  (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', r.started / 1000, 'unixepoch') FROM run r WHERE r.id = g.created_run)
    AS first_synced,
  (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', r.started / 1000, 'unixepoch') FROM run r WHERE r.id = g.changed_run)
    AS last_changed
FROM golden g
WHERE g.object = 2 AND g.merged_into IS NULL;

-- One row per contact of a deal.
CREATE VIEW v_deal_contact AS
SELECT DISTINCT
  g.uid AS deal_uid,
  c.uid AS contact_uid
FROM golden g
JOIN json_each(g.cells, '$.contacts.l') i
JOIN golden c ON c.id = (SELECT coalesce(f.merged_into, f.id) FROM golden f
  WHERE f.object = 1 AND f.uid = json_extract(i.value, '$[0]'))
WHERE g.object = 2 AND g.merged_into IS NULL;
-- One row per field of every golden record, the user's own fields as well.
CREATE VIEW v_field AS
SELECT
  g.uid,
  o.name AS object,
  f.key AS field,
  CASE f.type
    WHEN 'array' THEN coalesce(json_extract(f.value, '$[1]'), json_extract(f.value, '$[0]'))
    WHEN 'object' THEN (SELECT group_concat(coalesce(json_extract(i.value, '$[1]'), json_extract(i.value, '$[0]')), ', ')
      FROM json_each(f.value, '$.l') i)
  END AS value,
  CASE f.type
    WHEN 'array' THEN json_extract(f.value, '$[0]')
    WHEN 'object' THEN (SELECT group_concat(json_extract(i.value, '$[0]'), ', ') FROM json_each(f.value, '$.l') i)
  END AS canonical,
  json_extract(g.provenance, '$."' || f.key || '".system') AS from_system,
  json_extract(g.provenance, '$."' || f.key || '".why') AS why,
  json_extract(g.provenance, '$."' || f.key || '".run') AS run
FROM golden g
JOIN object o ON o.id = g.object
JOIN json_each(g.cells) f
WHERE g.merged_into IS NULL;

-- One row per record of a CRM that belongs to a golden record.
CREATE VIEW v_crosswalk AS
SELECT
  g.uid,
  o.name AS object,
  y.name AS system,
  y.connector,
  s.vendor_id,
  s.kind AS record_kind,
  f.name AS life,
  CASE l.secondary WHEN 1 THEN 'secondary' ELSE 'primary' END AS role,
  l.matched,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.started / 1000, 'unixepoch') AS since,
  strftime('%Y-%m-%dT%H:%M:%SZ', nullif(s.modified, 0) / 1000, 'unixepoch') AS modified
FROM link l
JOIN source s ON s.id = l.source
JOIN golden g ON g.id = l.golden
JOIN system y ON y.id = s.system
JOIN object o ON o.id = g.object
JOIN life f ON f.id = s.life
LEFT JOIN run r ON r.id = l.run;

CREATE VIEW v_hold AS
SELECT
  h.id,
  o.name AS object,
  h.kind,
  g.uid,
  y.name AS system,
  h.field,
  h.summary,
  h.detail,
  h.first_run,
  h.last_run,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.started / 1000, 'unixepoch') AS since
FROM hold h
JOIN object o ON o.id = h.object
LEFT JOIN golden g ON g.id = h.golden
LEFT JOIN system y ON y.id = h.system
LEFT JOIN run r ON r.id = h.first_run;

CREATE VIEW v_operation AS
SELECT
  p.id,
  p.run,
  y.name AS system,
  o.name AS object,
  k.name AS kind,
  t.name AS state,
  g.uid,
  p.vendor_id,
  p.record_kind,
  p.attempts,
  strftime('%Y-%m-%dT%H:%M:%SZ', nullif(p.sent_at, 0) / 1000, 'unixepoch') AS sent,
  strftime('%Y-%m-%dT%H:%M:%SZ', nullif(p.finished_at, 0) / 1000, 'unixepoch') AS finished,
  p.code,
  p.message,
  p.changes
FROM operation p
JOIN system y ON y.id = p.system
JOIN object o ON o.id = p.object
JOIN op_kind k ON k.id = p.kind
JOIN op_state t ON t.id = p.state
LEFT JOIN golden g ON g.id = p.golden;

CREATE VIEW v_run AS
SELECT
  r.id,
  r.command,
  coalesce(r.status, 'unfinished') AS status,
  r.exit_code,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.started / 1000, 'unixepoch') AS started,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.finished / 1000, 'unixepoch') AS finished,
  (r.finished - r.started) / 1000.0 AS seconds,
  r.summary
FROM run r;

-- How fresh each system's records are.
CREATE VIEW v_pull AS
SELECT
  y.name AS system,
  y.connector,
  o.name AS object,
  (SELECT count(*) FROM source s WHERE s.system = p.system AND s.object = p.object AND s.life = 0) AS live_records,
  strftime('%Y-%m-%dT%H:%M:%SZ', nullif(p.last_complete, 0) / 1000, 'unixepoch') AS last_complete,
  strftime('%Y-%m-%dT%H:%M:%SZ', nullif(p.last_full, 0) / 1000, 'unixepoch') AS last_full,
  p.cursor IS NOT NULL AS under_way
FROM position p
JOIN system y ON y.id = p.system
JOIN object o ON o.id = p.object;
