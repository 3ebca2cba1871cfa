/* SPDX-License-Identifier: Apache-2.0 */
/* Staging: the hot path of a pull.  One look-up by vendor id, then the least that has to be written. */
#include "config.h"

#include "store_internal.h"

struct stage_ctx {
	const struct crm_source *s;
	int64_t id; /* 0: new */
	bool changed, touched;
};

static int stage_row(sqlite3_stmt *row, void *ctx, struct crm_error *err)
{
	struct stage_ctx *c = ctx;
	const struct crm_source *s = c->s;
	(void)err;
	c->id = sqlite3_column_int64(row, 0);
	c->changed = sqlite3_column_int64(row, 1) != s->hash || sqlite3_column_int(row, 2) != (int)s->life ||
		     !store_column_equals(row, 3, s->kind) || !store_column_equals(row, 4, s->into);
	c->touched = sqlite3_column_int64(row, 5) != s->seen_run || sqlite3_column_int64(row, 6) < s->generation ||
		     sqlite3_column_int64(row, 7) != s->modified;
	return STORE_STOP;
}

static int stage_new(struct crm_store *st, const struct crm_source *s, int64_t *id, struct crm_error *err)
{
	int rc = store_run(st, SQL_STAGE_NEW,
			   STORE_ARGS(STORE_INT(s->system), STORE_INT(s->object), STORE_TEXT(s->vendor_id),
				      STORE_TEXT(s->kind), STORE_INT(s->life), STORE_TEXT(s->into),
				      STORE_INT(s->modified), STORE_INT(s->hash), STORE_INT(s->seen_run),
				      STORE_INT(s->generation)),
			   err);
	if (rc < 0)
		return rc;
	*id = sqlite3_last_insert_rowid(st->db);
	return store_run(st, SQL_STAGE_NEW_CONTENT,
			 STORE_ARGS(STORE_INT(*id), STORE_TEXT(s->cells), STORE_TEXT(s->raw)), err);
}

static int stage_changed(struct crm_store *st, const struct crm_source *s, int64_t id, struct crm_error *err)
{
	int rc = store_run(st, SQL_STAGE_CHANGED,
			   STORE_ARGS(STORE_INT(id), STORE_TEXT(s->kind), STORE_INT(s->life), STORE_TEXT(s->into),
				      STORE_INT(s->modified), STORE_INT(s->hash), STORE_INT(s->seen_run),
				      STORE_INT(s->generation)),
			   err);
	if (rc == CRM_OK)
		rc = store_run(st, SQL_STAGE_CHANGED_CONTENT,
			       STORE_ARGS(STORE_INT(id), STORE_TEXT(s->cells), STORE_TEXT(s->raw)), err);
	if (rc == CRM_OK)
		rc = store_run(st, SQL_STAGE_DIRTY, STORE_ARGS(STORE_INT(id)), err);
	return rc;
}

static int stage_same(struct crm_store *st, const struct crm_source *s, const struct stage_ctx *found,
		      struct crm_error *err)
{
	int rc = CRM_OK;
	if (found->touched)
		rc = store_run(st, SQL_STAGE_SAME,
			       STORE_ARGS(STORE_INT(found->id), STORE_INT(s->seen_run), STORE_INT(s->generation),
					  STORE_INT(s->modified)),
			       err);
	if (rc == CRM_OK && s->raw)
		rc = store_run(st, SQL_STAGE_SAME_RAW, STORE_ARGS(STORE_INT(found->id), STORE_TEXT(s->raw)), err);
	return rc;
}

static int stage_one(struct crm_store *st, const struct crm_source *s, int64_t *id, enum crm_stage_effect *effect,
		     struct crm_error *err)
{
	struct stage_ctx found = {.s = s};
	int rc = store_each(st, SQL_STAGE_FIND,
			    STORE_ARGS(STORE_INT(s->system), STORE_INT(s->object), STORE_TEXT(s->vendor_id)), stage_row,
			    &found, err);
	if (rc < 0)
		return rc;
	*id = found.id;
	*effect = !found.id ? CRM_STAGE_NEW : found.changed ? CRM_STAGE_CHANGED : CRM_STAGE_SAME;
	switch (*effect) {
	case CRM_STAGE_NEW:
		return stage_new(st, s, id, err);
	case CRM_STAGE_CHANGED:
		return stage_changed(st, s, found.id, err);
	default:
		return stage_same(st, s, &found, err);
	}
}

int crm_store_stage(struct crm_store *st, const struct crm_source *s, int64_t *id, enum crm_stage_effect *effect,
		    struct crm_error *err)
{
	int64_t staged = 0;
	enum crm_stage_effect came = CRM_STAGE_SAME;
	int rc = store_unit_begin(st, err);
	if (rc < 0)
		return rc;
	rc = store_unit_end(st, stage_one(st, s, &staged, &came, err), err);
	if (rc == CRM_OK && id)
		*id = staged;
	if (rc == CRM_OK && effect)
		*effect = came;
	return rc;
}
