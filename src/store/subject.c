/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All that is held about a person.  These statements read whole tables, which is right for something that happens now
 * and then, so they stand here and not among those that are prepared once.
 */
#include "config.h"

#include "subject.h"

int store_step(struct crm_store *st, const char *sql, const char *value, int64_t number, int64_t *changed,
	       struct crm_error *err)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(st->db, sql, -1, &stmt, NULL);
	if (rc == SQLITE_OK && value)
		rc = sqlite3_bind_text(stmt, 1, value, -1, SQLITE_STATIC);
	if (rc == SQLITE_OK && sqlite3_bind_parameter_count(stmt) > 1)
		rc = sqlite3_bind_int64(stmt, 2, number);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	if (rc == SQLITE_ROW && changed)
		*changed = sqlite3_column_int64(stmt, 0);
	else if (rc == SQLITE_DONE && changed)
		*changed = sqlite3_changes64(st->db);
	bool fine = rc == SQLITE_ROW || rc == SQLITE_DONE;
	int code = fine ? CRM_OK : store_fail(st, rc, "work on a person's records in", err);
	sqlite3_finalize(stmt);
	return code;
}

int store_steps(struct crm_store *st, const char *const *sqls, size_t n, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < n; i++)
		rc = store_step(st, sqls[i], NULL, 0, NULL, err);
	return rc;
}

int store_texts(struct crm_store *st, const char *sql, int (*visit)(void *ctx, const char *text, struct crm_error *err),
		void *ctx, struct crm_error *err)
{
	sqlite3_stmt *stmt = NULL;
	int code = CRM_OK, rc = sqlite3_prepare_v2(st->db, sql, -1, &stmt, NULL);
	while (rc == SQLITE_OK && code == CRM_OK) {
		int got = sqlite3_step(stmt);
		if (got == SQLITE_ROW)
			code = visit(ctx, (const char *)sqlite3_column_text(stmt, 0), err);
		else if (got == SQLITE_DONE)
			break;
		else
			rc = got;
	}
	if (rc != SQLITE_OK)
		code = store_fail(st, rc, "work on a person's records in", err);
	sqlite3_finalize(stmt);
	return code;
}

#define HAS_VALUE(cells) "instr(" cells ", ?1) > 0 AND EXISTS (SELECT 1 FROM json_tree(" cells ") t WHERE t.atom = ?1)"

/* The records that hold the value, what they are linked to, and all that is linked to that. */
int store_subject_collect(struct crm_store *st, enum crm_object object, const char *value, struct crm_error *err)
{
	static const char *const tables[] = {
		"CREATE TEMP TABLE IF NOT EXISTS subject_source (id INTEGER PRIMARY KEY)",
		"CREATE TEMP TABLE IF NOT EXISTS subject_golden (id INTEGER PRIMARY KEY)",
		"DELETE FROM temp.subject_source",
		"DELETE FROM temp.subject_golden",
	};
	static const char *const found[] = {
		"INSERT INTO temp.subject_source SELECT s.id FROM source s JOIN source_content c ON c.source = s.id"
		" WHERE s.object = ?2 AND " HAS_VALUE("c.cells"),
		"INSERT INTO temp.subject_golden SELECT g.id FROM golden g WHERE g.object = ?2 AND " HAS_VALUE(
			"g.cells"),
	};
	static const char *const joined[] = {
		"INSERT OR IGNORE INTO temp.subject_golden SELECT golden FROM link"
		" WHERE source IN (SELECT id FROM temp.subject_source)",
		"INSERT OR IGNORE INTO temp.subject_golden WITH RECURSIVE f (id) AS (SELECT id FROM temp.subject_golden"
		" UNION SELECT g.id FROM f JOIN golden g ON g.merged_into = f.id"
		" OR g.id = (SELECT merged_into FROM golden WHERE id = f.id)) SELECT id FROM f",
		"INSERT OR IGNORE INTO temp.subject_source SELECT source FROM link"
		" WHERE golden IN (SELECT id FROM temp.subject_golden)",
	};
	int rc = store_steps(st, tables, sizeof tables / sizeof *tables, err);
	for (size_t i = 0; rc == CRM_OK && i < sizeof found / sizeof *found; i++)
		rc = store_step(st, found[i], value, (int64_t)object, NULL, err);
	return rc == CRM_OK ? store_steps(st, joined, sizeof joined / sizeof *joined, err) : rc;
}

/* ---- who holds a value ---- */

static int visit_holders(struct crm_store *st, const char *sql, bool golden, const char *value, enum crm_object object,
			 crm_holder_visit *visit, void *ctx, struct crm_error *err)
{
	sqlite3_stmt *stmt = NULL;
	int code = CRM_OK, rc = sqlite3_prepare_v2(st->db, sql, -1, &stmt, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_text(stmt, 1, value, -1, SQLITE_STATIC);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_int(stmt, 2, (int)object);
	while (rc == SQLITE_OK && code == CRM_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		int64_t id = sqlite3_column_int64(stmt, 0);
		code = visit(ctx, golden ? 0 : id, golden ? id : 0, err);
		rc = SQLITE_OK;
	}
	if (rc != SQLITE_OK && rc != SQLITE_DONE)
		code = store_fail(st, rc, "read", err);
	sqlite3_finalize(stmt);
	return code;
}

int crm_store_holders(struct crm_store *st, enum crm_object object, const char *value, crm_holder_visit *visit,
		      void *ctx, struct crm_error *err)
{
	crm_store_enter(st);
	int rc = visit_holders(st,
			       "SELECT s.id FROM source s JOIN source_content c ON c.source = s.id WHERE s.object = ?2"
			       " AND " HAS_VALUE("c.cells") " ORDER BY s.id",
			       false, value, object, visit, ctx, err);
	if (rc == CRM_OK)
		rc = visit_holders(
			st, "SELECT g.id FROM golden g WHERE g.object = ?2 AND " HAS_VALUE("g.cells") " ORDER BY g.id",
			true, value, object, visit, ctx, err);
	crm_store_leave(st);
	return rc;
}

/* ---- export: each statement gives lines of JSON ---- */

/* clang-format off: it would tear the statements to pieces */

/* What people are shown of each cell. */
#define SHOWN(cells)                                                                                                   \
	"json((SELECT json_group_object(e.key, CASE e.type"                                                            \
	" WHEN 'array' THEN coalesce(json_extract(e.value, '$[1]'), json_extract(e.value, '$[0]'))"                    \
	" WHEN 'object' THEN (SELECT group_concat(coalesce(json_extract(i.value, '$[1]'), json_extract(i.value, '$[0]')), ', ')" \
	" FROM json_each(e.value, '$.l') i) END) FROM json_each(" cells ") e))"
#define WHEN(ms)     "CASE WHEN " ms " > 0 THEN strftime('%Y-%m-%dT%H:%M:%SZ', " ms " / 1000, 'unixepoch') END"
#define WHEN_RUN(id) "(SELECT " WHEN("r.started") " FROM run r WHERE r.id = " id ")"
#define IS_GOLDEN(column) column " IN (SELECT id FROM temp.subject_golden)"
#define IS_SOURCE(column) column " IN (SELECT id FROM temp.subject_source)"
#define KIND "replace(k.name, 'archive', 'delete')" /* as in every report */

static const char *const lines[] = {
	"SELECT json_object('type', 'golden', 'version', 1, 'object', o.name, 'crmsync_id', g.uid,"
	" 'merged_into', (SELECT m.uid FROM golden m WHERE m.id = g.merged_into),"
	" 'first_synced', " WHEN_RUN("g.created_run") ", 'last_changed', " WHEN_RUN("g.changed_run") ","
	" 'hold', g.hold, 'values', " SHOWN("g.cells") ", 'provenance', json(g.provenance))"
	" FROM golden g JOIN object o ON o.id = g.object"
	" WHERE " IS_GOLDEN("g.id") " ORDER BY g.id",

	"SELECT json_object('type', 'record', 'version', 1, 'system', y.name, 'object', o.name, 'id', s.vendor_id,"
	" 'record_kind', s.kind, 'life', l.name, 'modified', " WHEN("s.modified") ","
	" 'crmsync_id', (SELECT g.uid FROM golden g WHERE g.id = k.golden),"
	" 'matched_by', k.matched, 'matched', " WHEN_RUN("k.run") ","
	" 'values', " SHOWN("c.cells") ", 'agreed', json(k.base), 'received', json(c.raw))"
	" FROM source s JOIN system y ON y.id = s.system JOIN object o ON o.id = s.object JOIN life l ON l.id = s.life"
	" JOIN source_content c ON c.source = s.id LEFT JOIN link k ON k.source = s.id"
	" WHERE " IS_SOURCE("s.id") " ORDER BY s.id",

	"SELECT json_object('type', 'written', 'version', 1, 'run', p.run, 'started', " WHEN_RUN("p.run") ","
	" 'sent', " WHEN("p.sent_at") ", 'system', y.name, 'object', o.name, 'kind', " KIND ", 'state', t.name,"
	" 'id', p.vendor_id, 'message', p.message, 'changes', json(p.changes), 'payload', json(p.payload),"
	" 'before', (SELECT json(i.before) FROM image i WHERE i.operation = p.id),"
	" 'after', (SELECT json(i.after) FROM image i WHERE i.operation = p.id))"
	" FROM operation p JOIN system y ON y.id = p.system JOIN object o ON o.id = p.object"
	" JOIN op_kind k ON k.id = p.kind JOIN op_state t ON t.id = p.state"
	" WHERE " IS_GOLDEN("p.golden") " OR " IS_SOURCE("p.source")
	" OR " STORE_MENTIONS("coalesce(p.payload, '') || coalesce(p.settle, '')") " ORDER BY p.id",

	"SELECT json_object('type', 'refusal', 'version', 1, 'system', y.name, 'kind', " KIND ", 'message', f.message)"
	" FROM refusal f JOIN system y ON y.id = f.system JOIN op_kind k ON k.id = f.kind"
	" WHERE " IS_GOLDEN("f.golden") " ORDER BY f.golden, f.system, f.kind, f.payload_hash",

	"SELECT json_object('type', 'question', 'version', 1, 'kind', h.kind, 'field', h.field, 'summary', h.summary,"
	" 'detail', json(h.detail)) FROM hold h"
	" WHERE " IS_GOLDEN("h.golden") " OR EXISTS (SELECT 1 FROM json_each(h.detail, '$.records') e"
	" JOIN system y ON y.name = json_extract(e.value, '$.system') JOIN source s ON s.system = y.id"
	" AND s.object = h.object AND s.vendor_id = json_extract(e.value, '$.id') WHERE " IS_SOURCE("s.id") ")"
	" ORDER BY h.id",

	"SELECT json_object('type', 'likeness', 'version', 1, 'system', y.name, 'id', s.vendor_id,"
	" 'other_system', z.name, 'other_id', t.vendor_id, 'weight', printf('%.2f', p.weight), 'evidence', p.why)"
	" FROM match_pair p JOIN source s ON s.id = p.low JOIN system y ON y.id = s.system"
	" JOIN source t ON t.id = p.high JOIN system z ON z.id = t.system"
	" WHERE " IS_SOURCE("p.low") " OR " IS_SOURCE("p.high") " ORDER BY p.low, p.high",

	"SELECT json_object('type', 'decision', 'version', 1, 'kind', decision.kind, 'subject', decision.subject,"
	" 'value', decision.value, 'made', " WHEN_RUN("decision.run") ") FROM decision"
	" WHERE " STORE_MENTIONS("decision.subject") " OR (" STORE_IS_DECIDED_ABOUT ")"
	" ORDER BY decision.kind, decision.subject",
};
/* clang-format on */

static int give_all(struct crm_store *st, enum crm_object object, const char *value, crm_subject_visit *visit,
		    void *ctx, struct crm_error *err)
{
	int rc = store_subject_collect(st, object, value, err);
	for (size_t i = 0; rc == CRM_OK && i < sizeof lines / sizeof *lines; i++)
		rc = store_texts(st, lines[i], visit, ctx, err);
	return rc;
}

int crm_store_subject(struct crm_store *st, enum crm_object object, const char *value, crm_subject_visit *visit,
		      void *ctx, struct crm_error *err)
{
	int rc = store_unit_begin(st, err);
	return rc == CRM_OK ? store_unit_end(st, give_all(st, object, value, visit, ctx, err), err) : rc;
}
