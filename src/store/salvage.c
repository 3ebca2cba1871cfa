/* SPDX-License-Identifier: Apache-2.0 */
/* What can still be read from a store that was put aside, of that which the CRMs do not hold. */
#include "config.h"

#include <string.h>

#include "store_internal.h"

#define HASH_CHARS 64

struct salvage {
	struct crm_store *to;
	sqlite3 *from;
	struct crm_arena *arena;
	int64_t run;
	struct crm_salvaged *out;
};

typedef int salvage_row(struct salvage *s, sqlite3_stmt *row, struct crm_error *err);

/* Rows up to the first one that cannot be read.  Only what goes wrong in the new store is an error. */
static int each_row(struct salvage *s, const char *sql, salvage_row *take, struct crm_error *err)
{
	sqlite3_stmt *stmt = NULL;
	int rc = CRM_OK, step = sqlite3_prepare_v2(s->from, sql, -1, &stmt, NULL);
	if (step == SQLITE_OK)
		while (rc == CRM_OK && (step = sqlite3_step(stmt)) == SQLITE_ROW)
			rc = take(s, stmt, err);
	if (rc == CRM_OK && step != SQLITE_DONE)
		s->out->incomplete = true;
	sqlite3_finalize(stmt);
	return rc;
}

static const char *text_of(struct salvage *s, sqlite3_stmt *row, int column)
{
	bool failed = false;
	const char *text = store_column(row, column, s->arena, &failed);
	return failed || !text ? "" : text;
}

static bool is_object(int number)
{
	return number >= CRM_COMPANY && number <= CRM_PIPELINE;
}

static int take_decision(struct salvage *s, sqlite3_stmt *row, struct crm_error *err)
{
	int object = sqlite3_column_int(row, 1);
	const char *kind = text_of(s, row, 0), *subject = text_of(s, row, 2), *value = text_of(s, row, 3);
	if (!*kind || !*subject || !is_object(object)) {
		s->out->incomplete = true;
		return CRM_OK;
	}
	s->out->decisions++;
	return crm_store_decision_set(s->to, kind, (enum crm_object)object, subject, value, s->run, err);
}

static int take_setting(struct salvage *s, sqlite3_stmt *row, struct crm_error *err)
{
	return crm_store_set(s->to, text_of(s, row, 0), text_of(s, row, 1), text_of(s, row, 2), err);
}

static int take_suppressed(struct salvage *s, sqlite3_stmt *row, struct crm_error *err)
{
	int object = sqlite3_column_int(row, 0);
	const char *kind = text_of(s, row, 1), *hash = text_of(s, row, 2);
	if (!*kind || strlen(hash) != HASH_CHARS || !is_object(object)) {
		s->out->incomplete = true;
		return CRM_OK;
	}
	s->out->suppressed++;
	return store_run(s->to, SQL_SUPPRESSION_ADD,
			 STORE_ARGS(STORE_INT(object), STORE_TEXT(kind), STORE_TEXT(hash), STORE_INT(s->run)), err);
}

static int take_version(struct salvage *s, sqlite3_stmt *row, struct crm_error *err)
{
	(void)err;
	s->out->version = sqlite3_column_int(row, 0);
	return CRM_OK;
}

static int take_all(struct salvage *s, struct crm_error *err)
{
	int rc = each_row(s, "PRAGMA user_version", take_version, err);
	if (rc == CRM_OK)
		rc = each_row(s, "SELECT kind, object, subject, value FROM decision", take_decision, err);
	if (rc == CRM_OK) /* another account is noticed by it */
		rc = each_row(s, "SELECT scope, key, value FROM setting WHERE scope LIKE 'system:%' AND key = 'tenant'",
			      take_setting, err);
	if (rc < 0 || s->out->version == 1) /* erased values came with version 2 */
		return rc;
	rc = each_row(s, "SELECT scope, key, value FROM setting WHERE scope = 'store' AND key = 'suppression_key'",
		      take_setting, err);
	return rc == CRM_OK ? each_row(s, "SELECT object, kind, hash FROM suppression", take_suppressed, err) : rc;
}

int crm_store_salvage(struct crm_store *st, const char *path, int64_t run, struct crm_salvaged *out,
		      struct crm_error *err)
{
	struct salvage s = {.to = st, .run = run, .out = out, .arena = crm_arena_new()};
	*out = (struct crm_salvaged){0};
	if (!s.arena)
		return store_nomem(err);
	/* Opened for writing, since reading a write-ahead log needs its index; nothing is written into the file. */
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE;
	int rc = CRM_OK;
	if (sqlite3_open_v2(path, &s.from, flags, st->vfs) != SQLITE_OK ||
	    sqlite3_db_config(s.from, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)NULL) != SQLITE_OK ||
	    sqlite3_exec(s.from, "PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON",
			 NULL, NULL, NULL) != SQLITE_OK) {
		out->incomplete = true;
	} else {
		rc = store_unit_begin(st, err);
		if (rc == CRM_OK)
			rc = store_unit_end(st, take_all(&s, err), err);
	}
	sqlite3_close(s.from);
	crm_arena_free(s.arena);
	return rc;
}
