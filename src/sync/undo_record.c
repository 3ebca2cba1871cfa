/* SPDX-License-Identifier: Apache-2.0 */
/* What of a record can be taken back: a value only while it is the one that was written. */
#include <sync/undo_record.h>

#include <inttypes.h>
#include <string.h>

#include <sync/payload.h>
#include <sync/reconcile.h>
#include <sync/translate.h>

/* ---- what stays ---- */

int crm_undo_keep(struct crm_undo_record *r, const struct crm_op_row *op, const char *field, const char *now,
		  const char *why, struct crm_error *err)
{
	struct crm_arena *arena = r->u->arena;
	struct crm_undo_kept *kept = crm_arena_calloc(arena, 1, sizeof *kept);
	const char *label = NULL;
	int rc = kept ? crm_golden_label(r->u->e, r->golden.id, arena, &label, err) : crm_error_no_memory(err);
	if (rc != CRM_OK)
		return rc;
	*kept = (struct crm_undo_kept){
		.operation = op ? op->id : 0,
		.system = r->s->settings->name,
		.object = r->source.object,
		.id = crm_arena_strdup(arena, r->source.vendor_id),
		.name = crm_arena_strdup(arena, label),
		.field = field ? crm_arena_strdup(arena, field) : NULL,
		.now = now ? crm_arena_strdup(arena, now) : NULL,
		.why = crm_arena_strdup(arena, why),
	};
	if (kept->name == NULL || kept->why == NULL)
		return crm_error_no_memory(err);
	*r->u->last_kept = kept;
	r->u->last_kept = &kept->next;
	r->u->n_kept++;
	return CRM_OK;
}

/* ---- cells ---- */

static int reference_cell(struct crm_undo_record *r, const crm_json *item, const struct crm_field *f,
			  struct crm_cell *out, struct crm_error *err)
{
	const crm_json *uids = crm_json_get(item, "u");
	struct crm_cell *cells = crm_arena_calloc(r->arena, crm_json_size(uids) + 1, sizeof *cells);
	size_t n = 0;
	*out = (struct crm_cell){.kind = CRM_NULL};
	if (cells == NULL)
		return crm_error_no_memory(err);
	for (const crm_json *u = crm_json_first(uids); u != NULL; u = crm_json_next(u)) {
		const char *uid = crm_arena_strdup(r->arena, crm_json_text(u));
		if (uid == NULL)
			return crm_error_no_memory(err);
		cells[n++] = (struct crm_cell){.kind = CRM_TEXT, .valid = true, .key = uid, .text = uid};
	}
	if (f->multiple)
		*out = (struct crm_cell){.kind = CRM_LIST, .items = cells, .n = n};
	else if (n > 0)
		*out = cells[0];
	return CRM_OK;
}

static int read_value(struct crm_undo_record *r, const crm_json *v, struct crm_value *out, struct crm_error *err)
{
	const char *text = crm_json_text(v);
	*out = (struct crm_value){.kind = CRM_NULL};
	if (crm_json_is_array(v)) {
		const char **items = crm_arena_calloc(r->arena, crm_json_size(v) + 1, sizeof *items);
		if (items == NULL)
			return crm_error_no_memory(err);
		*out = (struct crm_value){.kind = CRM_LIST, .items = items};
		for (const crm_json *i = crm_json_first(v); i != NULL; i = crm_json_next(i))
			items[out->n++] = crm_json_text(i);
	} else if (text != NULL) {
		*out = (struct crm_value){.kind = CRM_TEXT, .text = text};
	}
	return CRM_OK;
}

int crm_undo_item_cell(struct crm_undo_record *r, const crm_json *item, size_t field, struct crm_cell *out,
		       struct crm_error *err)
{
	const struct crm_field *f = &r->model->fields[field];
	struct crm_property property = {.name = crm_json_get_string(item, "p")};
	const struct crm_record record = {.object = r->source.object,
					  .kind = r->source.kind,
					  .id = r->source.vendor_id,
					  .properties = &property,
					  .n_properties = 1};
	struct crm_cell *cells = crm_arena_calloc(r->arena, r->model->n_fields, sizeof *cells);
	if (f->type == CRM_T_REFERENCE && f->refers != CRM_OWNER)
		return reference_cell(r, item, f, out, err);
	if (cells == NULL)
		return crm_error_no_memory(err);
	int rc = read_value(r, crm_json_get(item, "v"), &property.value, err);
	if (rc == CRM_OK && property.value.kind == CRM_NULL) {
		*out = (struct crm_cell){.kind = CRM_NULL};
		return CRM_OK;
	}
	if (rc == CRM_OK)
		rc = crm_translate_record(r->s, &record, r->arena, cells, err);
	*out = cells[field];
	return rc;
}

const char *crm_undo_show(struct crm_undo_record *r, size_t field, const struct crm_cell *cell)
{
	const struct crm_field *f = &r->model->fields[field];
	struct crm_engine *e = r->u->e;
	size_t n = cell->kind == CRM_LIST ? cell->n : cell->kind == CRM_TEXT ? 1 : 0;
	const struct crm_cell *items = cell->kind == CRM_LIST ? cell->items : cell;
	const char *text = "";
	if (f->type != CRM_T_REFERENCE || f->refers == CRM_OWNER)
		return crm_cell_show(cell, r->arena);
	for (size_t i = 0; i < n && text != NULL; i++) {
		const char *label = items[i].key;
		int64_t id = 0;
		if (crm_store_golden_by_uid(e->store, f->refers, items[i].key, &id, NULL) == CRM_OK && id != 0)
			(void)crm_golden_label(e, id, r->arena, &label, NULL);
		text = crm_arena_printf(r->arena, "%s%s%s", text, i ? ", " : "", label);
	}
	return text;
}

static const crm_json *find_item(const crm_json *payload, const char *field)
{
	for (const crm_json *i = crm_json_first(crm_json_get(payload, "set")); i != NULL; i = crm_json_next(i)) {
		const char *name = crm_json_get_string(i, "f");
		if (name != NULL && strcmp(name, field) == 0)
			return i;
	}
	return NULL;
}

/* What the field held once the operation was done; *known false: nobody knows. */
static int expected_cell(struct crm_undo_record *r, const struct crm_undo_step *step, size_t field,
			 struct crm_cell *out, bool *known, struct crm_error *err)
{
	const char *name = r->model->fields[field].name;
	const crm_json *cell = crm_json_get(step->after, name);
	*known = true;
	if (cell == NULL)
		cell = crm_json_get(step->settle, name);
	if (cell != NULL) {
		int rc = crm_cell_read(cell, r->arena, out);
		return rc == CRM_E_NOMEM ? crm_error_no_memory(err) : (*known = rc == CRM_OK, CRM_OK);
	}
	const crm_json *item = find_item(step->payload, name); /* the crmsync id is not merged, so nothing settles it */
	*known = item != NULL;
	return item ? crm_undo_item_cell(r, item, field, out, err) : CRM_OK;
}

/* ---- who holds it now ---- */

static bool is_done(const struct crm_op_row *op)
{
	return op->state == CRM_OPS_ACKNOWLEDGED || op->state == CRM_OPS_VERIFIED;
}

static const char *who(struct crm_undo_record *r, const struct crm_undo_step *step, const char *field)
{
	for (const struct crm_undo_step *s = r->steps; s < step; s++)
		if (is_done(s->op) && find_item(s->payload, field) != NULL)
			return crm_arena_printf(r->arena, "written again by run %" PRId64, s->op->run);
	return "edited there since";
}

static int keep_field(struct crm_undo_record *r, const struct crm_undo_step *step, size_t field, const char *why,
		      struct crm_error *err)
{
	const char *name = r->model->fields[field].name, *now = crm_undo_show(r, field, &r->now[field]);
	if (why == NULL)
		why = who(r, step, name);
	return why && now ? crm_undo_keep(r, step->op, name, now, why, err) : crm_error_no_memory(err);
}

static void note_undone(struct crm_undo_record *r, const struct crm_undo_step *step)
{
	for (size_t i = 0; i < r->n_undone; i++)
		if (r->undone[i] == step->op->id)
			return;
	r->undone[r->n_undone++] = step->op->id;
}

/* ---- updates ---- */

static bool says_out(const struct crm_cell *cell)
{
	return cell->kind == CRM_TEXT && strcmp(cell->key, "true") == 0;
}

/* Is it a value that is to go?  In the record that is let go of all that came from elsewhere ("!SYSTEM"), in the others
   what came from it, and sets into which its members went. */
static bool is_to_go(const char *of, const crm_json *change)
{
	const char *from = crm_json_get_string(change, "from"), *why = crm_json_get_string(change, "why");
	if (of[0] == '!')
		return from == NULL || strcmp(from, of + 1) != 0;
	return from != NULL ? strcmp(from, of) == 0 : why != NULL && strcmp(why, crm_why_name(CRM_WHY_UNION)) == 0;
}

static bool concerns(const struct crm_undo_step *step, const char *field)
{
	bool named = false;
	crm_json *changes = NULL;
	if (step->of == NULL)
		return true;
	if (crm_json_parse(step->op->changes, strlen(step->op->changes), &changes, NULL) != CRM_OK)
		return false;
	for (const crm_json *c = crm_json_first(changes); c != NULL; c = crm_json_next(c)) {
		const char *name = crm_json_get_string(c, "field");
		named = named || (name != NULL && strcmp(name, field) == 0 && is_to_go(step->of, c));
	}
	crm_json_free(changes);
	return named;
}

/* No vendor lets a record be given to somebody who has left. */
static bool owner_left(const struct crm_undo_record *r, size_t field, const crm_json *item)
{
	const struct crm_field *f = &r->model->fields[field];
	const char *id = crm_json_text(crm_json_get(item, "v"));
	if (f->type != CRM_T_REFERENCE || f->refers != CRM_OWNER || id == NULL || r->s->n_owners == 0)
		return false;
	for (size_t i = 0; i < r->s->n_owners; i++)
		if (strcmp(r->s->owners[i].id, id) == 0)
			return !r->s->owners[i].active;
	return true;
}

static int take_field(struct crm_undo_record *r, const struct crm_undo_step *step, size_t field, const crm_json *item,
		      bool *taken, struct crm_error *err)
{
	struct crm_cell expected, before;
	bool known = false;
	int rc = expected_cell(r, step, field, &expected, &known, err);
	if (rc == CRM_OK)
		rc = crm_undo_item_cell(r, item, field, &before, err);
	if (rc != CRM_OK)
		return rc;
	if (crm_cell_unknown(&r->cur[field]) && field != r->u->e->id_field[r->source.object])
		return keep_field(r, step, field, "it cannot be read any more", err);
	if (known && r->model->fields[field].rule == CRM_R_MOST_RESTRICTIVE && says_out(&expected) &&
	    !says_out(&before) && says_out(&r->cur[field]))
		return keep_field(r, step, field, "an opt-out is never taken back by a program", err);
	if (known && crm_cell_equal(&r->cur[field], &expected) && owner_left(r, field, item))
		return keep_field(r, step, field, "the owner before is not active there any more", err);
	if (known && crm_cell_equal(&r->cur[field], &expected)) {
		r->items[field] = item;
		r->cur[field] = before;
		*taken = true;
	} else if (crm_cell_equal(&r->cur[field], &before)) {
		r->settled[field] = true;
		*taken = true;
	} else if (!step->lost) {
		return keep_field(r, step, field, NULL, err);
	}
	return CRM_OK;
}

static int take_update(struct crm_undo_record *r, const struct crm_undo_step *step, struct crm_error *err)
{
	bool taken = false;
	int rc = CRM_OK;
	if (step->before == NULL)
		return crm_undo_keep(r, step->op, NULL, NULL,
				     "made by a crmsync that did not keep what was there before", err);
	for (const crm_json *i = crm_json_first(crm_json_get(step->payload, "set")); rc == CRM_OK && i != NULL;
	     i = crm_json_next(i)) {
		const char *name = crm_json_get_string(i, "f");
		size_t field = name ? crm_model_field(r->model, name) : (size_t)-1;
		const crm_json *item = name ? find_item(step->before, name) : NULL;
		if (name == NULL || !concerns(step, name))
			continue;
		if (field == (size_t)-1)
			rc = crm_undo_keep(r, step->op, name, NULL, "the field is not mapped any more", err);
		else if (item == NULL)
			rc = keep_field(r, step, field, "it is not known what it held before", err);
		else
			rc = take_field(r, step, field, item, &taken, err);
	}
	if (taken)
		note_undone(r, step);
	return rc;
}

/* ---- associations ---- */

static int add_reference(struct crm_undo_record *r, const struct crm_undo_reference *reference, struct crm_error *err)
{
	if (r->n_references == r->cap_references) {
		size_t cap = r->cap_references ? 2 * r->cap_references : 8;
		struct crm_undo_reference *grown = crm_arena_calloc(r->arena, cap, sizeof *grown);
		if (grown == NULL)
			return crm_error_no_memory(err);
		if (r->n_references > 0)
			memcpy(grown, r->references, r->n_references * sizeof *grown);
		r->references = grown;
		r->cap_references = cap;
	}
	r->references[r->n_references++] = *reference;
	return CRM_OK;
}

/* A single reference: the one before takes its place again. */
static int take_single(struct crm_undo_record *r, const struct crm_undo_step *step, struct crm_undo_reference *to,
		       bool added, struct crm_error *err)
{
	const struct crm_cell *now = &r->cur[to->field];
	struct crm_cell before = {.kind = CRM_NULL};
	const crm_json *item = find_item(step->before, r->model->fields[to->field].name);
	int rc = item ? crm_undo_item_cell(r, item, to->field, &before, err) : CRM_OK;
	if (!added)
		before = (struct crm_cell){.kind = CRM_TEXT, .valid = true, .key = to->uid, .text = to->uid};
	if (rc != CRM_OK || crm_cell_equal(now, &before) || crm_cell_unknown(now)) {
		r->settled[to->field] = rc == CRM_OK && !crm_cell_unknown(now);
		return rc;
	}
	bool as_written = added ? now->kind == CRM_TEXT && strcmp(now->key, to->uid) == 0 : crm_cell_blank(now);
	if (!as_written)
		return step->lost ? CRM_OK : keep_field(r, step, to->field, NULL, err);
	if (added) {
		to->add = false;
		rc = add_reference(r, to, err);
	}
	if (rc == CRM_OK && before.kind == CRM_TEXT) {
		to->add = to->primary = true;
		to->uid = before.key;
		rc = add_reference(r, to, err);
	}
	r->cur[to->field] = before;
	note_undone(r, step);
	return rc;
}

static int take_association(struct crm_undo_record *r, const struct crm_undo_step *step, struct crm_error *err)
{
	const char *name = crm_json_get_string(step->payload, "f");
	size_t field = name ? crm_model_field(r->model, name) : (size_t)-1;
	bool added = step->op->kind == CRM_OP_ASSOCIATE;
	struct crm_undo_reference to = {.field = field,
					.property = crm_json_get_string(step->payload, "p"),
					.uid = crm_json_text(crm_json_first(crm_json_get(step->payload, "u"))),
					.operation = step->op->id,
					.add = !added};
	if (field == (size_t)-1 || to.property == NULL || to.uid == NULL)
		return crm_undo_keep(r, step->op, name, NULL, "the field is not mapped any more", err);
	if (!concerns(step, name))
		return CRM_OK;
	if (!r->model->fields[field].multiple)
		return take_single(r, step, &to, added, err);
	note_undone(r, step);
	if (crm_cell_contains(&r->now[field], to.uid) == added)
		return add_reference(r, &to, err);
	r->settled[field] = true; /* it has been done already */
	return CRM_OK;
}

/* ---- records that were created ---- */

/* What crmsync itself made of the record, one write after the other. */
static int written_cells(struct crm_undo_record *r, struct crm_cell *cells, bool *known, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t k = r->n_steps; rc == CRM_OK && k-- > 0;) {
		const struct crm_undo_step *step = &r->steps[k];
		if (!is_done(step->op) || step->op->kind > CRM_OP_UPDATE)
			continue;
		for (size_t i = 0; rc == CRM_OK && i < r->model->n_fields; i++) {
			struct crm_cell cell;
			bool told = false;
			if (step->op->kind == CRM_OP_CREATE || find_item(step->payload, r->model->fields[i].name))
				rc = expected_cell(r, step, i, &cell, &told, err);
			if (rc == CRM_OK && told) {
				cells[i] = cell;
				known[i] = true;
			}
		}
	}
	return rc;
}

/* References that crmsync gave it are no edits; one that a person took away is none that would be lost. */
static bool gave_reference(const struct crm_undo_record *r, const struct crm_field *f, const char *uid)
{
	for (size_t k = 0; k < r->n_steps; k++) {
		const struct crm_undo_step *step = &r->steps[k];
		const crm_json *item =
			step->op->kind == CRM_OP_ASSOCIATE ? step->payload : find_item(step->payload, f->name);
		const char *name = crm_json_get_string(item, "f");
		if (name == NULL || strcmp(name, f->name) != 0)
			continue;
		for (const crm_json *u = crm_json_first(crm_json_get(item, "u")); u != NULL; u = crm_json_next(u))
			if (strcmp(crm_json_text(u), uid) == 0)
				return true;
	}
	return false;
}

static bool has_foreign_reference(const struct crm_undo_record *r, size_t field)
{
	const struct crm_cell *now = &r->now[field];
	const struct crm_field *f = &r->model->fields[field];
	size_t n = now->kind == CRM_LIST ? now->n : now->kind == CRM_TEXT ? 1 : 0;
	const struct crm_cell *items = now->kind == CRM_LIST ? now->items : now;
	for (size_t i = 0; i < n; i++)
		if (!gave_reference(r, f, items[i].key))
			return true;
	return false;
}

static bool same_value(const struct crm_cell *a, const struct crm_cell *b)
{
	return crm_cell_equal(a, b) || (crm_cell_blank(a) && crm_cell_blank(b));
}

/* The first field that a person changed since, (size_t)-1: none. */
static int find_edit(struct crm_undo_record *r, size_t *field, struct crm_error *err)
{
	struct crm_cell *cells = crm_arena_calloc(r->arena, r->model->n_fields, sizeof *cells);
	bool *known = crm_arena_calloc(r->arena, r->model->n_fields, sizeof *known);
	*field = (size_t)-1;
	if (cells == NULL || known == NULL)
		return crm_error_no_memory(err);
	int rc = written_cells(r, cells, known, err);
	for (size_t i = 0; rc == CRM_OK && i < r->u->e->id_field[r->source.object] && *field == (size_t)-1; i++) {
		const struct crm_field *f = &r->model->fields[i];
		if (!r->s->fields[r->source.object][i].writes || crm_cell_unknown(&r->now[i]))
			continue;
		if (f->type == CRM_T_REFERENCE && f->refers != CRM_OWNER
			    ? has_foreign_reference(r, i)
			    : known[i] && !same_value(&cells[i], &r->now[i]))
			*field = i;
	}
	return rc;
}

static int take_create(struct crm_undo_record *r, const struct crm_undo_step *step, struct crm_error *err)
{
	size_t edited;
	if (r->source.life == CRM_MERGED || r->source.life == CRM_CONVERTED)
		return crm_undo_keep(r, step->op, NULL, r->source.into, "merged there since", err);
	if (r->source.life != CRM_LIVE)
		return CRM_OK;
	int rc = find_edit(r, &edited, err);
	if (rc == CRM_OK && edited != (size_t)-1)
		return keep_field(r, step, edited, "edited there since, so the record stays", err);
	r->archive = step;
	note_undone(r, step);
	return rc;
}

static int drop_references(struct crm_undo_record *r, const struct crm_undo_step *step, size_t field,
			   const crm_json *item, struct crm_error *err)
{
	int rc = CRM_OK;
	for (const crm_json *u = crm_json_first(crm_json_get(item, "u")); rc == CRM_OK && u != NULL;
	     u = crm_json_next(u)) {
		const struct crm_undo_reference to = {.field = field,
						      .property = crm_json_get_string(item, "p"),
						      .uid = crm_json_text(u),
						      .operation = step->op->id};
		if (crm_cell_contains(&r->now[field], to.uid))
			rc = add_reference(r, &to, err);
	}
	note_undone(r, step);
	return rc;
}

static int blank_item(struct crm_undo_record *r, const struct crm_field *f, const char *property, crm_json **out,
		      struct crm_error *err)
{
	static const struct crm_value nothing = {.kind = CRM_NULL};
	struct crm_buf buf;
	struct crm_json_writer w;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_payload_property(&w, property, f->name, &nothing, CRM_OBJECTS);
	int rc = buf.failed ? crm_error_no_memory(err) : crm_json_parse(buf.ptr, buf.len, out, err);
	crm_buf_free(&buf);
	if (rc == CRM_OK)
		r->blanks[r->n_blanks++] = *out;
	return rc;
}

/* In a record that stays: values that came from the one that is let go of are cleared. */
static int clear_created(struct crm_undo_record *r, const struct crm_undo_step *step, struct crm_error *err)
{
	int rc = CRM_OK;
	for (const crm_json *i = crm_json_first(crm_json_get(step->payload, "set")); rc == CRM_OK && i != NULL;
	     i = crm_json_next(i)) {
		const char *name = crm_json_get_string(i, "f"), *property = crm_json_get_string(i, "p");
		size_t field = name ? crm_model_field(r->model, name) : (size_t)-1;
		crm_json *blank = NULL;
		bool taken = false;
		if (field == (size_t)-1 || property == NULL || !concerns(step, name) ||
		    field == r->u->e->id_field[r->source.object])
			continue;
		if (property[0] == '@' && crm_json_get(i, "u") != NULL) {
			rc = drop_references(r, step, field, i, err);
			continue;
		}
		rc = blank_item(r, &r->model->fields[field], property, &blank, err);
		if (rc == CRM_OK)
			rc = take_field(r, step, field, blank, &taken, err);
	}
	return rc;
}

/* ---- records that were deleted ---- */

static int take_archive(struct crm_undo_record *r, const struct crm_undo_step *step, struct crm_error *err)
{
	const char *present = NULL;
	if (r->source.life == CRM_LIVE)
		return CRM_OK;
	int rc = crm_store_vendor_id_of(r->u->e->store, r->golden.id, r->s->id, r->arena, &present, err);
	if (rc != CRM_OK || present != NULL)
		return rc; /* it has another one there by now */
	if (step->op->undoes == 0 || step->before == NULL)
		return crm_undo_keep(
			r, step->op, NULL, NULL,
			"deleted; no program can bring it back there: restore it from the recycle bin, then "
			"it is linked as before",
			err);
	r->create = step;
	note_undone(r, step);
	return CRM_OK;
}

/* ---- all ---- */

static int take_step(struct crm_undo_record *r, const struct crm_undo_step *step, struct crm_error *err)
{
	bool live = r->source.life == CRM_LIVE;
	switch ((enum crm_op_kind)step->op->kind) {
	case CRM_OP_CREATE:
		return step->of ? clear_created(r, step, err) : take_create(r, step, err);
	case CRM_OP_ARCHIVE:
		return take_archive(r, step, err);
	case CRM_OP_UPDATE:
		return live ? take_update(r, step, err)
			    : crm_undo_keep(r, step->op, NULL, NULL, "the record is not there any more", err);
	case CRM_OP_ASSOCIATE:
	case CRM_OP_DISSOCIATE:
		return live ? take_association(r, step, err) : CRM_OK;
	}
	return CRM_OK;
}

int crm_undo_judge(struct crm_undo_record *r, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < r->n_steps; i++)
		if (r->steps[i].selected)
			rc = take_step(r, &r->steps[i], err);
	return rc;
}
