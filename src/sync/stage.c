/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/stage.h>

#include <string.h>

#include <sync/suppressed.h>
#include <sync/tombstone.h>
#include <sync/translate.h>

static int write_cells(const struct crm_model *model, const struct crm_cell *cells, struct crm_arena *arena,
		       const char **json)
{
	struct crm_buf buf;
	struct crm_json_writer w;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_cells_write(&w, model, cells);
	*json = buf.failed ? NULL : crm_arena_strndup(arena, buf.ptr, buf.len);
	crm_buf_free(&buf);
	return *json ? CRM_OK : CRM_E_NOMEM;
}

int crm_stage_record(struct crm_system *s, const struct crm_record *record, int64_t generation, struct crm_arena *arena,
		     int64_t *source, enum crm_stage_effect *effect, struct crm_error *err)
{
	const struct crm_model *model = &s->engine->models[record->object];
	struct crm_cell *cells = crm_arena_calloc(arena, model->n_fields, sizeof *cells);
	if (cells == NULL)
		return crm_error_no_memory(err);
	int rc = crm_translate_record(s, record, arena, cells, err);
	if (rc != CRM_OK)
		return rc;
	struct crm_source row = {
		.system = s->id,
		.object = record->object,
		.vendor_id = record->id,
		.kind = record->kind,
		.into = record->into,
		.life = record->life,
		.modified = record->modified,
		.raw = record->raw ? crm_arena_strndup(arena, record->raw, record->raw_len) : "{}",
		.hash = (int64_t)crm_cells_hash(model, cells),
		.seen_run = s->engine->run,
		.generation = generation,
	};
	if (row.raw == NULL || write_cells(model, cells, arena, &row.cells) != CRM_OK)
		return crm_error_no_memory(err);
	if (record->life != CRM_LIVE && record->n_properties == 0)
		row.cells = row.raw = NULL; /* a tombstone tells nothing of what the record held: that stays known */
	rc = crm_store_stage(s->engine->store, &row, source, effect, err);
	if (rc == CRM_OK && *effect == CRM_STAGE_CHANGED && row.life == CRM_LIVE)
		rc = crm_tombstone_lift(s->engine, *source, arena, err);
	return rc;
}

/* A record that lost its place to `survivor` by a merge which only the survivor tells of. */
static int stage_absorbed(struct crm_system *s, const struct crm_record *survivor, const char *id,
			  struct crm_arena *arena, struct crm_error *err)
{
	struct crm_source row;
	bool found = false;
	if (strcmp(id, survivor->id) == 0)
		return CRM_OK;
	int rc = crm_store_source_by_vendor_id(s->engine->store, s->id, survivor->object, id, true, arena, &row, &found,
					       err);
	if (rc != CRM_OK || !found ||
	    (row.life == CRM_MERGED && row.into != NULL && strcmp(row.into, survivor->id) == 0))
		return rc;
	int64_t source;
	enum crm_stage_effect effect;
	row.life = CRM_MERGED;
	row.into = survivor->id;
	row.seen_run = s->engine->run;
	return crm_store_stage(s->engine->store, &row, &source, &effect, err);
}

/* The record of an erased person is not taken in.  One that is known under another address stays as it was last seen.
 */
static int keep_out(struct crm_system *s, const struct crm_record *r, int64_t generation, struct crm_arena *arena,
		    struct crm_stage_counts *counts, bool *kept, struct crm_error *err)
{
	struct crm_cell *cells = crm_arena_calloc(arena, s->engine->models[r->object].n_fields, sizeof *cells);
	struct crm_source row;
	int64_t source;
	enum crm_stage_effect effect;
	bool known = false;
	*kept = false;
	if (r->object != CRM_CONTACT || !s->engine->suppresses)
		return CRM_OK;
	int rc = cells ? crm_translate_record(s, r, arena, cells, err) : crm_error_no_memory(err);
	if (rc == CRM_OK)
		rc = crm_cells_suppressed(s->engine, r->object, cells, kept, err);
	if (rc != CRM_OK || !*kept)
		return rc;
	rc = crm_store_source_by_vendor_id(s->engine->store, s->id, r->object, r->id, true, arena, &row, &known, err);
	counts->kept_out++;
	counts->unknown += !known;
	if (rc != CRM_OK || !known)
		return rc;
	row.seen_run = s->engine->run;
	row.generation = generation ? generation : row.generation;
	return crm_store_stage(s->engine->store, &row, &source, &effect, err);
}

static int stage_with_absorbed(struct crm_system *s, const struct crm_record *r, int64_t generation,
			       struct crm_arena *arena, struct crm_stage_counts *counts, struct crm_error *err)
{
	int64_t source;
	enum crm_stage_effect effect;
	bool kept_out = false;
	int rc = keep_out(s, r, generation, arena, counts, &kept_out, err);
	counts->read += rc == CRM_OK && kept_out;
	if (rc == CRM_OK && !kept_out)
		rc = crm_stage_record(s, r, generation, arena, &source, &effect, err);
	if (rc != CRM_OK || kept_out)
		return rc;
	counts->read++;
	counts->fresh += effect == CRM_STAGE_NEW;
	counts->changed += effect == CRM_STAGE_CHANGED;
	for (size_t i = 0; rc == CRM_OK && i < r->n_absorbed; i++)
		rc = stage_absorbed(s, r, r->absorbed[i], arena, err);
	return rc;
}

int crm_stage_page(struct crm_system *s, enum crm_object object, const struct crm_page *page, int64_t generation,
		   const struct crm_position *position, struct crm_stage_counts *counts, struct crm_error *err)
{
	struct crm_store *store = s->engine->store;
	struct crm_arena *arena = crm_arena_new();
	if (arena == NULL)
		return crm_error_no_memory(err);
	int rc = crm_store_begin(store, err);
	if (rc != CRM_OK) {
		crm_arena_free(arena);
		return rc;
	}
	for (size_t i = 0; rc == CRM_OK && i < page->n; i++) {
		crm_arena_reset(arena);
		rc = stage_with_absorbed(s, &page->records[i], generation, arena, counts, err);
	}
	if (rc == CRM_OK && position != NULL)
		rc = crm_store_position_set(store, s->id, object, position, err);
	if (rc == CRM_OK)
		rc = crm_store_commit(store, err);
	else
		crm_store_rollback(store);
	crm_arena_free(arena);
	return rc;
}

int crm_stage_cells(struct crm_system *s, const struct crm_source *source, const struct crm_cell *cells,
		    struct crm_arena *arena, struct crm_error *err)
{
	const struct crm_model *model = &s->engine->models[source->object];
	struct crm_source row = *source;
	int64_t id;
	enum crm_stage_effect effect;
	if (write_cells(model, cells, arena, &row.cells) != CRM_OK)
		return crm_error_no_memory(err);
	row.hash = (int64_t)crm_cells_hash(model, cells);
	row.seen_run = s->engine->run;
	if (row.raw == NULL)
		row.raw = "{}";
	return crm_store_stage(s->engine->store, &row, &id, &effect, err);
}
