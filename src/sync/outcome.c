/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/outcome.h>

#include <stdlib.h>
#include <string.h>

#include <crmsync/timestamp.h>
#include <sync/late_agreement.h>
#include <sync/reconcile.h>
#include <sync/stage.h>
#include <sync/tombstone.h>
#include <sync/translate.h>
#include <sync/undo_doubt.h>

/* ---- base ---- */

static bool sent_unresolved(const struct crm_payload *payload, const char *field)
{
	for (size_t i = 0; payload != NULL && i < payload->n; i++)
		if (payload->items[i].unresolved && strcmp(payload->items[i].field, field) == 0)
			return true;
	return false;
}

static int read_source(struct crm_system *s, int64_t source, struct crm_arena *arena, struct crm_source *row,
		       struct crm_error *err)
{
	bool found = false;
	int rc = crm_store_source(s->engine->store, source, false, arena, row, &found, err);
	if (rc == CRM_OK && !found)
		rc = crm_error_set(err, CRM_E_STORE, "source record %lld has gone from the store", (long long)source);
	return rc;
}

struct base_writer {
	struct crm_buf buf;
	struct crm_json_writer w;
};

static void base_begin(struct base_writer *b)
{
	crm_buf_init(&b->buf, CRM_BUF_MAX);
	crm_jw_init(&b->w, &b->buf);
	crm_jw_object(&b->w);
}

static void base_entry(struct base_writer *b, const char *name, const struct crm_cell *v, const struct crm_cell *agreed)
{
	crm_jw_key(&b->w, name);
	crm_jw_object(&b->w);
	crm_jw_key(&b->w, "v");
	crm_cell_write(&b->w, v);
	if (!crm_cell_equal(v, agreed)) {
		crm_jw_key(&b->w, "g");
		crm_cell_write(&b->w, agreed);
	}
	crm_jw_end_object(&b->w);
}

static int base_end(struct base_writer *b, struct crm_system *s, int64_t source, struct crm_error *err)
{
	crm_jw_end_object(&b->w);
	int rc = b->buf.failed ? crm_error_no_memory(err)
			       : crm_store_base_set(s->engine->store, source, b->buf.ptr, err);
	crm_buf_free(&b->buf);
	return rc;
}

static int source_now(struct crm_system *s, const struct crm_source *row, struct crm_arena *arena,
		      struct crm_cell **cells, struct crm_error *err)
{
	*cells = crm_arena_calloc(arena, s->engine->models[row->object].n_fields, sizeof **cells);
	return *cells ? crm_source_cells(s->engine, row, arena, *cells, NULL, err) : crm_error_no_memory(err);
}

/* What a vendor made of what was sent. */
struct after_writer {
	struct crm_buf buf;
	struct crm_json_writer w;
	bool any;
};

static void after_begin(struct after_writer *a)
{
	crm_buf_init(&a->buf, CRM_BUF_MAX);
	crm_jw_init(&a->w, &a->buf);
	crm_jw_object(&a->w);
	a->any = false;
}

static void after_entry(struct after_writer *a, const char *name, const struct crm_cell *now,
			const struct crm_cell *agreed)
{
	if (crm_cell_equal(now, agreed))
		return;
	crm_jw_key(&a->w, name);
	crm_cell_write(&a->w, now);
	a->any = true;
}

static int after_end(struct after_writer *a, struct crm_system *s, int64_t operation, int rc, struct crm_error *err)
{
	crm_jw_end_object(&a->w);
	if (rc == CRM_OK && a->any && operation != 0)
		rc = a->buf.failed ? crm_error_no_memory(err)
				   : crm_store_image_after(s->engine->store, operation, a->buf.ptr, err);
	crm_buf_free(&a->buf);
	return rc;
}

int crm_outcome_settle(struct crm_system *s, int64_t source, int64_t operation, const char *settle,
		       const struct crm_payload *payload, struct crm_arena *arena, struct crm_error *err)
{
	struct after_writer after;
	struct crm_source row;
	struct crm_cell *now = NULL;
	crm_json *settled = NULL, *old = NULL;
	int rc = read_source(s, source, arena, &row, err);
	if (rc == CRM_OK && row.golden == 0)
		return CRM_OK; /* it was let go of meanwhile: there is nobody to agree with */
	if (rc == CRM_OK)
		rc = source_now(s, &row, arena, &now, err);
	if (rc == CRM_OK)
		rc = crm_json_parse(settle, strlen(settle), &settled, err);
	if (rc == CRM_OK && row.base != NULL)
		rc = crm_json_parse(row.base, strlen(row.base), &old, err);
	struct base_writer b;
	base_begin(&b);
	after_begin(&after);
	const struct crm_model *model = rc == CRM_OK ? &s->engine->models[row.object] : NULL;
	for (size_t i = 0; rc == CRM_OK && i < model->n_fields; i++) {
		const char *name = model->fields[i].name;
		const crm_json *fresh = crm_json_get(settled, name), *kept = crm_json_get(old, name);
		struct crm_cell golden;
		if (fresh != NULL && !crm_cell_unknown(&now[i]) && !sent_unresolved(payload, name)) {
			rc = crm_cell_read(fresh, arena, &golden);
			if (rc == CRM_OK) {
				base_entry(&b, name, &now[i], &golden);
				after_entry(&after, name, &now[i], &golden);
			}
		} else if (kept != NULL) {
			crm_jw_key(&b.w, name);
			crm_jw_value(&b.w, kept);
		}
	}
	crm_json_free(settled);
	crm_json_free(old);
	rc = after_end(&after, s, operation, rc, err);
	if (rc != CRM_OK) {
		crm_buf_free(&b.buf);
		return rc;
	}
	return base_end(&b, s, source, err);
}

/* ---- consent that was not taken ---- */

static bool says_out(const struct crm_cell *cell)
{
	return cell->kind == CRM_TEXT && strcmp(cell->key, "true") == 0;
}

#define OPT_OUT_IGNORED "the opt-out was accepted and not carried out; enter it there by hand"

/* The opt-out that was sent and is not there, NULL: none. */
static const struct crm_payload_item *find_ignored(const struct crm_model *model, const struct crm_payload *payload,
						   const struct crm_cell *sent, const struct crm_cell *now)
{
	for (size_t i = 0; i < payload->n; i++) {
		size_t f = crm_model_field(model, payload->items[i].field);
		if (f != (size_t)-1 && model->fields[f].rule == CRM_R_MOST_RESTRICTIVE && says_out(&sent[f]) &&
		    !crm_cell_unknown(&now[f]) && !says_out(&now[f]))
			return &payload->items[i];
	}
	return NULL;
}

/* An opt-out is never given up for a vendor's own spelling: what was not taken stays owed, and is said. */
static int check_consent(struct crm_system *s, const struct crm_outgoing *out, const struct crm_record *sent,
			 int64_t source, const struct crm_payload_item **ignored, struct crm_arena *arena,
			 struct crm_error *err)
{
	const struct crm_model *model = &s->engine->models[out->op.object];
	struct crm_source row;
	struct crm_cell *now = NULL, *wanted = crm_arena_calloc(arena, model->n_fields, sizeof *wanted);
	*ignored = NULL;
	int rc = wanted ? read_source(s, source, arena, &row, err) : crm_error_no_memory(err);
	if (rc == CRM_OK)
		rc = source_now(s, &row, arena, &now, err);
	if (rc == CRM_OK)
		rc = crm_translate_record(s, sent, arena, wanted, err);
	if (rc == CRM_OK)
		*ignored = find_ignored(model, &out->payload, wanted, now);
	if (rc != CRM_OK || *ignored == NULL)
		return rc;
	const char *owed = crm_arena_printf(arena, "{\"%s\":[\"false\"]}", (*ignored)->field);
	return owed ? crm_outcome_settle(s, source, 0, owed, NULL, arena, err) : crm_error_no_memory(err);
}

int crm_outcome_owe_consent(struct crm_system *s, int64_t source, const char *settle, struct crm_arena *arena,
			    struct crm_error *err)
{
	struct crm_source row;
	struct crm_cell *now = NULL;
	crm_json *settled = NULL;
	int rc = read_source(s, source, arena, &row, err);
	if (rc != CRM_OK || row.golden == 0)
		return rc;
	rc = source_now(s, &row, arena, &now, err);
	if (rc == CRM_OK)
		rc = crm_json_parse(settle, strlen(settle), &settled, err);
	const struct crm_model *model = &s->engine->models[row.object];
	for (size_t i = 0; rc == CRM_OK && i < model->n_fields; i++) {
		const char *name = model->fields[i].name;
		const crm_json *agreed = crm_json_get(settled, name);
		struct crm_cell golden;
		if (model->fields[i].rule != CRM_R_MOST_RESTRICTIVE || agreed == NULL || crm_cell_unknown(&now[i]) ||
		    says_out(&now[i]))
			continue;
		rc = crm_cell_read(agreed, arena, &golden);
		const char *owed = rc == CRM_OK && says_out(&golden)
					   ? crm_arena_printf(arena, "{\"%s\":[\"false\"]}", name)
					   : NULL;
		if (owed != NULL)
			rc = crm_outcome_settle(s, source, 0, owed, NULL, arena, err);
	}
	crm_json_free(settled);
	return rc;
}

static int hold_opt_out(struct crm_system *s, const struct crm_outgoing *out, struct crm_arena *arena,
			struct crm_error *err)
{
	struct crm_golden golden;
	const char *label = NULL;
	bool found = false;
	int rc = crm_store_golden(s->engine->store, out->row->golden, arena, &golden, &found, err);
	if (rc == CRM_OK && found)
		rc = crm_golden_label(s->engine, out->row->golden, arena, &label, err);
	if (rc != CRM_OK || !found)
		return rc;
	struct crm_hold hold = {
		.kind = "rejected",
		.object = out->op.object,
		.golden = out->row->golden,
		.system = s->id,
		/* as the plans to come put it */
		.identity = crm_arena_printf(arena, "%s/%s/", golden.uid, s->settings->name),
		.summary = crm_arena_printf(arena, "%s %s in %s: %s", crm_object_name(out->op.object), label,
					    s->settings->name, OPT_OUT_IGNORED),
	};
	return hold.identity && hold.summary ? crm_hold_put(s->engine, &hold, err) : crm_error_no_memory(err);
}

/* A create that left out the opt-out: the update that would carry it later counts as refused, so that each run says so
   and none sends it in vain. */
static int refuse_opt_out(struct crm_system *s, const struct crm_outgoing *out, const struct crm_payload_item *item,
			  struct crm_error *err)
{
	struct crm_buf payload;
	struct crm_json_writer w;
	crm_buf_init(&payload, CRM_BUF_MAX);
	crm_jw_init(&w, &payload);
	crm_payload_set_begin(&w);
	crm_payload_property(&w, item->property, item->field, &item->value, CRM_OBJECTS);
	crm_payload_set_end(&w);
	int rc = payload.failed ? crm_error_no_memory(err)
				: crm_store_refusal_set(s->engine->store, out->row->golden, s->id, CRM_OP_UPDATE,
							crm_payload_hash(payload.ptr, CRM_OP_UPDATE), "ignored",
							OPT_OUT_IGNORED, s->engine->run, err);
	crm_buf_free(&payload);
	return rc;
}

/* ---- creates and updates ---- */

/* What was sent, as a record: for vendors that do not answer with one. */
static int sent_record(const struct crm_outgoing *out, const char *id, struct crm_arena *arena,
		       struct crm_record *record)
{
	struct crm_property *properties = crm_arena_calloc(arena, out->op.n_properties + 1, sizeof *properties);
	if (properties == NULL)
		return CRM_E_NOMEM;
	for (size_t i = 0; i < out->op.n_properties; i++)
		properties[i] = out->op.properties[i];
	*record = (struct crm_record){
		.object = out->op.object,
		.kind = out->op.record_kind,
		.id = id,
		.properties = properties,
		.n_properties = out->op.n_properties,
	};
	return CRM_OK;
}

static int record_create(struct crm_system *s, const struct crm_outgoing *out, const struct crm_result *result,
			 struct crm_arena *arena, struct crm_error *err)
{
	struct crm_record sent;
	int64_t source;
	enum crm_stage_effect effect;
	if (sent_record(out, result->id, arena, &sent) != CRM_OK)
		return crm_error_no_memory(err);
	int rc = crm_stage_record(s, result->after ? result->after : &sent, 0, arena, &source, &effect, err);
	if (rc == CRM_OK)
		rc = crm_store_link(s->engine->store, source, out->row->golden, false, "created", s->engine->run, err);
	const struct crm_payload_item *ignored = NULL;
	if (rc == CRM_OK)
		rc = crm_outcome_settle(s, source, out->row->id, out->row->settle, &out->payload, arena, err);
	if (rc == CRM_OK)
		rc = check_consent(s, out, &sent, source, &ignored, arena, err);
	if (rc == CRM_OK && ignored != NULL)
		rc = refuse_opt_out(s, out, ignored, err);
	if (rc == CRM_OK && ignored != NULL)
		rc = hold_opt_out(s, out, arena, err);
	if (rc == CRM_OK)
		rc = crm_store_op_finish(s->engine->store, out->row->id, CRM_OPS_ACKNOWLEDGED, source, result->id, NULL,
					 NULL, crm_time_now(), err);
	return rc;
}

/* The source's cells with those that the answer (or what was sent) tells of laid over. */
static int overlay(struct crm_system *s, const struct crm_source *row, const struct crm_record *news,
		   struct crm_arena *arena, struct crm_error *err)
{
	const struct crm_model *model = &s->engine->models[row->object];
	struct crm_cell *cells = crm_arena_calloc(arena, model->n_fields, sizeof *cells);
	struct crm_cell *fresh = crm_arena_calloc(arena, model->n_fields, sizeof *fresh);
	crm_json *json = NULL;
	if (cells == NULL || fresh == NULL)
		return crm_error_no_memory(err);
	int rc = crm_json_parse(row->cells, strlen(row->cells), &json, err);
	if (rc == CRM_OK)
		rc = crm_cells_read(json, model, arena, cells, err);
	crm_json_free(json);
	if (rc == CRM_OK)
		rc = crm_translate_record(s, news, arena, fresh, err);
	for (size_t i = 0; rc == CRM_OK && i < model->n_fields; i++)
		if (fresh[i].kind != CRM_ABSENT)
			cells[i] = fresh[i];
	return rc == CRM_OK ? crm_stage_cells(s, row, cells, arena, err) : rc;
}

static int record_refusal(struct crm_system *s, const struct crm_outgoing *out, const struct crm_result *result,
			  struct crm_arena *arena, struct crm_error *err);

static int record_update(struct crm_system *s, const struct crm_outgoing *out, const struct crm_result *result,
			 struct crm_arena *arena, struct crm_error *err)
{
	struct crm_source row;
	struct crm_record sent;
	const struct crm_payload_item *ignored = NULL;
	bool found = false;
	if (sent_record(out, out->op.id, arena, &sent) != CRM_OK)
		return crm_error_no_memory(err);
	int rc = crm_store_source(s->engine->store, out->row->source, true, arena, &row, &found, err);
	if (rc == CRM_OK && found)
		rc = overlay(s, &row, result->after ? result->after : &sent, arena, err);
	if (rc == CRM_OK && found)
		rc = crm_outcome_settle(s, row.id, out->row->id, out->row->settle, &out->payload, arena, err);
	if (rc == CRM_OK && found)
		rc = check_consent(s, out, &sent, row.id, &ignored, arena, err);
	if (rc == CRM_OK && ignored != NULL) {
		const struct crm_result refused = {
			.message = OPT_OUT_IGNORED, .code = "ignored", .field = ignored->field};
		return record_refusal(s, out, &refused, arena, err);
	}
	if (rc == CRM_OK)
		rc = crm_store_op_finish(s->engine->store, out->row->id, CRM_OPS_ACKNOWLEDGED, out->row->source,
					 out->op.id, NULL, NULL, crm_time_now(), err);
	return rc;
}

/* ---- associations ---- */

static int by_key(const void *a, const void *b)
{
	return strcmp(((const struct crm_cell *)a)->key, ((const struct crm_cell *)b)->key);
}

/* The cell with one key more or less; a single reference is replaced or cleared. */
static int change_cell(const struct crm_field *f, const struct crm_cell *cell, const char *key, bool add,
		       struct crm_arena *arena, struct crm_cell *out)
{
	struct crm_cell item = {.kind = CRM_TEXT, .valid = true, .key = key, .text = key};
	if (!f->multiple) {
		*out = add ? item : (struct crm_cell){.kind = CRM_NULL};
		return CRM_OK;
	}
	size_t n = cell->kind == CRM_LIST ? cell->n : 0, kept = 0;
	struct crm_cell *items = crm_arena_calloc(arena, n + 1, sizeof *items);
	if (items == NULL)
		return CRM_E_NOMEM;
	for (size_t i = 0; i < n; i++)
		if (strcmp(cell->items[i].key, key) != 0)
			items[kept++] = cell->items[i];
	if (add)
		items[kept++] = item;
	if (kept > 1)
		qsort(items, kept, sizeof *items, by_key);
	*out = (struct crm_cell){.kind = CRM_LIST, .items = items, .n = kept};
	return CRM_OK;
}

static int change_source_list(struct crm_system *s, const struct crm_source *row, size_t field, const char *to,
			      bool add, struct crm_arena *arena, struct crm_error *err)
{
	const struct crm_model *model = &s->engine->models[row->object];
	struct crm_cell *cells = crm_arena_calloc(arena, model->n_fields, sizeof *cells);
	crm_json *json = NULL;
	if (cells == NULL)
		return crm_error_no_memory(err);
	int rc = crm_json_parse(row->cells, strlen(row->cells), &json, err);
	if (rc == CRM_OK)
		rc = crm_cells_read(json, model, arena, cells, err);
	crm_json_free(json);
	struct crm_cell changed;
	if (rc == CRM_OK && change_cell(&model->fields[field], &cells[field], to, add, arena, &changed) != CRM_OK)
		rc = crm_error_no_memory(err);
	if (rc != CRM_OK)
		return rc;
	cells[field] = changed;
	return crm_stage_cells(s, row, cells, arena, err);
}

static int agreed_cell(const crm_json *base, const char *field, struct crm_arena *arena, struct crm_cell *out)
{
	const crm_json *entry = crm_json_get(base, field);
	const crm_json *agreed = crm_json_get(entry, "g") ? crm_json_get(entry, "g") : crm_json_get(entry, "v");
	*out = (struct crm_cell){.kind = CRM_NULL};
	return agreed ? crm_cell_read(agreed, arena, out) : CRM_OK;
}

static int base_cell(const crm_json *base, const char *field, struct crm_arena *arena, struct crm_cell *out)
{
	const crm_json *held = crm_json_get(crm_json_get(base, field), "v");
	*out = (struct crm_cell){.kind = CRM_NULL};
	return held ? crm_cell_read(held, arena, out) : CRM_OK;
}

/* One entry of a base, the others as they are. */
static int set_entry(struct crm_system *s, const struct crm_source *row, const crm_json *old, size_t field,
		     const struct crm_cell *v, const struct crm_cell *agreed, struct crm_error *err)
{
	const struct crm_model *model = &s->engine->models[row->object];
	struct base_writer b;
	base_begin(&b);
	for (size_t i = 0; i < model->n_fields; i++) {
		const crm_json *kept = crm_json_get(old, model->fields[i].name);
		if (i == field) {
			base_entry(&b, model->fields[i].name, v, agreed);
		} else if (kept != NULL) {
			crm_jw_key(&b.w, model->fields[i].name);
			crm_jw_value(&b.w, kept);
		}
	}
	return base_end(&b, s, row->id, err);
}

static int read_base(const struct crm_source *row, crm_json **out, struct crm_error *err)
{
	*out = NULL;
	return row->base ? crm_json_parse(row->base, strlen(row->base), out, err) : CRM_OK;
}

/* One member more or less is agreed on now; the others keep their standing. */
static int settle_member(struct crm_system *s, int64_t source, size_t field, const char *uid, bool add,
			 struct crm_arena *arena, struct crm_error *err)
{
	struct crm_source row;
	struct crm_cell *now = NULL, agreed, changed;
	crm_json *old = NULL;
	int rc = read_source(s, source, arena, &row, err);
	if (rc == CRM_OK)
		rc = source_now(s, &row, arena, &now, err);
	if (rc == CRM_OK)
		rc = read_base(&row, &old, err);
	const struct crm_field *f = rc == CRM_OK ? &s->engine->models[row.object].fields[field] : NULL;
	if (rc == CRM_OK)
		rc = agreed_cell(old, f->name, arena, &agreed);
	if (rc == CRM_OK)
		rc = change_cell(f, &agreed, uid, add, arena, &changed);
	if (rc == CRM_OK)
		rc = set_entry(s, &row, old, field, &now[field], &changed, err);
	crm_json_free(old);
	return rc;
}

int crm_outcome_settle_undone(struct crm_system *s, int64_t source, size_t field, const char *uid, bool add,
			      struct crm_arena *arena, struct crm_error *err)
{
	struct crm_source row;
	struct crm_cell agreed, held, changed;
	crm_json *old = NULL;
	int rc = read_source(s, source, arena, &row, err);
	if (rc == CRM_OK)
		rc = read_base(&row, &old, err);
	const struct crm_field *f = rc == CRM_OK ? &s->engine->models[row.object].fields[field] : NULL;
	if (rc == CRM_OK)
		rc = agreed_cell(old, f->name, arena, &agreed);
	if (rc == CRM_OK)
		rc = base_cell(old, f->name, arena, &held);
	if (rc == CRM_OK)
		rc = change_cell(f, &held, uid, add, arena, &changed);
	if (rc == CRM_OK)
		rc = set_entry(s, &row, old, field, &changed, &agreed, err);
	crm_json_free(old);
	return rc;
}

static int association_source(struct crm_system *s, const struct crm_outgoing *out, struct crm_arena *arena,
			      struct crm_source *row, struct crm_error *err)
{
	bool found = false;
	int rc = crm_store_source_by_vendor_id(s->engine->store, s->id, out->op.object, out->op.id, true, arena, row,
					       &found, err);
	if (rc == CRM_OK && !found)
		rc = crm_error_set(err, CRM_E_STORE, "%s %s has gone from the store", crm_object_name(out->op.object),
				   out->op.id);
	return rc;
}

static const char *association_uid(const struct crm_outgoing *out, struct crm_arena *arena)
{
	crm_json *json = NULL;
	if (crm_json_parse(out->row->payload, strlen(out->row->payload), &json, NULL) != CRM_OK)
		return NULL;
	const char *uid = crm_arena_strdup(arena, crm_json_text(crm_json_first(crm_json_get(json, "u"))));
	crm_json_free(json);
	return uid;
}

static int record_association(struct crm_system *s, const struct crm_outgoing *out, struct crm_arena *arena,
			      struct crm_error *err)
{
	struct crm_source row;
	bool add = out->op.kind == CRM_OP_ASSOCIATE;
	size_t field = crm_model_field(&s->engine->models[out->op.object], out->payload.items[0].field);
	const char *uid = association_uid(out, arena);
	if (uid == NULL || field == (size_t)-1)
		return crm_error_set(err, CRM_E_STORE, "an association in the store cannot be read");
	int rc = association_source(s, out, arena, &row, err);
	if (rc == CRM_OK)
		rc = change_source_list(s, &row, field, out->op.to, add, arena, err);
	if (rc == CRM_OK)
		rc = out->row->undoes != 0 ? crm_outcome_settle_undone(s, row.id, field, uid, add, arena, err)
					   : settle_member(s, row.id, field, uid, add, arena, err);
	if (rc == CRM_OK)
		rc = crm_store_op_finish(s->engine->store, out->row->id, CRM_OPS_ACKNOWLEDGED, row.id, out->op.id, NULL,
					 NULL, crm_time_now(), err);
	return rc;
}

/* ---- the rest ---- */

static enum crm_tombstone stone_of(const struct crm_op_row *row)
{
	return row->undoes != 0 ? CRM_STONE_UNDONE : CRM_STONE_REMOVED;
}

static int record_archive(struct crm_system *s, const struct crm_outgoing *out, struct crm_arena *arena,
			  struct crm_error *err)
{
	struct crm_source row;
	int64_t id;
	enum crm_stage_effect effect;
	bool found = false;
	int rc = crm_store_source(s->engine->store, out->row->source, true, arena, &row, &found, err);
	if (rc == CRM_OK && found) {
		row.life = CRM_ARCHIVED;
		row.seen_run = s->engine->run;
		rc = crm_store_stage(s->engine->store, &row, &id, &effect, err);
		if (rc == CRM_OK)
			rc = crm_tombstone_set(s->engine, row.id, stone_of(out->row), err);
	}
	if (rc == CRM_OK)
		rc = crm_store_op_finish(s->engine->store, out->row->id, CRM_OPS_ACKNOWLEDGED, out->row->source,
					 out->op.id, NULL, NULL, crm_time_now(), err);
	return rc;
}

static int record_done(struct crm_system *s, const struct crm_outgoing *out, const struct crm_result *result,
		       struct crm_arena *arena, struct crm_error *err)
{
	switch (out->op.kind) {
	case CRM_OP_CREATE:
		return record_create(s, out, result, arena, err);
	case CRM_OP_UPDATE:
		return record_update(s, out, result, arena, err);
	case CRM_OP_ASSOCIATE:
	case CRM_OP_DISSOCIATE:
		return record_association(s, out, arena, err);
	case CRM_OP_ARCHIVE:
		return record_archive(s, out, arena, err);
	}
	return crm_error_set(err, CRM_E_FAIL, "an operation of unknown kind");
}

static int record_refusal(struct crm_system *s, const struct crm_outgoing *out, const struct crm_result *result,
			  struct crm_arena *arena, struct crm_error *err)
{
	struct crm_store *store = s->engine->store;
	const char *message = result->message ? result->message : "refused without a reason", *label = NULL;
	struct crm_golden golden = {.uid = ""};
	bool found = false;
	int rc = crm_golden_label(s->engine, out->row->golden, arena, &label, err);
	if (rc == CRM_OK)
		rc = crm_store_golden(store, out->row->golden, arena, &golden, &found, err);
	if (rc == CRM_OK)
		rc = crm_store_refusal_set(store, out->row->golden, s->id, out->row->kind, out->row->payload_hash,
					   result->code, message, s->engine->run, err);
	if (rc != CRM_OK)
		return rc;
	struct crm_hold hold = {
		.kind = "rejected",
		.object = out->op.object,
		.golden = out->row->golden,
		.system = s->id,
		.field = result->field,
		/* the one that the next plan puts the question under */
		.identity = crm_arena_printf(arena, "%s/%s/", golden.uid, s->settings->name),
		.summary = crm_arena_printf(arena, "%s %s (%s) in %s was refused: %s", crm_object_name(out->op.object),
					    label, out->op.id ? out->op.id : "new", s->settings->name, message),
	};
	rc = hold.identity && hold.summary ? crm_hold_put(s->engine, &hold, err) : crm_error_no_memory(err);
	if (rc == CRM_OK)
		rc = crm_store_op_finish(store, out->row->id, CRM_OPS_FAILED, out->row->source, out->op.id,
					 result->code, message, crm_time_now(), err);
	return rc;
}

/* A create that is said to be done, but not as which record, may be anything. */
static enum crm_outcome outcome_of(const struct crm_outgoing *out, const struct crm_result *result)
{
	bool nameless = result->outcome == CRM_DONE && out->op.kind == CRM_OP_CREATE && result->id == NULL;
	return nameless ? CRM_UNKNOWN : result->outcome;
}

int crm_outcome_record(struct crm_system *s, const struct crm_outgoing *out, const struct crm_result *result,
		       struct crm_arena *arena, struct crm_error *err)
{
	struct crm_store *store = s->engine->store;
	int64_t id = out->row->id;
	switch (outcome_of(out, result)) {
	case CRM_DONE:
		return record_done(s, out, result, arena, err);
	case CRM_REFUSED:
		return record_refusal(s, out, result, arena, err);
	case CRM_NOT_SENT:
		return crm_store_ops_state(store, &id, 1, CRM_OPS_PLANNED, crm_time_now(), err);
	case CRM_GONE:
	case CRM_EXISTS:
		if (out->op.kind == CRM_OP_ARCHIVE) {
			int noted = crm_tombstone_set(s->engine, out->row->source, stone_of(out->row), err);
			if (noted != CRM_OK)
				return noted;
		}
		return crm_store_op_finish(store, id, CRM_OPS_SKIPPED, out->row->source,
					   result->id ? result->id : out->op.id, result->code, result->message,
					   crm_time_now(), err);
	case CRM_UNKNOWN:
		break;
	}
	/* Doing an update, association or delete twice harms nothing; a create twice makes a duplicate. */
	bool create = out->op.kind == CRM_OP_CREATE;
	s->in_doubt = s->in_doubt || create;
	const char *what = crm_arena_printf(arena, "the answer was lost%s%s%s; it is looked up by the next run",
					    result->message ? " (" : "", result->message ? result->message : "",
					    result->message ? ")" : "");
	if (what == NULL)
		return crm_error_no_memory(err);
	int rc = create ? crm_hold_doubt(s->engine, s, out->row, what, arena, err) : CRM_OK;
	if (rc == CRM_OK && !create && out->row->undoes != 0)
		rc = crm_undo_doubt(s, out->row, arena, err);
	return rc == CRM_OK ? crm_store_ops_state(store, &id, 1, create ? CRM_OPS_IN_DOUBT : CRM_OPS_PLANNED,
						  crm_time_now(), err)
			    : rc;
}

int crm_outcome_undone(struct crm_system *s, const struct crm_outgoing *out, const struct crm_result *result,
		       struct crm_arena *arena, struct crm_error *err)
{
	const char *what = crm_arena_printf(arena,
					    "a change was sent and not confirmed (%s); it is compared anew by "
					    "the next run",
					    result->message ? result->message : "no reason given");
	return what ? crm_hold_doubt(s->engine, s, out->row, what, arena, err) : crm_error_no_memory(err);
}

static int adopt(struct crm_system *s, const struct crm_op_row *row, const struct crm_record *record, const char *how,
		 bool ours, struct crm_arena *arena, bool *adopted, struct crm_error *err)
{
	struct crm_source source;
	int64_t id, golden = row->golden;
	const char *present = NULL;
	enum crm_stage_effect effect;
	bool found = false;
	int rc = crm_stage_record(s, record, 0, arena, &id, &effect, err);
	if (rc == CRM_OK)
		rc = crm_store_source(s->engine->store, id, false, arena, &source, &found, err);
	if (rc == CRM_OK)
		rc = crm_golden_survivor(s->engine, &golden, arena, err);
	if (rc == CRM_OK)
		rc = crm_store_vendor_id_of(s->engine->store, golden, s->id, arena, &present, err);
	if (rc != CRM_OK || !found || source.life != CRM_LIVE || (source.golden != 0 && source.golden != golden) ||
	    (present != NULL && strcmp(present, record->id) != 0))
		return rc;
	if (source.golden == 0)
		rc = crm_store_link(s->engine->store, id, golden, false, how, s->engine->run, err);
	if (rc == CRM_OK && ours)
		rc = crm_late_agree(s, row, id, arena, err);
	/* Not DONE: it was not the answer that told. */
	if (rc == CRM_OK)
		rc = crm_store_op_finish(s->engine->store, row->id, CRM_OPS_VERIFIED, id, record->id, NULL, how,
					 crm_time_now(), err);
	*adopted = rc == CRM_OK;
	return rc;
}

int crm_outcome_adopt(struct crm_system *s, const struct crm_op_row *row, const struct crm_record *record,
		      const char *how, bool ours, struct crm_arena *arena, bool *adopted, struct crm_error *err)
{
	*adopted = false;
	int rc = crm_store_begin(s->engine->store, err);
	if (rc != CRM_OK)
		return rc;
	rc = adopt(s, row, record, how, ours, arena, adopted, err);
	if (rc == CRM_OK)
		rc = crm_store_commit(s->engine->store, err);
	else
		crm_store_rollback(s->engine->store);
	*adopted = *adopted && rc == CRM_OK;
	return rc;
}
