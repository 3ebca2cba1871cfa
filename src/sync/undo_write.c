/* SPDX-License-Identifier: Apache-2.0 */
/* What takes a record back, as operations of the plan. */
#include <sync/undo_record.h>

#include <inttypes.h>
#include <string.h>

#include <crmsync/timestamp.h>
#include <sync/before_image.h>
#include <sync/outcome.h>
#include <sync/payload.h>

/* An operation while it is put together. */
struct draft {
	struct crm_undo_record *r;
	struct crm_buf payload, changes, settle, before;
	struct crm_json_writer payload_w, changes_w, settle_w, before_w;
	struct crm_before was;
	size_t n_set;
};

static void draft_begin(struct draft *d, struct crm_undo_record *r)
{
	*d = (struct draft){.r = r};
	crm_buf_init(&d->payload, CRM_BUF_MAX);
	crm_buf_init(&d->changes, CRM_BUF_MAX);
	crm_buf_init(&d->settle, CRM_BUF_MAX);
	crm_buf_init(&d->before, CRM_BUF_MAX);
	crm_jw_init(&d->payload_w, &d->payload);
	crm_jw_init(&d->changes_w, &d->changes);
	crm_jw_init(&d->settle_w, &d->settle);
	crm_jw_init(&d->before_w, &d->before);
	crm_before_begin(&d->was, r->s, &r->source, r->now, r->arena);
	crm_payload_set_begin(&d->payload_w);
	crm_payload_set_begin(&d->before_w);
	crm_jw_array(&d->changes_w);
	crm_jw_object(&d->settle_w);
}

static void draft_free(struct draft *d)
{
	crm_buf_free(&d->payload);
	crm_buf_free(&d->changes);
	crm_buf_free(&d->settle);
	crm_buf_free(&d->before);
}

static void draft_change(struct draft *d, size_t field, const char *property, const char *old, const char *new)
{
	struct crm_json_writer *w = &d->changes_w;
	bool is_id = field == d->r->u->e->id_field[d->r->source.object];
	crm_jw_object(w);
	crm_jw_field(w, "field", is_id ? "crmsync_id" : d->r->model->fields[field].name);
	crm_jw_field(w, "property", property);
	crm_jw_field(w, "old", old);
	crm_jw_field(w, "new", new);
	crm_jw_field(w, "why", is_id ? "id" : "undone");
	crm_jw_end_object(w);
}

/* What is taken back is agreed on, as far as the golden value goes: it is neither an edit nor owed until that moves. */
static void draft_settle(struct draft *d, size_t field)
{
	const char *name = d->r->model->fields[field].name;
	const crm_json *golden = crm_json_get(d->r->golden_cells, name);
	static const struct crm_cell nothing = {.kind = CRM_NULL};
	if (field == d->r->u->e->id_field[d->r->source.object])
		return;
	crm_jw_key(&d->settle_w, name);
	if (golden != NULL)
		crm_jw_value(&d->settle_w, golden);
	else
		crm_cell_write(&d->settle_w, &nothing);
}

/* ---- into the plan ---- */

static int add(struct draft *d, int phase, int kind, enum crm_op_state state, const int64_t *undone, size_t n_undone,
	       struct crm_error *err)
{
	struct crm_undo_record *r = d->r;
	bool creating = kind == CRM_OP_CREATE || r->create != NULL;
	struct crm_store *store = r->u->e->store;
	if (d->payload.failed || d->changes.failed || d->settle.failed || d->before.failed)
		return crm_error_no_memory(err);
	struct crm_op_row row = {
		.run = r->u->e->run,
		.system = r->s->id,
		.phase = phase,
		.kind = kind,
		.object = r->source.object,
		.golden = r->golden.id,
		.source = creating ? 0 : r->source.id,
		.vendor_id = creating ? NULL : r->source.vendor_id,
		.record_kind = r->source.kind,
		.payload = d->payload.ptr,
		.changes = d->changes.ptr,
		.settle = d->settle.ptr,
		.before = d->before.len > 0 ? d->before.ptr : NULL,
		.payload_hash = crm_payload_hash(d->payload.ptr, kind),
		.state = state,
		.undoes = n_undone > 0 ? undone[0] : 0,
	};
	int64_t id = 0;
	r->u->e->planned += state == CRM_OPS_PLANNED;
	int rc = crm_store_op_add(store, &row, &id, err);
	for (size_t i = 1; rc == CRM_OK && i < n_undone; i++)
		rc = crm_store_take_back(store, id, undone[i], err);
	return rc;
}

static void draft_end(struct draft *d)
{
	crm_payload_set_end(&d->payload_w);
	crm_payload_set_end(&d->before_w);
	crm_jw_end_array(&d->changes_w);
	crm_jw_end_object(&d->settle_w);
}

static int phase_of(enum crm_object object)
{
	return object == CRM_COMPANY   ? CRM_PHASE_COMPANIES
	       : object == CRM_CONTACT ? CRM_PHASE_CONTACTS
				       : CRM_PHASE_DEALS;
}

/* ---- values ---- */

static int restore_field(struct draft *d, size_t field, struct crm_error *err)
{
	struct crm_undo_record *r = d->r;
	const char *property = crm_json_get_string(r->items[field], "p");
	const char *old = crm_undo_show(r, field, &r->now[field]), *new = crm_undo_show(r, field, &r->cur[field]);
	if (old == NULL || new == NULL)
		return crm_error_no_memory(err);
	crm_jw_value(&d->payload_w, r->items[field]);
	draft_change(d, field, property, old, new);
	draft_settle(d, field);
	d->n_set++;
	return crm_before_write(&d->was, &d->before_w, field, property, err);
}

/* The crmsync id alone is nothing to write for: it went along with what is kept. */
static bool restores_any(const struct crm_undo_record *r)
{
	for (size_t i = 0; i < r->u->e->id_field[r->source.object]; i++)
		if (r->items[i] != NULL)
			return true;
	return false;
}

static int write_update(struct crm_undo_record *r, struct crm_error *err)
{
	struct draft d;
	int rc = CRM_OK;
	if (!restores_any(r))
		return CRM_OK;
	draft_begin(&d, r);
	for (size_t i = 0; rc == CRM_OK && i < r->model->n_fields; i++)
		if (r->items[i] != NULL)
			rc = restore_field(&d, i, err);
	draft_end(&d);
	if (rc == CRM_OK)
		rc = add(&d, phase_of(r->source.object), CRM_OP_UPDATE, CRM_OPS_PLANNED, r->undone, r->n_undone, err);
	draft_free(&d);
	return rc;
}

/* Fields that hold already what they are to hold: agreed on without a request, and noted as done. */
static int write_settled(struct crm_undo_record *r, struct crm_error *err)
{
	struct draft d;
	bool any = false;
	draft_begin(&d, r);
	for (size_t i = 0; i < r->u->e->id_field[r->source.object]; i++) {
		if (!r->settled[i] || r->items[i] != NULL)
			continue;
		draft_settle(&d, i);
		any = true;
	}
	draft_end(&d);
	int rc = CRM_OK;
	if (any && d.settle.failed)
		rc = crm_error_no_memory(err);
	if (rc == CRM_OK && any)
		rc = crm_outcome_settle(r->s, r->source.id, 0, d.settle.ptr, NULL, r->arena, err);
	if (rc == CRM_OK && any && !restores_any(r) && r->n_references == 0)
		rc = add(&d, phase_of(r->source.object), CRM_OP_UPDATE, CRM_OPS_VERIFIED, r->undone, r->n_undone, err);
	draft_free(&d);
	return rc;
}

/* ---- references ---- */

static int write_reference(struct crm_undo_record *r, const struct crm_undo_reference *to, struct crm_error *err)
{
	const struct crm_field *f = &r->model->fields[to->field];
	const struct crm_cell cell = {.kind = CRM_TEXT, .valid = true, .key = to->uid, .text = to->uid};
	const char *label = crm_undo_show(r, to->field, &cell);
	struct draft d;
	if (label == NULL)
		return crm_error_no_memory(err);
	draft_begin(&d, r);
	crm_buf_free(&d.payload);
	crm_buf_init(&d.payload, CRM_BUF_MAX);
	crm_jw_init(&d.payload_w, &d.payload);
	crm_jw_object(&d.payload_w);
	crm_jw_field(&d.payload_w, "p", to->property);
	crm_jw_field(&d.payload_w, "f", f->name);
	crm_jw_field(&d.payload_w, "r", crm_object_name(f->refers));
	crm_jw_key(&d.payload_w, "u");
	crm_jw_array(&d.payload_w);
	crm_jw_string(&d.payload_w, to->uid);
	crm_jw_end_array(&d.payload_w);
	crm_jw_field_bool(&d.payload_w, "first", to->primary);
	crm_jw_end_object(&d.payload_w);
	draft_change(&d, to->field, to->property, to->add ? "" : label, to->add ? label : "");
	draft_settle(&d, to->field);
	int rc =
		r->create || f->multiple ? CRM_OK : crm_before_write(&d.was, &d.before_w, to->field, to->property, err);
	crm_payload_set_end(&d.before_w);
	crm_jw_end_array(&d.changes_w);
	crm_jw_end_object(&d.settle_w);
	if (rc == CRM_OK)
		rc = add(&d, CRM_PHASE_ASSOCIATIONS, to->add ? CRM_OP_ASSOCIATE : CRM_OP_DISSOCIATE, CRM_OPS_PLANNED,
			 &to->operation, to->operation != 0, err);
	draft_free(&d);
	return rc;
}

static int write_references(struct crm_undo_record *r, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < r->n_references; i++)
		rc = write_reference(r, &r->references[i], err);
	return rc;
}

/* ---- whole records ---- */

/* Whatever else was written to it goes with it. */
static void note_all(struct crm_undo_record *r)
{
	r->n_undone = 0;
	for (size_t i = 0; i < r->n_steps; i++)
		if (r->steps[i].selected)
			r->undone[r->n_undone++] = r->steps[i].op->id;
}

static int write_archive(struct crm_undo_record *r, struct crm_error *err)
{
	struct draft d;
	draft_begin(&d, r);
	int rc = crm_before_write_whole(&d.was, &d.before_w, err);
	draft_end(&d);
	note_all(r);
	if (rc == CRM_OK)
		rc = add(&d, CRM_PHASE_ARCHIVES, CRM_OP_ARCHIVE, CRM_OPS_PLANNED, r->undone, r->n_undone, err);
	draft_free(&d);
	return rc;
}

static bool is_association(const struct crm_undo_record *r, const char *property)
{
	const struct crm_schema *schema = &r->s->schema[r->source.object];
	for (size_t i = 0; property[0] == '@' && i < schema->n; i++)
		if (strcmp(schema->properties[i].name, property) == 0)
			return schema->properties[i].association && !schema->properties[i].with_create;
	return false;
}

static int list_references(struct crm_undo_record *r, size_t field, const crm_json *item, struct crm_error *err)
{
	size_t n = crm_json_size(crm_json_get(item, "u"));
	struct crm_undo_reference *grown = crm_arena_calloc(r->arena, r->n_references + n + 1, sizeof *grown);
	if (grown == NULL)
		return crm_error_no_memory(err);
	if (r->n_references > 0)
		memcpy(grown, r->references, r->n_references * sizeof *grown);
	r->references = grown;
	for (const crm_json *u = crm_json_first(crm_json_get(item, "u")); u != NULL; u = crm_json_next(u))
		r->references[r->n_references++] =
			(struct crm_undo_reference){.field = field,
						    .property = crm_json_get_string(item, "p"),
						    .uid = crm_json_text(u),
						    .add = true,
						    .primary = !r->model->fields[field].multiple};
	return CRM_OK;
}

static int create_property(struct draft *d, const crm_json *item, struct crm_error *err)
{
	struct crm_undo_record *r = d->r;
	const char *name = crm_json_get_string(item, "f"), *property = crm_json_get_string(item, "p");
	size_t field = name ? crm_model_field(r->model, name) : (size_t)-1;
	struct crm_cell cell;
	if (field == (size_t)-1 || property == NULL)
		return CRM_OK;
	if (is_association(r, property))
		return list_references(r, field, item, err);
	int rc = crm_undo_item_cell(r, item, field, &cell, err);
	const char *text = rc == CRM_OK ? crm_undo_show(r, field, &cell) : NULL;
	if (text == NULL)
		return rc == CRM_OK ? crm_error_no_memory(err) : rc;
	crm_jw_value(&d->payload_w, item);
	draft_change(d, field, property, "", text);
	d->n_set++;
	return CRM_OK;
}

static bool has_references(const struct crm_undo_record *r, size_t field)
{
	for (size_t i = 0; i < r->n_references; i++)
		if (r->references[i].field == field)
			return true;
	return false;
}

/* It comes back with all that it held when it was deleted, as a new record: no vendor lets a program empty the bin. */
static int write_create(struct crm_undo_record *r, struct crm_error *err)
{
	struct draft d;
	int rc = CRM_OK;
	draft_begin(&d, r);
	for (const crm_json *i = crm_json_first(crm_json_get(r->create->before, "set")); rc == CRM_OK && i != NULL;
	     i = crm_json_next(i))
		rc = create_property(&d, i, err);
	for (size_t i = 0; rc == CRM_OK && i < r->u->e->id_field[r->source.object]; i++)
		if (!has_references(r, i)) /* these are agreed on when they are there */
			draft_settle(&d, i);
	draft_end(&d);
	crm_buf_free(&d.before);
	crm_buf_init(&d.before, CRM_BUF_MAX);
	if (rc == CRM_OK)
		rc = add(&d, phase_of(r->source.object), CRM_OP_CREATE, CRM_OPS_PLANNED, r->undone, r->n_undone, err);
	draft_free(&d);
	return rc == CRM_OK ? write_references(r, err) : rc;
}

int crm_undo_write(struct crm_undo_record *r, struct crm_error *err)
{
	if (r->archive != NULL)
		return write_archive(r, err);
	if (r->create != NULL)
		return write_create(r, err);
	int rc = write_update(r, err);
	if (rc == CRM_OK && r->source.life == CRM_LIVE)
		rc = write_settled(r, err);
	return rc == CRM_OK ? write_references(r, err) : rc;
}
