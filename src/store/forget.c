/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Erasing people.  What is erased is overwritten (secure_delete) and leaves the write-ahead log too.  These statements
 * read whole tables, which is right for something that happens now and then, so they stand here and not among those
 * that are prepared once.
 */
#include "config.h"

#include "store_internal.h"

static int step(struct crm_store *st, const char *sql, const char *value, int64_t number, int64_t *changed,
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
	int code = fine ? CRM_OK : store_fail(st, rc, "erase from", err);
	sqlite3_finalize(stmt);
	return code;
}

static int steps(struct crm_store *st, const char *const *sqls, size_t n, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < n; i++)
		rc = step(st, sqls[i], NULL, 0, NULL, err);
	return rc;
}

#define HAS_VALUE(cells) "instr(" cells ", ?1) > 0 AND EXISTS (SELECT 1 FROM json_tree(" cells ") t WHERE t.atom = ?1)"

/* The records that hold the value, what they are linked to, and all that is linked to that. */
static int collect(struct crm_store *st, enum crm_object object, const char *value, struct crm_error *err)
{
	static const char *const tables[] = {
		"CREATE TEMP TABLE IF NOT EXISTS forget_source (id INTEGER PRIMARY KEY)",
		"CREATE TEMP TABLE IF NOT EXISTS forget_golden (id INTEGER PRIMARY KEY)",
		"DELETE FROM temp.forget_source",
		"DELETE FROM temp.forget_golden",
	};
	static const char *const found[] = {
		"INSERT INTO temp.forget_source SELECT s.id FROM source s JOIN source_content c ON c.source = s.id"
		" WHERE s.object = ?2 AND " HAS_VALUE("c.cells"),
		"INSERT INTO temp.forget_golden SELECT g.id FROM golden g WHERE g.object = ?2 AND " HAS_VALUE(
			"g.cells"),
	};
	static const char *const joined[] = {
		"INSERT OR IGNORE INTO temp.forget_golden SELECT golden FROM link"
		" WHERE source IN (SELECT id FROM temp.forget_source)",
		"INSERT OR IGNORE INTO temp.forget_golden WITH RECURSIVE f (id) AS (SELECT id FROM temp.forget_golden"
		" UNION SELECT g.id FROM f JOIN golden g ON g.merged_into = f.id"
		" OR g.id = (SELECT merged_into FROM golden WHERE id = f.id)) SELECT id FROM f",
		"INSERT OR IGNORE INTO temp.forget_source SELECT source FROM link"
		" WHERE golden IN (SELECT id FROM temp.forget_golden)",
	};
	int rc = steps(st, tables, sizeof tables / sizeof *tables, err);
	for (size_t i = 0; rc == CRM_OK && i < sizeof found / sizeof *found; i++)
		rc = step(st, found[i], value, (int64_t)object, NULL, err);
	return rc == CRM_OK ? steps(st, joined, sizeof joined / sizeof *joined, err) : rc;
}

/* People: golden records, and records that belong to none yet. */
static int count_people(struct crm_store *st, struct crm_forgotten *out, struct crm_error *err)
{
	int rc = step(st,
		      "SELECT (SELECT count(*) FROM temp.forget_golden f JOIN golden g ON g.id = f.id"
		      " WHERE g.merged_into IS NULL) + (SELECT count(*) FROM temp.forget_source f"
		      " WHERE NOT EXISTS (SELECT 1 FROM link l WHERE l.source = f.id))",
		      NULL, 0, &out->people, err);
	return rc == CRM_OK ? step(st, "SELECT count(*) FROM temp.forget_source", NULL, 0, &out->records, err) : rc;
}

static int visit_cells(struct crm_store *st, crm_forget_visit *visit, void *ctx, struct crm_error *err)
{
	sqlite3_stmt *stmt = NULL;
	int code = CRM_OK,
	    rc = sqlite3_prepare_v2(
		    st->db,
		    "SELECT cells FROM source_content WHERE source IN (SELECT id FROM temp.forget_source)"
		    " UNION ALL SELECT cells FROM golden WHERE id IN (SELECT id FROM temp.forget_golden)",
		    -1, &stmt, NULL);
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
		code = store_fail(st, rc, "erase from", err);
	sqlite3_finalize(stmt);
	return code;
}

#define MENTIONS(text)                                                                                                 \
	"EXISTS (SELECT 1 FROM temp.forget_golden f JOIN golden g ON g.id = f.id WHERE instr(" text ", g.uid) > 0)"

/* What others say of them: journal of their deals, decisions, questions.  Questions are asked again by the next run. */
static int erase_mentions(struct crm_store *st, const char *value, struct crm_error *err)
{
	static const char *const sqls[] = {
		"DELETE FROM hold",
		"DELETE FROM operation WHERE state = 0 AND " MENTIONS("coalesce(payload, '') || coalesce(settle, '')"),
		"UPDATE operation SET changes = '[]', message = NULL"
		" WHERE " MENTIONS("coalesce(payload, '') || coalesce(settle, '')"),
		"DELETE FROM image WHERE " MENTIONS("coalesce(before, '') || coalesce(after, '')"),
		"INSERT OR IGNORE INTO dirty (object, golden) SELECT object, id FROM golden h WHERE merged_into IS NULL"
		" AND " MENTIONS("h.cells"),
		"DELETE FROM decision WHERE " MENTIONS("subject"),
		"DELETE FROM decision WHERE kind = 'match' AND EXISTS (SELECT 1 FROM temp.forget_source f"
		" JOIN source s ON s.id = f.id JOIN system y ON y.id = s.system WHERE s.object = decision.object"
		" AND ((json_extract(subject, '$[0]') = y.name AND json_extract(subject, '$[1]') = s.vendor_id)"
		" OR (json_extract(subject, '$[2]') = y.name AND json_extract(subject, '$[3]') = s.vendor_id)))",
	};
	int rc = steps(st, sqls, sizeof sqls / sizeof *sqls, err);
	return rc == CRM_OK ? step(st, "DELETE FROM decision WHERE instr(value, ?1) > 0", value, 0, NULL, err) : rc;
}

static int erase_people(struct crm_store *st, struct crm_forgotten *out, struct crm_error *err)
{
	static const char *const sqls[] = {
		"DELETE FROM refusal WHERE golden IN (SELECT id FROM temp.forget_golden)",
		"DELETE FROM dirty WHERE golden IN (SELECT id FROM temp.forget_golden)",
		"DELETE FROM link WHERE golden IN (SELECT id FROM temp.forget_golden)",
		"DELETE FROM match_key WHERE source IN (SELECT id FROM temp.forget_source)",
		("DELETE FROM match_pair WHERE low IN (SELECT id FROM temp.forget_source)"
		 " OR high IN (SELECT id FROM temp.forget_source)"),
		"DELETE FROM match_scored WHERE source IN (SELECT id FROM temp.forget_source)",
		"DELETE FROM source_content WHERE source IN (SELECT id FROM temp.forget_source)",
		"DELETE FROM source WHERE id IN (SELECT id FROM temp.forget_source)",
		"UPDATE golden SET merged_into = NULL WHERE id IN (SELECT id FROM temp.forget_golden)",
		"DELETE FROM golden WHERE id IN (SELECT id FROM temp.forget_golden)",
		"DELETE FROM temp.forget_source",
		"DELETE FROM temp.forget_golden",
	};
	int rc = step(st,
		      "DELETE FROM operation WHERE golden IN (SELECT id FROM temp.forget_golden)"
		      " OR source IN (SELECT id FROM temp.forget_source)",
		      NULL, 0, &out->operations, err);
	return rc == CRM_OK ? steps(st, sqls, sizeof sqls / sizeof *sqls, err) : rc;
}

static int forget(struct crm_store *st, enum crm_object object, const char *value, int64_t most,
		  crm_forget_visit *visit, void *ctx, struct crm_forgotten *out, struct crm_error *err)
{
	int rc = collect(st, object, value, err);
	if (rc == CRM_OK)
		rc = count_people(st, out, err);
	if (rc == CRM_OK && most >= 0 && out->people > most)
		rc = crm_error_set(err, CRM_E_GATE, "%lld records of different people hold this address",
				   (long long)out->people);
	if (rc == CRM_OK)
		rc = visit_cells(st, visit, ctx, err);
	if (rc == CRM_OK)
		rc = erase_mentions(st, value, err);
	return rc == CRM_OK ? erase_people(st, out, err) : rc;
}

int crm_store_forget(struct crm_store *st, enum crm_object object, const char *value, int64_t most,
		     crm_forget_visit *visit, void *ctx, struct crm_forgotten *out, struct crm_error *err)
{
	int rc = store_unit_begin(st, err);
	*out = (struct crm_forgotten){0};
	return rc == CRM_OK ? store_unit_end(st, forget(st, object, value, most, visit, ctx, out, err), err) : rc;
}

int crm_store_flush(struct crm_store *st, bool *whole, struct crm_error *err)
{
	int64_t busy = 0;
	crm_store_enter(st);
	int rc = step(st, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, 0, &busy, err);
	crm_store_leave(st);
	*whole = rc == CRM_OK && busy == 0;
	return rc;
}
