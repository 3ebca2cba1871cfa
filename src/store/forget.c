/* SPDX-License-Identifier: Apache-2.0 */
/* Erasing people.  What is erased is overwritten (secure_delete) and leaves the write-ahead log too. */
#include "config.h"

#include "subject.h"

#include <stdlib.h>

/* People: golden records, and records that belong to none yet. */
static int count_people(struct crm_store *st, struct crm_forgotten *out, struct crm_error *err)
{
	int rc = store_step(st,
			    "SELECT (SELECT count(*) FROM temp.subject_golden f JOIN golden g ON g.id = f.id"
			    " WHERE g.merged_into IS NULL) + (SELECT count(*) FROM temp.subject_source f"
			    " WHERE NOT EXISTS (SELECT 1 FROM link l WHERE l.source = f.id))",
			    NULL, 0, &out->people, err);
	return rc == CRM_OK ? store_step(st, "SELECT count(*) FROM temp.subject_source", NULL, 0, &out->records, err)
			    : rc;
}

static int visit_cells(struct crm_store *st, crm_forget_visit *visit, void *ctx, struct crm_error *err)
{
	return store_texts(st,
			   "SELECT cells FROM source_content WHERE source IN (SELECT id FROM temp.subject_source)"
			   " UNION ALL SELECT cells FROM golden WHERE id IN (SELECT id FROM temp.subject_golden)",
			   visit, ctx, err);
}

/* What others say of them: journal of their deals, decisions, questions.  Questions are asked again by the next run. */
static int erase_mentions(struct crm_store *st, const char *value, struct crm_error *err)
{
	static const char *const sqls[] = {
		"DELETE FROM hold",
		"DELETE FROM operation WHERE state = 0 AND " STORE_MENTIONS(
			"coalesce(payload, '') || coalesce(settle, '')"),
		"UPDATE operation SET changes = '[]', message = NULL"
		" WHERE " STORE_MENTIONS("coalesce(payload, '') || coalesce(settle, '')"),
		"DELETE FROM image WHERE " STORE_MENTIONS("coalesce(before, '') || coalesce(after, '')"),
		"INSERT OR IGNORE INTO dirty (object, golden) SELECT object, id FROM golden h WHERE merged_into IS NULL"
		" AND " STORE_MENTIONS("h.cells"),
		"DELETE FROM decision WHERE " STORE_MENTIONS("subject"),
		"DELETE FROM decision WHERE " STORE_IS_DECIDED_ABOUT,
	};
	int rc = store_steps(st, sqls, sizeof sqls / sizeof *sqls, err);
	return rc == CRM_OK ? store_step(st, "DELETE FROM decision WHERE instr(value, ?1) > 0", value, 0, NULL, err)
			    : rc;
}

static int erase_people(struct crm_store *st, struct crm_forgotten *out, struct crm_error *err)
{
	static const char *const sqls[] = {
		"DELETE FROM refusal WHERE golden IN (SELECT id FROM temp.subject_golden)",
		"DELETE FROM dirty WHERE golden IN (SELECT id FROM temp.subject_golden)",
		"DELETE FROM link WHERE golden IN (SELECT id FROM temp.subject_golden)",
		"DELETE FROM match_key WHERE source IN (SELECT id FROM temp.subject_source)",
		("DELETE FROM match_pair WHERE low IN (SELECT id FROM temp.subject_source)"
		 " OR high IN (SELECT id FROM temp.subject_source)"),
		"DELETE FROM match_scored WHERE source IN (SELECT id FROM temp.subject_source)",
		"DELETE FROM source_content WHERE source IN (SELECT id FROM temp.subject_source)",
		"DELETE FROM source WHERE id IN (SELECT id FROM temp.subject_source)",
		"UPDATE golden SET merged_into = NULL WHERE id IN (SELECT id FROM temp.subject_golden)",
		"DELETE FROM golden WHERE id IN (SELECT id FROM temp.subject_golden)",
		"DELETE FROM temp.subject_source",
		"DELETE FROM temp.subject_golden",
	};
	int rc = store_step(st,
			    "DELETE FROM operation WHERE golden IN (SELECT id FROM temp.subject_golden)"
			    " OR source IN (SELECT id FROM temp.subject_source)",
			    NULL, 0, &out->operations, err);
	return rc == CRM_OK ? store_steps(st, sqls, sizeof sqls / sizeof *sqls, err) : rc;
}

/* Whom the address finds, if they are not too many. */
static int collect(struct crm_store *st, enum crm_object object, const char *value, int64_t most,
		   struct crm_forgotten *out, struct crm_error *err)
{
	int rc = store_subject_collect(st, object, value, err);
	if (rc == CRM_OK)
		rc = count_people(st, out, err);
	if (rc == CRM_OK && most >= 0 && out->people > most)
		rc = crm_error_set(err, CRM_E_GATE, "%lld records of different people hold this address",
				   (long long)out->people);
	return rc;
}

static int forget(struct crm_store *st, enum crm_object object, const char *value, int64_t most,
		  crm_forget_visit *visit, void *ctx, struct crm_forgotten *out, struct crm_error *err)
{
	int rc = collect(st, object, value, most, out, err);
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

static int add_id(void *ctx, const char *text, struct crm_error *err)
{
	int64_t *id = store_list_add(ctx);
	if (id == NULL)
		return store_nomem(err);
	*id = strtoll(text, NULL, 10);
	return CRM_OK;
}

int crm_store_subject_sources(struct crm_store *st, enum crm_object object, const char *value, int64_t most,
			      struct crm_arena *arena, int64_t **ids, size_t *n, struct crm_error *err)
{
	struct store_list list = {.arena = arena, .size = sizeof **ids};
	struct crm_forgotten found = {0};
	int rc = store_unit_begin(st, err);
	if (rc != CRM_OK)
		return rc;
	rc = collect(st, object, value, most, &found, err);
	if (rc == CRM_OK)
		rc = store_texts(st, "SELECT id FROM temp.subject_source ORDER BY id", add_id, &list, err);
	*ids = list.items;
	*n = list.n;
	return store_unit_end(st, rc, err);
}

int crm_store_flush(struct crm_store *st, bool *whole, struct crm_error *err)
{
	int64_t busy = 0;
	crm_store_enter(st);
	int rc = store_step(st, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, 0, &busy, err);
	crm_store_leave(st);
	*whole = rc == CRM_OK && busy == 0;
	return rc;
}
