/* SPDX-License-Identifier: Apache-2.0 */
/* Small values by scope and key, and the numbers of systems. */
#include "config.h"

#include <string.h>

#include "store_internal.h"

int crm_store_set(struct crm_store *st, const char *scope, const char *key, const char *value, struct crm_error *err)
{
	crm_store_enter(st);
	int rc = value ? store_run(st, SQL_SETTING_SET,
				   STORE_ARGS(STORE_TEXT(scope), STORE_TEXT(key), STORE_TEXT(value)), err)
		       : store_run(st, SQL_SETTING_REMOVE, STORE_ARGS(STORE_TEXT(scope), STORE_TEXT(key)), err);
	crm_store_leave(st);
	return rc;
}

int crm_store_get(struct crm_store *st, const char *scope, const char *key, struct crm_arena *arena, const char **out,
		  struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_text(st, SQL_SETTING_GET, STORE_ARGS(STORE_TEXT(scope), STORE_TEXT(key)), arena, out, err);
	crm_store_leave(st);
	return rc;
}

struct connector_ctx {
	const char *wanted;
	bool differs;
};

static int connector_row(sqlite3_stmt *row, void *ctx, struct crm_error *err)
{
	struct connector_ctx *c = ctx;
	(void)err;
	c->differs = !store_column_equals(row, 0, c->wanted);
	return STORE_STOP;
}

static int system_check(struct crm_store *st, int64_t id, const char *name, const char *connector,
			struct crm_error *err)
{
	struct connector_ctx ctx = {connector, false};
	int rc = store_each(st, SQL_SYSTEM_CONNECTOR, STORE_ARGS(STORE_INT(id)), connector_row, &ctx, err);
	if (rc == CRM_OK && ctx.differs)
		rc = crm_error_set(err, CRM_E_CONFIG,
				   "system '%s' was of another connector than '%s' when store '%s' was filled: give it "
				   "another name",
				   name, connector, st->path);
	return rc;
}

static int system_find_or_add(struct crm_store *st, const char *name, const char *connector, int64_t *id,
			      struct crm_error *err)
{
	int64_t found;
	int rc = store_number(st, SQL_SYSTEM_GET, STORE_ARGS(STORE_TEXT(name)), 0, &found, err);
	if (rc < 0)
		return rc;
	if (found) {
		rc = system_check(st, found, name, connector, err);
	} else {
		rc = store_run(st, SQL_SYSTEM_ADD, STORE_ARGS(STORE_TEXT(name), STORE_TEXT(connector)), err);
		found = sqlite3_last_insert_rowid(st->db);
	}
	if (rc == CRM_OK)
		*id = found;
	return rc;
}

int crm_store_system(struct crm_store *st, const char *name, const char *connector, int64_t *id, struct crm_error *err)
{
	crm_store_enter(st);
	int rc = system_find_or_add(st, name, connector, id, err);
	crm_store_leave(st);
	return rc;
}

int crm_store_system_known(struct crm_store *st, const char *name, int64_t *id, struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_number(st, SQL_SYSTEM_GET, STORE_ARGS(STORE_TEXT(name)), 0, id, err);
	crm_store_leave(st);
	return rc;
}

int crm_store_system_name(struct crm_store *st, int64_t id, struct crm_arena *arena, const char **name,
			  struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_text(st, SQL_SYSTEM_NAME, STORE_ARGS(STORE_INT(id)), arena, name, err);
	crm_store_leave(st);
	return rc;
}
