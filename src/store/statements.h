/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every statement of the store, as one table: X(name, sql).  Parameters are bound by number.  Each is prepared once per
 * handle; a test asks SQLite for the plan of each and refuses scans of tables that grow.
 */
#ifndef CRM_STORE_STATEMENTS_H
#define CRM_STORE_STATEMENTS_H

#define STORE_SOURCE_COLUMNS                                                                                           \
	"SELECT s.id, s.system, s.object, s.vendor_id, s.kind, s.into_id, s.life, s.modified, s.hash, s.seen_run,"     \
	" s.generation, c.cells, CASE WHEN ?1 THEN c.raw END, l.golden, l.secondary, l.matched, l.base"
#define STORE_SOURCE_JOINS " JOIN source_content c ON c.source = s.id LEFT JOIN link l ON l.source = s.id"

#define STORE_OPERATION_COLUMNS                                                                                        \
	"SELECT id, run, system, phase, kind, object, golden, source, vendor_id, record_kind, payload, changes, "      \
	"settle,"                                                                                                      \
	" payload_hash, state, attempts, sent_at, code, message,"                                                      \
	" (SELECT max(t.undone) FROM take_back t WHERE t.operation = operation.id) FROM operation"

#define STORE_STATEMENT_TABLE(X)                                                                                       \
	/* transactions */                                                                                             \
	X(BEGIN, "BEGIN IMMEDIATE")                                                                                    \
	X(COMMIT, "COMMIT")                                                                                            \
	X(ROLLBACK, "ROLLBACK")                                                                                        \
	/* settings and systems */                                                                                     \
	X(SETTING_SET, "INSERT INTO setting (scope, key, value) VALUES (?1, ?2, ?3)"                                   \
		       " ON CONFLICT (scope, key) DO UPDATE SET value = excluded.value WHERE value <> excluded.value") \
	X(SETTING_REMOVE, "DELETE FROM setting WHERE scope = ?1 AND key = ?2")                                         \
	X(SETTING_GET, "SELECT value FROM setting WHERE scope = ?1 AND key = ?2")                                      \
	X(SYSTEM_GET, "SELECT id FROM system WHERE name = ?1")                                                         \
	X(SYSTEM_CONNECTOR, "SELECT connector FROM system WHERE id = ?1")                                              \
	X(SYSTEM_NAME, "SELECT name FROM system WHERE id = ?1")                                                        \
	X(SYSTEM_ADD, "INSERT INTO system (name, connector) VALUES (?1, ?2)")                                          \
	/* runs */                                                                                                     \
	X(RUN_START, "INSERT INTO run (command, started) VALUES (?1, ?2)")                                             \
	X(RUN_FINISH, "UPDATE run SET finished = ?2, exit_code = ?3, status = ?4, summary = ?5 WHERE id = ?1")         \
	X(RUN_LIST, "SELECT id, started, coalesce(finished, 0), coalesce(exit_code, -1), command,"                     \
		    " coalesce(status, 'unfinished'), coalesce(summary, '{}') FROM run"                                \
		    " WHERE id > 0 ORDER BY id DESC LIMIT ?1")                                                         \
	X(RUN_GET, "SELECT id, started, coalesce(finished, 0), coalesce(exit_code, -1), command,"                      \
		   " coalesce(status, 'unfinished'), coalesce(summary, '{}') FROM run WHERE id = ?1")                  \
	/* pull position, vendors' schema, daily use */                                                                \
	X(POSITION_GET,                                                                                                \
	  "SELECT cursor, since, watermark, is_full, generation, last_full, last_complete, last_full_count,"           \
	  " mapping_hash FROM position WHERE system = ?1 AND object = ?2")                                             \
	X(POSITION_SET,                                                                                                \
	  "INSERT OR REPLACE INTO position (system, object, cursor, since, watermark, is_full, generation,"            \
	  " last_full, last_complete, last_full_count, mapping_hash)"                                                  \
	  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)")                                                    \
	X(SCHEMA_SET, "INSERT OR REPLACE INTO vendor_schema (system, object, fetched, json) VALUES (?1, ?2, ?3, ?4)")  \
	X(SCHEMA_GET, "SELECT json, fetched FROM vendor_schema WHERE system = ?1 AND object = ?2")                     \
	X(USAGE_ADD,                                                                                                   \
	  "INSERT INTO daily_usage (system, day, calls, units) VALUES (?1, ?2, ?3, ?4)"                                \
	  " ON CONFLICT (system, day) DO UPDATE SET calls = calls + excluded.calls, units = units + excluded.units")   \
	X(USAGE_GET, "SELECT calls, units FROM daily_usage WHERE system = ?1 AND day = ?2")                            \
	/* source records */                                                                                           \
	X(STAGE_FIND, "SELECT id, hash, life, kind, into_id, seen_run, generation, modified FROM source"               \
		      " WHERE system = ?1 AND object = ?2 AND vendor_id = ?3")                                         \
	X(STAGE_NEW,                                                                                                   \
	  "INSERT INTO source (system, object, vendor_id, kind, life, into_id, modified, hash, seen_run, generation)"  \
	  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")                                                         \
	X(STAGE_NEW_CONTENT, "INSERT INTO source_content (source, cells, raw) VALUES (?1, coalesce(?2, '{}'), ?3)")    \
	X(STAGE_SAME,                                                                                                  \
	  "UPDATE source SET seen_run = ?2, generation = max(generation, ?3), modified = ?4 WHERE id = ?1")            \
	X(STAGE_SAME_RAW, "UPDATE source_content SET raw = ?2 WHERE source = ?1 AND raw IS NOT ?2")                    \
	X(STAGE_CHANGED,                                                                                               \
	  "UPDATE source SET kind = ?2, followed = CASE WHEN life = ?3 AND into_id IS ?4 THEN followed ELSE 0 END,"    \
	  " life = ?3, into_id = ?4, modified = ?5, hash = ?6, seen_run = ?7,"                                         \
	  " generation = max(generation, ?8) WHERE id = ?1")                                                           \
	X(STAGE_CHANGED_CONTENT, "UPDATE source_content SET cells = coalesce(?2, cells), raw = coalesce(?3, raw)"      \
				 " WHERE source = ?1")                                                                 \
	X(STAGE_DIRTY, "INSERT OR IGNORE INTO dirty (object, golden) SELECT g.object, g.id FROM link l"                \
		       " JOIN golden g ON g.id = l.golden WHERE l.source = ?1")                                        \
	X(SOURCE_BY_ID, STORE_SOURCE_COLUMNS " FROM source s" STORE_SOURCE_JOINS " WHERE s.id = ?2")                   \
	X(SOURCE_BY_VENDOR_ID, STORE_SOURCE_COLUMNS " FROM source s" STORE_SOURCE_JOINS                                \
						    " WHERE s.system = ?2 AND s.object = ?3 AND s.vendor_id = ?4")     \
	X(SOURCE_LINKED, STORE_SOURCE_COLUMNS " FROM link k JOIN source s ON s.id = k.source" STORE_SOURCE_JOINS       \
					      " WHERE k.golden = ?2 ORDER BY k.secondary, s.system, s.id")             \
	X(SOURCE_UNLINKED, "SELECT id FROM source WHERE object = ?1 AND life = 0 AND linked = 0 AND id > ?2"           \
			   " ORDER BY id LIMIT ?3")                                                                    \
	X(SOURCE_DEPARTED, "SELECT id FROM source WHERE object = ?1 AND life <> 0 AND followed = 0 AND id > ?2"        \
			   " ORDER BY id LIMIT ?3")                                                                    \
	X(SOURCE_FOLLOWED, "UPDATE source SET followed = 1 WHERE id = ?1")                                             \
	X(SOURCE_COUNT_LIVE, "SELECT count(*) FROM source WHERE system = ?1 AND object = ?2 AND life = 0")             \
	X(SOURCE_COUNT_BETWEEN,                                                                                        \
	  "SELECT count(*) FROM source INDEXED BY source_life WHERE system = ?1 AND object = ?2 AND life = 0"          \
	  " AND generation >= ?3 AND generation < ?4")                                                                 \
	X(SOURCE_NOT_SEEN,                                                                                             \
	  "SELECT id FROM source INDEXED BY source_life WHERE system = ?1 AND object = ?2 AND life = 0"                \
	  " AND generation < ?3 AND id > ?4 ORDER BY id LIMIT ?5")                                                     \
	/* match keys */                                                                                               \
	X(KEYS_OF, "SELECT key, level FROM match_key WHERE source = ?1 ORDER BY level, key")                           \
	X(KEY_ADD, "INSERT INTO match_key (source, key, object, level) VALUES (?1, ?2, ?3, ?4)"                        \
		   " ON CONFLICT (source, key) DO UPDATE SET object = excluded.object, level = excluded.level")        \
	X(KEY_REMOVE, "DELETE FROM match_key WHERE source = ?1 AND key = ?2")                                          \
	X(KEYS_CLEAR, "DELETE FROM match_key WHERE object = ?1")                                                       \
	X(KEY_SOURCES, "SELECT k.source FROM match_key k CROSS JOIN source s ON s.id = k.source"                       \
		       " WHERE k.object = ?1 AND k.key = ?2 AND s.life = 0 ORDER BY k.source LIMIT ?3")                \
	/* probabilistic matching */                                                                                   \
	X(SOURCE_LIVE, "SELECT id FROM source INDEXED BY source_life WHERE system = ?1 AND object = ?2 AND life = 0"   \
		       " AND id > ?3 ORDER BY id LIMIT ?4")                                                            \
	X(PAIR_PUT, "INSERT OR REPLACE INTO match_pair (low, high, object, weight, safe, why, run)"                    \
		    " VALUES (?1, ?2, ?3, CAST(?4 AS REAL), ?5, ?6, ?7)")                                              \
	X(PAIRS_OF, "SELECT high, weight, safe, why FROM match_pair WHERE low = ?1"                                    \
		    " UNION ALL SELECT low, weight, safe, why FROM match_pair WHERE high = ?1")                        \
	X(PAIRS_DROP_LOW, "DELETE FROM match_pair WHERE low = ?1")                                                     \
	X(PAIRS_DROP_HIGH, "DELETE FROM match_pair WHERE high = ?1")                                                   \
	X(PAIRS_CLEAR, "DELETE FROM match_pair WHERE object = ?1")                                                     \
	X(SCORED_SET, "INSERT INTO match_scored (source, object, hash) VALUES (?1, ?2, ?3)"                            \
		      " ON CONFLICT (source) DO UPDATE SET hash = excluded.hash WHERE hash <> excluded.hash")          \
	X(SCORED_IS, "SELECT 1 FROM match_scored WHERE source = ?1 AND hash = ?2")                                     \
	X(SCORED_CLEAR, "DELETE FROM match_scored WHERE object = ?1")                                                  \
	/* golden records */                                                                                           \
	X(GOLDEN_CREATE, "INSERT INTO golden (object, uid, created_run, changed_run, cells, provenance)"               \
			 " VALUES (?1, ?2, ?3, ?3, '{}', '{}')")                                                       \
	X(GOLDEN_GET, "SELECT g.object, g.uid, g.cells, g.provenance, coalesce(g.merged_into, 0), g.hold,"             \
		      " EXISTS (SELECT 1 FROM dirty d WHERE d.object = g.object AND d.golden = g.id)"                  \
		      " FROM golden g WHERE g.id = ?1")                                                                \
	X(GOLDEN_EXISTS, "SELECT id FROM golden WHERE id = ?1")                                                        \
	X(GOLDEN_BY_UID, "SELECT id FROM golden WHERE object = ?1 AND uid = ?2")                                       \
	X(GOLDEN_UPDATE, "UPDATE golden SET cells = ?2, provenance = ?3, changed_run = ?4"                             \
			 " WHERE id = ?1 AND (cells <> ?2 OR provenance <> ?3)")                                       \
	X(GOLDEN_HOLD, "UPDATE golden SET hold = ?2 WHERE id = ?1 AND hold IS NOT ?2")                                 \
	X(GOLDEN_DIRTY, "INSERT OR IGNORE INTO dirty (object, golden) SELECT object, id FROM golden WHERE id = ?1")    \
	X(GOLDEN_CLEAN, "DELETE FROM dirty WHERE golden = ?1 AND object = (SELECT object FROM golden WHERE id = ?1)")  \
	X(GOLDEN_DIRTY_ALL, "INSERT OR IGNORE INTO dirty (object, golden) SELECT object, id FROM golden"               \
			    " WHERE merged_into IS NULL")                                                              \
	X(GOLDEN_DIRTY_LIST, "SELECT golden FROM dirty WHERE object = ?1 AND golden > ?2 ORDER BY golden LIMIT ?3")    \
	X(GOLDEN_MERGED_INTO, "SELECT merged_into FROM golden WHERE id = ?1")                                          \
	X(GOLDEN_FOLDED, "SELECT id FROM golden WHERE merged_into = ?1 ORDER BY id")                                   \
	X(GOLDEN_RUNS, "SELECT created_run, changed_run FROM golden WHERE id = ?1")                                    \
	X(GOLDEN_FOLD, "UPDATE golden SET merged_into = ?2, hold = NULL WHERE id = ?1")                                \
	X(GOLDEN_FOLD_EARLIER, "UPDATE golden SET merged_into = ?2 WHERE merged_into = ?1")                            \
	X(GOLDEN_MOVE_LINKS, "UPDATE link SET golden = ?2 WHERE golden = ?1")                                          \
	/* links */                                                                                                    \
	X(LINK_SET,                                                                                                    \
	  "INSERT INTO link (source, golden, secondary, matched, run) VALUES (?1, ?2, ?3, ?4, ?5)"                     \
	  " ON CONFLICT (source) DO UPDATE SET base = CASE WHEN golden = excluded.golden THEN base END,"               \
	  " golden = excluded.golden, secondary = excluded.secondary, matched = excluded.matched, run = excluded.run") \
	X(LINK_GOLDEN, "SELECT golden FROM link WHERE source = ?1")                                                    \
	X(LINK_RUN_OF, "SELECT run FROM link WHERE source = ?1")                                                       \
	X(LINK_CUT, "DELETE FROM link WHERE source = ?1")                                                              \
	X(LINK_BASE, "UPDATE link SET base = ?2 WHERE source = ?1")                                                    \
	X(LINK_STEP, "SELECT s.into_id, coalesce(l.golden, 0) FROM source s LEFT JOIN link l ON l.source = s.id"       \
		     " WHERE s.system = ?1 AND s.object = ?2 AND s.vendor_id = ?3")                                    \
	X(LINK_VENDOR_ID,                                                                                              \
	  "SELECT s.vendor_id FROM link l CROSS JOIN source s ON s.id = l.source"                                      \
	  " WHERE l.golden = ?1 AND l.secondary = 0 AND s.system = ?2 AND s.life = 0 ORDER BY l.source LIMIT 1")       \
	/* operations */                                                                                               \
	X(OP_ADD,                                                                                                      \
	  "INSERT INTO operation (run, system, phase, kind, object, golden, source, vendor_id, record_kind, payload,"  \
	  " changes, settle, payload_hash, state, attempts, sent_at, code, message)"                                   \
	  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)")                 \
	X(OP_STATE, "UPDATE operation SET state = ?2 WHERE id = ?1")                                                   \
	X(OP_SENT, "UPDATE operation SET state = ?2, attempts = attempts + 1, sent_at = ?3 WHERE id = ?1")             \
	X(OP_FINISH,                                                                                                   \
	  "UPDATE operation SET state = ?2, source = coalesce(?3, source), vendor_id = coalesce(?4, vendor_id),"       \
	  " code = ?5, message = ?6, finished_at = ?7 WHERE id = ?1")                                                  \
	X(OP_QUEUE,                                                                                                    \
	  STORE_OPERATION_COLUMNS " INDEXED BY operation_queue"                                                        \
				  " WHERE run = ?1 AND system = ?2 AND phase = ?3 AND state = ?4 AND id > ?5"          \
				  " AND (?6 < 0 OR kind = ?6) AND (?7 < 0 OR object = ?7) ORDER BY id LIMIT ?8")       \
	X(OP_OF_RUN,                                                                                                   \
	  STORE_OPERATION_COLUMNS " INDEXED BY operation_run WHERE run = ?1 AND (?2 = 0 OR system = ?2)"               \
				  " AND (?3 < 0 OR phase = ?3) AND state = ?4 AND id > ?5"                             \
				  " AND (?6 < 0 OR kind = ?6) AND (?7 < 0 OR object = ?7) ORDER BY id LIMIT ?8")       \
	X(OP_OF_ANY,                                                                                                   \
	  STORE_OPERATION_COLUMNS " INDEXED BY operation_state WHERE ?1 = 0 AND (?2 = 0 OR system = ?2)"               \
				  " AND (?3 < 0 OR phase = ?3) AND state = ?4 AND id > ?5"                             \
				  " AND (?6 < 0 OR kind = ?6) AND (?7 < 0 OR object = ?7) ORDER BY id LIMIT ?8")       \
	X(OP_SENT_OF,                                                                                                  \
	  STORE_OPERATION_COLUMNS " INDEXED BY operation_golden WHERE golden = ?1 AND system = ?2 AND sent_at > 0")    \
	X(OP_HISTORY, STORE_OPERATION_COLUMNS " INDEXED BY operation_golden WHERE golden = ?1 AND sent_at > 0")        \
	X(IMAGE_GET, "SELECT before, after FROM image WHERE operation = ?1")                                           \
	X(IMAGE_BEFORE, "INSERT INTO image (operation, before) VALUES (?1, ?2)")                                       \
	X(IMAGE_AFTER, "INSERT INTO image (operation, after) VALUES (?1, ?2)"                                          \
		       " ON CONFLICT (operation) DO UPDATE SET after = excluded.after")                                \
	X(TAKE_BACK, "INSERT OR IGNORE INTO take_back (operation, undone) VALUES (?1, ?2)")                            \
	X(TAKEN_BACK, "SELECT o.id, o.run FROM take_back t JOIN operation o ON o.id = t.operation"                     \
		      " WHERE t.undone = ?1 AND o.state IN (2, 3) AND NOT EXISTS"                                      \
		      " (SELECT 1 FROM take_back u JOIN operation p ON p.id = u.operation"                             \
		      "  WHERE u.undone = ?1 AND p.run = o.run AND p.state NOT IN (2, 3)) ORDER BY t.operation DESC")  \
	X(OP_COUNTS,                                                                                                   \
	  "SELECT system, object, kind, state, count(*) FROM operation INDEXED BY operation_run WHERE run = ?1"        \
	  " GROUP BY system, object, kind, state ORDER BY system, object, kind, state")                                \
	X(OP_OF_GOLDEN,                                                                                                \
	  STORE_OPERATION_COLUMNS " INDEXED BY operation_golden WHERE golden = ?9 AND system = ?2 AND kind = ?6"       \
				  " AND state = ?4 AND (?1 = 0 OR run = ?1) AND (?3 < 0 OR phase = ?3)"                \
				  " AND (?7 < 0 OR object = ?7) AND id > ?5 ORDER BY id LIMIT ?8")                     \
	X(OP_EXISTS,                                                                                                   \
	  "SELECT 1 FROM operation WHERE golden = ?1 AND system = ?2 AND kind = ?3 AND (?4 >> state) & 1 LIMIT 1")     \
	X(LINK_RUN, "SELECT s.system, s.object FROM link l JOIN source s ON s.id = l.source WHERE l.run = ?1"          \
		    " AND l.matched NOT IN ('alone', 'created')")                                                      \
	X(LINK_JOINED, "SELECT g.id FROM golden g WHERE g.id > ?2"                                                     \
		       " AND EXISTS (SELECT 1 FROM link l WHERE l.golden = g.id AND l.run = ?1"                        \
		       " AND l.matched NOT IN ('alone', 'created'))"                                                   \
		       " AND (SELECT count(*) FROM link o WHERE o.golden = g.id) > 1 ORDER BY g.id LIMIT ?3")          \
	X(LINK_KINDS, "SELECT s.system, s.object, l.matched FROM source s LEFT JOIN link l ON l.source = s.id"         \
		      " WHERE s.life = 0")                                                                             \
	X(OP_DROP_PLANNED, "DELETE FROM operation WHERE state = 0")                                                    \
	X(TAKE_BACK_CUT_SHORT, "DELETE FROM take_back WHERE undone IN (SELECT t.undone FROM take_back t"               \
			       " JOIN operation o ON o.id = t.operation WHERE o.state = 0)")                           \
	/* refusals */                                                                                                 \
	X(REFUSAL_SET, "INSERT OR REPLACE INTO refusal (golden, system, kind, payload_hash, code, message, run)"       \
		       " VALUES (?1, ?2, ?3, ?4, ?5, coalesce(?6, ''), ?7)")                                           \
	X(REFUSAL_GET,                                                                                                 \
	  "SELECT message FROM refusal WHERE golden = ?1 AND system = ?2 AND kind = ?3 AND payload_hash = ?4")         \
	X(REFUSALS_OF, "SELECT system, kind, code, message, run FROM refusal WHERE golden = ?1"                        \
		       " ORDER BY system, kind, payload_hash")                                                         \
	X(REFUSAL_CLEAR, "DELETE FROM refusal WHERE golden = ?1 AND (?2 = 0 OR system = ?2)")                          \
	X(REFUSAL_CLEAR_ALL, "DELETE FROM refusal WHERE (?1 = 0 OR system = ?1)")                                      \
	/* holds and decisions */                                                                                      \
	X(HOLD_PUT,                                                                                                    \
	  "INSERT INTO hold (object, kind, golden, system, field, fingerprint, summary, detail, first_run, last_run)"  \
	  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9) ON CONFLICT (fingerprint) DO UPDATE SET"                   \
	  " object = excluded.object, kind = excluded.kind, golden = excluded.golden, system = excluded.system,"       \
	  " field = excluded.field, summary = excluded.summary, detail = excluded.detail, last_run = "                 \
	  "excluded.last_run")                                                                                         \
	X(HOLDS_EXPIRE, "DELETE FROM hold WHERE object = ?1 AND last_run <> ?2")                                       \
	X(HOLDS_UNPUT, "UPDATE hold SET last_run = 0 WHERE object = ?1 AND last_run = ?2 AND kind = ?3")               \
	X(HOLD_LIST,                                                                                                   \
	  "SELECT id, object, kind, coalesce(golden, 0), coalesce(system, 0), field, fingerprint, summary, detail,"    \
	  " first_run, last_run FROM hold WHERE id > ?1 ORDER BY id LIMIT ?2")                                         \
	X(HOLD_COUNT, "SELECT count(*) FROM hold")                                                                     \
	X(DECISION_SET,                                                                                                \
	  "INSERT OR REPLACE INTO decision (kind, object, subject, value, run) VALUES (?1, ?2, ?3, ?4, ?5)")           \
	X(DECISION_REMOVE, "DELETE FROM decision WHERE kind = ?1 AND object = ?2 AND subject = ?3")                    \
	X(DECISION_GET, "SELECT value FROM decision WHERE kind = ?1 AND object = ?2 AND subject = ?3")                 \
	X(DECISION_LIST, "SELECT subject, value, run FROM decision WHERE kind = ?1 AND object = ?2"                    \
			 " ORDER BY subject")                                                                          \
	/* erased values */                                                                                            \
	X(SUPPRESSION_ADD, "INSERT OR IGNORE INTO suppression (object, kind, hash, run) VALUES (?1, ?2, ?3, ?4)")      \
	X(SUPPRESSION_FIND, "SELECT 1 FROM suppression WHERE object = ?1 AND kind = ?2 AND hash = ?3")

#define STORE_STATEMENT_ENUM(name, sql) SQL_##name,
enum store_statement { STORE_STATEMENT_TABLE(STORE_STATEMENT_ENUM) SQL_STATEMENTS };
#undef STORE_STATEMENT_ENUM

#endif
