/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/late_agreement.h>

#include <string.h>

#include <crmsync/timestamp.h>
#include <sync/outcome.h>
#include <sync/reconcile.h>
#include <sync/retry.h>
#include <sync/stage.h>

#define UNTOUCHED_MS  10000  /* vendors stamp a record a little later than its creation, for what they fill in */
#define CLOCK_SKEW_MS 300000 /* between us and a vendor */
#define READ_BACK_MAX 200
#define RUNS_BACK     50

static int out_of_memory(struct crm_error *err)
{
	return crm_error_set(err, CRM_E_NOMEM, "out of memory");
}

static bool untouched(struct crm_system *s, const struct crm_op_row *create, const struct crm_source *row,
		      const struct crm_cell *now)
{
	size_t field = crm_model_field(&s->engine->models[row->object], "created");
	int64_t made;
	return field != (size_t)-1 && now[field].kind == CRM_TEXT && crm_time_parse(now[field].key, &made) &&
	       made >= create->sent_at - CLOCK_SKEW_MS && row->modified != 0 && row->modified - made < UNTOUCHED_MS;
}

/* A record that another one refers to may not have been there when that one was sent, and be there now: what is blank was
 * left out, and is still owed. */
static void leave_out_missing(const struct crm_model *model, const struct crm_cell *now, struct crm_payload *payload)
{
	for (size_t i = 0; i < payload->n; i++) {
		size_t f = crm_model_field(model, payload->items[i].field);
		if (f != (size_t)-1 && model->fields[f].refers != CRM_OBJECTS && crm_cell_blank(&now[f]))
			payload->items[i].unresolved = true;
	}
}

int crm_late_agree(struct crm_system *s, const struct crm_op_row *create, int64_t source, struct crm_arena *arena,
		   struct crm_error *err)
{
	struct crm_source row;
	struct crm_payload payload;
	bool found = false;
	struct crm_cell *now = crm_arena_calloc(arena, s->engine->models[create->object].n_fields, sizeof *now);
	int rc = now ? crm_store_source(s->engine->store, source, false, arena, &row, &found, err) : out_of_memory(err);
	if (rc == CRM_OK && found)
		rc = crm_source_cells(s->engine, &row, arena, now, NULL, err);
	if (rc != CRM_OK || !found || create->settle == NULL || !untouched(s, create, &row, now))
		return rc;
	rc = crm_payload_read(s->engine, s, create->payload, arena, &payload, err);
	if (rc == CRM_OK)
		leave_out_missing(&s->engine->models[create->object], now, &payload);
	return rc == CRM_OK ? crm_outcome_settle(s, source, create->settle, &payload, arena, err) : rc;
}

/* ---- reading back ---- */

struct late {
	struct crm_system *s;
	enum crm_object object;
	struct crm_arena *arena;
	struct crm_op_row *rows;
	size_t n;
};

static const struct crm_record *find_record(const struct crm_page *page, const char *id)
{
	for (size_t i = 0; i < page->n; i++)
		if (strcmp(page->records[i].id, id) == 0)
			return &page->records[i];
	return NULL;
}

/* A record that has gone is left to the pull. */
static int agree_row(struct late *l, const struct crm_op_row *row, const struct crm_page *page, struct crm_error *err)
{
	const struct crm_record *record = find_record(page, row->vendor_id);
	int64_t source;
	enum crm_stage_effect effect;
	int rc = CRM_OK;
	if (record != NULL && record->life == CRM_LIVE) {
		rc = crm_stage_record(l->s, record, 0, l->arena, &source, &effect, err);
		if (rc == CRM_OK)
			rc = crm_late_agree(l->s, row, source, l->arena, err);
	}
	return rc == CRM_OK
		       ? crm_store_ops_state(l->s->engine->store, &row->id, 1, CRM_OPS_VERIFIED, crm_time_now(), err)
		       : rc;
}

static int agree_rows(struct late *l, const struct crm_page *page, struct crm_error *err)
{
	struct crm_store *store = l->s->engine->store;
	int rc = crm_store_begin(store, err);
	if (rc != CRM_OK)
		return rc;
	for (size_t i = 0; rc == CRM_OK && i < l->n; i++)
		rc = agree_row(l, &l->rows[i], page, err);
	if (rc == CRM_OK)
		return crm_store_commit(store, err);
	crm_store_rollback(store);
	return rc;
}

static int read_rows(struct late *l, struct crm_error *err)
{
	struct crm_system *s = l->s;
	struct crm_page page = {0};
	struct crm_retry retry = {0};
	const char **ids = crm_arena_calloc(l->arena, l->n + 1, sizeof *ids);
	if (ids == NULL)
		return out_of_memory(err);
	for (size_t i = 0; i < l->n; i++)
		ids[i] = l->rows[i].vendor_id;
	int rc;
	do {
		crm_error_clear(err);
		page = (struct crm_page){0};
		rc = s->connector->get(s->connection, l->object, ids, l->n, s->properties[l->object],
				       s->n_properties[l->object], &page, l->arena, err);
	} while (rc < 0 && crm_retry_again(s->engine, s, &retry, err));
	return rc == CRM_OK ? agree_rows(l, &page, err) : rc;
}

static int read_object(struct late *l, int64_t run, struct crm_error *err)
{
	const struct crm_connector_info *info = l->s->connector->info;
	struct crm_op_query q = {.run = run,
				 .system = l->s->id,
				 .phase = -1,
				 .kind = CRM_OP_CREATE,
				 .object = (int)l->object,
				 .state = CRM_OPS_DONE,
				 .max = info->max_get < READ_BACK_MAX ? info->max_get : READ_BACK_MAX};
	for (;;) {
		crm_arena_reset(l->arena);
		int rc = crm_store_ops(l->s->engine->store, &q, l->arena, &l->rows, &l->n, err);
		if (rc != CRM_OK || l->n == 0)
			return rc;
		q.after = l->rows[l->n - 1].id;
		rc = read_rows(l, err);
		if (rc != CRM_OK)
			return rc;
	}
}

int crm_late_read_back(struct crm_system *s, struct crm_error *err)
{
	if (s->connector->info->echoes_writes)
		return CRM_OK;
	struct late l = {.s = s, .arena = crm_arena_new()};
	int rc = l.arena ? CRM_OK : out_of_memory(err);
	for (int64_t run = s->engine->run - 1; rc == CRM_OK && run > 0 && run >= s->engine->run - RUNS_BACK; run--) {
		for (int o = 0; rc == CRM_OK && o < CRM_SYNC_OBJECTS; o++) {
			l.object = (enum crm_object)o;
			rc = read_object(&l, run, err);
		}
	}
	crm_arena_free(l.arena);
	return rc;
}
