/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/undo_doubt.h>

#include <string.h>

#include <sync/outcome.h>
#include <sync/payload.h>
#include <sync/reconcile.h>
#include <sync/tombstone.h>
#include <sync/translate.h>

/* What the payload makes of its fields; those that it does not set are unknown. */
static int payload_cells(struct crm_system *s, const struct crm_op_row *row, const struct crm_source *source,
			 struct crm_arena *arena, struct crm_cell *cells, struct crm_error *err)
{
	struct crm_payload payload;
	int rc = crm_payload_read(s->engine, s, row->payload, arena, &payload, err);
	struct crm_property *properties =
		rc == CRM_OK ? crm_arena_calloc(arena, payload.n + 1, sizeof *properties) : NULL;
	if (rc == CRM_OK && properties == NULL)
		rc = crm_error_no_memory(err);
	if (rc != CRM_OK)
		return rc;
	for (size_t i = 0; i < payload.n; i++)
		properties[i] =
			(struct crm_property){.name = payload.items[i].property, .value = payload.items[i].value};
	struct crm_record record = {.object = row->object,
				    .kind = source->kind,
				    .id = source->vendor_id,
				    .properties = properties,
				    .n_properties = payload.n};
	return crm_translate_record(s, &record, arena, cells, err);
}

static void write_entry(struct crm_json_writer *w, const char *name, const struct crm_cell *v, const crm_json *agreed,
			const struct crm_cell *now)
{
	struct crm_cell was;
	crm_jw_key(w, name);
	crm_jw_object(w);
	crm_jw_key(w, "v");
	crm_cell_write(w, v);
	crm_jw_key(w, "g");
	/* where the vendor had respelt the value, its own spelling must not look like an edit if nothing happened */
	struct crm_arena *arena = crm_arena_new();
	if (arena != NULL && crm_cell_read(agreed, arena, &was) == CRM_OK && crm_cell_equal(&was, now))
		crm_jw_value(w, agreed);
	else
		crm_cell_write(w, now);
	crm_arena_free(arena);
	crm_jw_end_object(w);
}

static int write_base(struct crm_system *s, const struct crm_source *source, const crm_json *base,
		      const crm_json *settle, const struct crm_cell *now, const struct crm_cell *sent,
		      struct crm_error *err)
{
	const struct crm_model *model = &s->engine->models[source->object];
	struct crm_buf buf;
	struct crm_json_writer w;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_object(&w);
	for (size_t i = 0; i < model->n_fields; i++) {
		const char *name = model->fields[i].name;
		const crm_json *agreed = crm_json_get(settle, name), *kept = crm_json_get(base, name);
		if (agreed != NULL && !crm_cell_unknown(&sent[i]) && !crm_cell_unknown(&now[i])) {
			write_entry(&w, name, &sent[i], agreed, &now[i]);
		} else if (kept != NULL) {
			crm_jw_key(&w, name);
			crm_jw_value(&w, kept);
		}
	}
	crm_jw_end_object(&w);
	int rc = buf.failed ? crm_error_no_memory(err) : crm_store_base_set(s->engine->store, source->id, buf.ptr, err);
	crm_buf_free(&buf);
	return rc;
}

/* References in a payload are the vendor's ids by now; bases have golden ids. */
static int as_golden(struct crm_system *s, const struct crm_source *source, struct crm_cell *cells,
		     struct crm_arena *arena, struct crm_error *err)
{
	const struct crm_model *model = &s->engine->models[source->object];
	struct crm_source row = *source;
	struct crm_buf buf;
	struct crm_json_writer w;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_cells_write(&w, model, cells);
	row.cells = buf.failed ? NULL : crm_arena_strndup(arena, buf.ptr, buf.len);
	crm_buf_free(&buf);
	return row.cells ? crm_source_cells(s->engine, &row, arena, cells, NULL, err) : crm_error_no_memory(err);
}

static int doubt_update(struct crm_system *s, const struct crm_op_row *row, const struct crm_source *source,
			struct crm_arena *arena, struct crm_error *err)
{
	size_t n = s->engine->models[source->object].n_fields;
	struct crm_cell *now = crm_arena_calloc(arena, n, sizeof *now),
			*sent = crm_arena_calloc(arena, n, sizeof *sent);
	crm_json *base = NULL, *settle = NULL;
	int rc = now && sent ? crm_source_cells(s->engine, source, arena, now, NULL, err) : crm_error_no_memory(err);
	if (rc == CRM_OK)
		rc = payload_cells(s, row, source, arena, sent, err);
	if (rc == CRM_OK)
		rc = as_golden(s, source, sent, arena, err);
	if (rc == CRM_OK)
		rc = crm_json_parse(row->settle, strlen(row->settle), &settle, err);
	if (rc == CRM_OK && source->base != NULL)
		rc = crm_json_parse(source->base, strlen(source->base), &base, err);
	if (rc == CRM_OK)
		rc = write_base(s, source, base, settle, now, sent, err);
	crm_json_free(base);
	crm_json_free(settle);
	return rc;
}

static int doubt_reference(struct crm_system *s, const struct crm_op_row *row, const struct crm_source *source,
			   struct crm_arena *arena, struct crm_error *err)
{
	crm_json *payload = NULL;
	int rc = crm_json_parse(row->payload, strlen(row->payload), &payload, err);
	const char *field = crm_json_get_string(payload, "f");
	const char *uid = crm_json_text(crm_json_first(crm_json_get(payload, "u")));
	size_t at = field ? crm_model_field(&s->engine->models[source->object], field) : (size_t)-1;
	if (rc == CRM_OK && uid != NULL && at != (size_t)-1) {
		uid = crm_arena_strdup(arena, uid);
		rc = uid ? crm_outcome_settle_undone(s, source->id, at, uid, row->kind == CRM_OP_ASSOCIATE, arena, err)
			 : crm_error_no_memory(err);
	}
	crm_json_free(payload);
	return rc;
}

int crm_undo_doubt(struct crm_system *s, const struct crm_op_row *row, struct crm_arena *arena, struct crm_error *err)
{
	struct crm_source source;
	bool found = false;
	if (row->kind == CRM_OP_ARCHIVE)
		return crm_tombstone_set(s->engine, row->source, CRM_STONE_UNDONE, err);
	if (row->source == 0)
		return CRM_OK;
	int rc = crm_store_source(s->engine->store, row->source, false, arena, &source, &found, err);
	if (rc != CRM_OK || !found || source.golden == 0)
		return rc;
	return row->kind == CRM_OP_UPDATE ? doubt_update(s, row, &source, arena, err)
					  : doubt_reference(s, row, &source, arena, err);
}
