/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/read_back.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <sync/retry.h>
#include <sync/system.h>

#define BATCH_MAX  2000
#define SAMPLE_MAX 100 /* what every vendor gives in one request */

struct batch {
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

static int read_records(struct crm_system *s, enum crm_object object, const struct batch *batch, struct crm_page *page,
			struct crm_arena *arena, struct crm_error *err)
{
	struct crm_retry retry = {0};
	const char **ids = crm_arena_calloc(arena, batch->n + 1, sizeof *ids);
	if (ids == NULL)
		return crm_error_no_memory(err);
	for (size_t i = 0; i < batch->n; i++)
		ids[i] = batch->rows[i].vendor_id;
	int rc;
	do {
		crm_error_clear(err);
		*page = (struct crm_page){0};
		rc = s->connector->get(s->connection, object, ids, batch->n, s->properties[object],
				       s->n_properties[object], page, arena, err);
	} while (rc < 0 && crm_retry_again(s->engine, s, &retry, err));
	return rc;
}

static int judge_batch(struct crm_system *s, const struct batch *batch, const struct crm_page *page,
		       crm_read_back_judge *judge, struct crm_arena *arena, struct crm_error *err)
{
	struct crm_store *store = s->engine->store;
	int rc = crm_store_begin(store, err);
	if (rc != CRM_OK)
		return rc;
	for (size_t i = 0; rc == CRM_OK && i < batch->n; i++)
		rc = judge(s, &batch->rows[i], find_record(page, batch->rows[i].vendor_id), arena, err);
	if (rc == CRM_OK)
		return crm_store_commit(store, err);
	crm_store_rollback(store);
	return rc;
}

static int next_batch(struct crm_system *s, const struct crm_op_query *q, struct batch *batch, struct crm_arena *arena,
		      struct crm_error *err)
{
	crm_arena_reset(arena);
	return crm_store_ops(s->engine->store, q, arena, &batch->rows, &batch->n, err);
}

static int read_object(struct crm_system *s, enum crm_object object, int64_t run, crm_read_back_judge *judge,
		       struct crm_arena *arena, struct crm_error *err)
{
	const struct crm_connector_info *info = s->connector->info;
	size_t max = info->echoes_writes ? SAMPLE_MAX : BATCH_MAX;
	struct crm_op_query q = {.run = run,
				 .system = s->id,
				 .phase = (int)object, /* creates and updates share one, numbered as the object is */
				 .kind = -1,
				 .object = (int)object,
				 .state = CRM_OPS_ACKNOWLEDGED,
				 .max = info->max_get < max ? info->max_get : max};
	int rc;
	do {
		struct crm_page page;
		struct batch batch;
		rc = next_batch(s, &q, &batch, arena, err);
		if (rc != CRM_OK || batch.n == 0)
			return rc;
		q.after = batch.rows[batch.n - 1].id;
		rc = read_records(s, object, &batch, &page, arena, err);
		if (rc == CRM_OK)
			rc = judge_batch(s, &batch, &page, judge, arena, err);
		crm_engine_progress(s->engine, s->settings->name, "reading back", q.after, -1);
	} while (rc == CRM_OK && !info->echoes_writes);
	return rc;
}

/* ---- which runs ---- */

#define KEY "read_back"

static const char *scope_of(const struct crm_system *s, struct crm_arena *arena)
{
	return crm_arena_printf(arena, "system:%s", s->settings->name);
}

static int last_run(struct crm_system *s, struct crm_arena *arena, int64_t *run, struct crm_error *err)
{
	const char *scope = scope_of(s, arena), *text = NULL;
	int rc = scope ? crm_store_get(s->engine->store, scope, KEY, arena, &text, err) : crm_error_no_memory(err);
	*run = text != NULL ? strtoll(text, NULL, 10) : 0;
	return rc;
}

static int note_run(struct crm_system *s, int64_t run, struct crm_arena *arena, struct crm_error *err)
{
	const char *scope = scope_of(s, arena), *text = crm_arena_printf(arena, "%" PRId64, run);
	return scope && text ? crm_store_set(s->engine->store, scope, KEY, text, err) : crm_error_no_memory(err);
}

int crm_read_back(struct crm_system *s, int64_t until, crm_read_back_judge *judge, struct crm_error *err)
{
	struct crm_arena *arena = crm_arena_new();
	int64_t last = 0;
	int rc = arena ? last_run(s, arena, &last, err) : crm_error_no_memory(err);
	for (int64_t run = last + 1; rc == CRM_OK && run <= until; run++)
		for (int o = 0; rc == CRM_OK && o < CRM_SYNC_OBJECTS; o++)
			rc = read_object(s, (enum crm_object)o, run, judge, arena, err);
	if (rc == CRM_OK && last < until)
		rc = note_run(s, until, arena, err);
	crm_arena_free(arena);
	return rc;
}
