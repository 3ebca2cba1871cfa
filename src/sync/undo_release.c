/* SPDX-License-Identifier: Apache-2.0 */
/* What was taken back is no longer kept back: what was agreed about it is forgotten, so that the next plan has it
 * again. */
#include <sync/undo.h>

#include <inttypes.h>
#include <string.h>

#include <sync/tombstone.h>

#define BATCH 200

static bool names_field(const crm_json *payload, const char *field)
{
	const char *single = crm_json_get_string(payload, "f");
	if (single != NULL && strcmp(single, field) == 0)
		return true;
	for (const crm_json *i = crm_json_first(crm_json_get(payload, "set")); i != NULL; i = crm_json_next(i)) {
		const char *name = crm_json_get_string(i, "f");
		if (name != NULL && strcmp(name, field) == 0)
			return true;
	}
	return false;
}

/* What the record holds is all that was agreed on. */
static int owe_fields(struct crm_engine *e, const struct crm_source *source, const crm_json *payload,
		      const crm_json *base, struct crm_error *err)
{
	struct crm_buf buf;
	struct crm_json_writer w;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_object(&w);
	for (const crm_json *m = crm_json_first(base); m != NULL; m = crm_json_next(m)) {
		crm_jw_key(&w, crm_json_name(m));
		if (!names_field(payload, crm_json_name(m))) {
			crm_jw_value(&w, m);
			continue;
		}
		crm_jw_object(&w);
		crm_jw_key(&w, "v");
		crm_jw_value(&w, crm_json_get(m, "v"));
		crm_jw_end_object(&w);
	}
	crm_jw_end_object(&w);
	int rc = buf.failed ? crm_error_no_memory(err) : crm_store_base_set(e->store, source->id, buf.ptr, err);
	crm_buf_free(&buf);
	return rc;
}

static int release_values(struct crm_engine *e, const struct crm_op_row *op, const struct crm_source *source,
			  struct crm_error *err)
{
	crm_json *payload = NULL, *base = NULL;
	int rc = source->base ? crm_json_parse(op->payload, strlen(op->payload), &payload, err) : CRM_OK;
	if (rc == CRM_OK && source->base != NULL)
		rc = crm_json_parse(source->base, strlen(source->base), &base, err);
	if (rc == CRM_OK && base != NULL)
		rc = owe_fields(e, source, payload, base, err);
	crm_json_free(payload);
	crm_json_free(base);
	return rc;
}

static int release(struct crm_engine *e, const struct crm_op_row *op, struct crm_arena *arena, int64_t *n,
		   struct crm_error *err)
{
	struct crm_source source;
	int64_t by = 0, run = 0;
	bool found = false;
	int rc = crm_store_taken_back(e->store, op->id, &by, &run, err);
	if (rc != CRM_OK || by != 0 || op->source == 0 || op->undoes == 0)
		return rc;
	rc = crm_store_source(e->store, op->source, false, arena, &source, &found, err);
	if (rc != CRM_OK || !found || source.golden == 0)
		return rc;
	if (op->kind == CRM_OP_ARCHIVE && source.life == CRM_LIVE)
		return CRM_OK;
	(*n)++;
	rc = crm_store_golden_mark(e->store, source.golden, true, err);
	if (rc == CRM_OK && op->kind == CRM_OP_ARCHIVE) {
		rc = crm_tombstone_set(e, source.id, CRM_STONE_NONE, err);
		return rc == CRM_OK ? crm_store_unlink(e->store, source.id, err) : rc;
	}
	return rc == CRM_OK ? release_values(e, op, &source, err) : rc;
}

static int release_state(struct crm_engine *e, int64_t run, enum crm_op_state state, int64_t *n, struct crm_error *err)
{
	struct crm_op_query q = {.run = run, .phase = -1, .kind = -1, .object = -1, .state = state, .max = BATCH};
	struct crm_arena *arena = crm_arena_new();
	struct crm_op_row *rows;
	size_t some = 0;
	int rc = arena ? CRM_OK : crm_error_no_memory(err);
	do {
		if (rc == CRM_OK) {
			crm_arena_reset(arena);
			rc = crm_store_ops(e->store, &q, arena, &rows, &some, err);
		}
		for (size_t i = 0; rc == CRM_OK && i < some; i++) {
			q.after = rows[i].id;
			rc = release(e, &rows[i], arena, n, err);
		}
	} while (rc == CRM_OK && some == BATCH);
	crm_arena_free(arena);
	return rc;
}

int crm_undo_release(struct crm_engine *e, int64_t run, int64_t *n, struct crm_error *err)
{
	int rc = crm_store_begin(e->store, err);
	*n = 0;
	if (rc != CRM_OK)
		return rc;
	rc = release_state(e, run, CRM_OPS_ACKNOWLEDGED, n, err);
	if (rc == CRM_OK)
		rc = release_state(e, run, CRM_OPS_VERIFIED, n, err);
	if (rc == CRM_OK && *n == 0)
		rc = crm_error_set(err, CRM_E_NOT_FOUND, "run %" PRId64 " keeps nothing back", run);
	if (rc == CRM_OK)
		return crm_store_commit(e->store, err);
	crm_store_rollback(e->store);
	return rc;
}
