/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/lost_write.h>

#include <string.h>

#include <crmsync/timestamp.h>
#include <sync/outcome.h>
#include <sync/reconcile.h>
#include <sync/stage.h>
#include <sync/translate.h>

/* A payload that was lost once is noted beside the refusals, under a kind of operation of its own. */
#define LOST_ONCE 100

#define NOT_APPLIED "not applied"

/* ---- is it lost? ---- */

static bool sets_field(const struct crm_payload *payload, const char *field)
{
	for (size_t i = 0; i < payload->n; i++)
		if (!payload->items[i].unresolved && strcmp(payload->items[i].field, field) == 0)
			return true;
	return false;
}

static int stored_cells(struct crm_system *s, const struct crm_source *source, struct crm_arena *arena,
			struct crm_cell **cells, struct crm_error *err)
{
	const struct crm_model *model = &s->engine->models[source->object];
	crm_json *json = NULL;
	*cells = crm_arena_calloc(arena, model->n_fields, sizeof **cells);
	if (*cells == NULL)
		return crm_error_no_memory(err);
	int rc = crm_json_parse(source->cells, strlen(source->cells), &json, err);
	if (rc == CRM_OK)
		rc = crm_cells_read(json, model, arena, *cells, err);
	crm_json_free(json);
	return rc;
}

static bool differs(const struct crm_model *model, const struct crm_payload *payload, const struct crm_cell *expected,
		    const struct crm_cell *found)
{
	for (size_t i = 0; i < model->n_fields; i++)
		if (sets_field(payload, model->fields[i].name) && !crm_cell_unknown(&expected[i]) &&
		    !crm_cell_unknown(&found[i]) && !crm_cell_equal(&expected[i], &found[i]))
			return true;
	return false;
}

int crm_lost_update(struct crm_system *s, const struct crm_op_row *row, const struct crm_record *record,
		    const struct crm_payload *payload, struct crm_arena *arena, bool *lost, struct crm_error *err)
{
	const struct crm_model *model = &s->engine->models[row->object];
	struct crm_source source;
	struct crm_cell *expected = NULL, *found = crm_arena_calloc(arena, model->n_fields, sizeof *found);
	bool known = false;
	*lost = false;
	if (found == NULL)
		return crm_error_no_memory(err);
	if (row->kind != CRM_OP_UPDATE)
		return CRM_OK;
	int rc = crm_store_source(s->engine->store, row->source, false, arena, &source, &known, err);
	/* the stored stamp is that of the last pull: any write of anybody since then would have moved it */
	if (rc != CRM_OK || !known || record->modified == 0 || record->modified > source.modified)
		return rc;
	rc = stored_cells(s, &source, arena, &expected, err);
	if (rc == CRM_OK)
		rc = crm_translate_record(s, record, arena, found, err);
	if (rc == CRM_OK)
		*lost = differs(model, payload, expected, found);
	return rc;
}

/* ---- what follows ---- */

static int put_hold(struct crm_system *s, const struct crm_op_row *row, const char *what, struct crm_arena *arena,
		    struct crm_error *err)
{
	struct crm_hold hold = {
		.kind = "rejected",
		.object = row->object,
		.golden = row->golden,
		.system = s->id,
		.identity = crm_arena_printf(arena, "lost/%s/%s", s->settings->name, row->vendor_id),
		.summary = crm_arena_printf(arena, "%s reported success for %s %s, but %s", s->settings->name,
					    crm_object_name(row->object), row->vendor_id, what),
	};
	return hold.identity && hold.summary ? crm_hold_put(s->engine, &hold, err) : crm_error_no_memory(err);
}

/* Notes the loss; the second one of the same payload is a refusal, so that it is not tried for ever. */
static int note_loss(struct crm_system *s, const struct crm_op_row *row, const char *message, bool *again,
		     struct crm_arena *arena, struct crm_error *err)
{
	struct crm_store *store = s->engine->store;
	const char *before = NULL;
	int rc = crm_store_refusal_get(store, row->golden, s->id, row->kind + LOST_ONCE, row->payload_hash, arena,
				       &before, err);
	*again = before != NULL;
	return rc == CRM_OK ? crm_store_refusal_set(store, row->golden, s->id, row->kind + (*again ? 0 : LOST_ONCE),
						    row->payload_hash, NOT_APPLIED, message, s->engine->run, err)
			    : rc;
}

/* The text that settles the payload's fields on what the record holds: the golden values stay owed. */
static int owed_text(struct crm_system *s, const struct crm_op_row *row, const struct crm_payload *payload,
		     struct crm_arena *arena, const char **text, struct crm_error *err)
{
	const struct crm_model *model = &s->engine->models[row->object];
	struct crm_source source;
	struct crm_buf buf;
	struct crm_json_writer w;
	bool known = false;
	struct crm_cell *cells = crm_arena_calloc(arena, model->n_fields, sizeof *cells);
	if (cells == NULL)
		return crm_error_no_memory(err);
	int rc = crm_store_source(s->engine->store, row->source, false, arena, &source, &known, err);
	if (rc == CRM_OK && known)
		rc = crm_source_cells(s->engine, &source, arena, cells, NULL, err);
	if (rc != CRM_OK)
		return rc;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_object(&w);
	for (size_t i = 0; i < model->n_fields; i++) {
		if (!sets_field(payload, model->fields[i].name) || crm_cell_unknown(&cells[i]))
			continue;
		crm_jw_key(&w, model->fields[i].name);
		crm_cell_write(&w, &cells[i]);
	}
	crm_jw_end_object(&w);
	*text = buf.failed ? NULL : crm_arena_strndup(arena, buf.ptr, buf.len);
	crm_buf_free(&buf);
	return *text ? CRM_OK : crm_error_no_memory(err);
}

int crm_lost_update_record(struct crm_system *s, const struct crm_op_row *row, const struct crm_record *record,
			   const struct crm_payload *payload, struct crm_arena *arena, struct crm_error *err)
{
	static const char message[] = "success was reported, but the record holds what it held before";
	const char *owed = NULL;
	enum crm_stage_effect effect;
	int64_t source;
	bool again = false;
	int rc = crm_stage_record(s, record, 0, arena, &source, &effect, err);
	if (rc == CRM_OK)
		rc = owed_text(s, row, payload, arena, &owed, err);
	if (rc == CRM_OK)
		rc = crm_outcome_settle(s, row->source, 0, owed, NULL, arena, err);
	if (rc == CRM_OK)
		rc = note_loss(s, row, message, &again, arena, err);
	if (rc == CRM_OK)
		rc = put_hold(s, row,
			      again ? "it holds what it held before, for the second time; it is not tried again"
				    : "it holds what it held before; the next run writes it again",
			      arena, err);
	return rc == CRM_OK ? crm_store_op_finish(s->engine->store, row->id, CRM_OPS_FAILED, row->source,
						  row->vendor_id, NOT_APPLIED, message, crm_time_now(), err)
			    : rc;
}

/* The row in the store goes back to what is known: that there may be no such record. */
static int forget_created(struct crm_system *s, const struct crm_op_row *row, struct crm_arena *arena,
			  struct crm_error *err)
{
	struct crm_source source;
	enum crm_stage_effect effect;
	int64_t id;
	bool known = false;
	int rc = crm_store_source(s->engine->store, row->source, true, arena, &source, &known, err);
	if (rc == CRM_OK && known)
		rc = crm_store_unlink(s->engine->store, row->source, err);
	if (rc != CRM_OK || !known)
		return rc;
	source.life = CRM_DELETED;
	return crm_store_stage(s->engine->store, &source, &id, &effect, err);
}

int crm_lost_record(struct crm_system *s, const struct crm_op_row *row, struct crm_arena *arena, struct crm_error *err)
{
	static const char message[] = "success was reported, but the record is not there";
	bool again = false;
	int rc = CRM_OK;
	if (row->kind != CRM_OP_CREATE)
		return put_hold(s, row, "the record is not there", arena, err);
	rc = forget_created(s, row, arena, err);
	if (rc == CRM_OK)
		rc = note_loss(s, row, message, &again, arena, err);
	if (rc == CRM_OK)
		rc = put_hold(s, row,
			      again ? "the record is not there, for the second time; it is not tried again"
				    : "the record is not there; the next run looks for it and creates it again",
			      arena, err);
	return rc == CRM_OK
		       ? crm_store_op_finish(s->engine->store, row->id, again ? CRM_OPS_FAILED : CRM_OPS_IN_DOUBT,
					     row->source, row->vendor_id, NOT_APPLIED, message, crm_time_now(), err)
		       : rc;
}
