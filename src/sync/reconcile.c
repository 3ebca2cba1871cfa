/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/reconcile.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- cells with golden references ---- */

/* uid of the golden record that a vendor's id stands for; NULL if there is none. */
static int golden_uid(struct crm_engine *e, int64_t system, enum crm_object object, const char *vendor_id,
		      struct crm_arena *arena, const char **uid, struct crm_error *err)
{
	int64_t golden = 0;
	struct crm_golden row;
	bool found = false;
	*uid = NULL;
	int rc = crm_store_golden_of(e->store, system, object, vendor_id, &golden, err);
	if (rc == CRM_OK && golden != 0)
		rc = crm_store_golden(e->store, golden, arena, &row, &found, err);
	if (rc == CRM_OK && found)
		*uid = row.uid;
	return rc;
}

/* Where a filter keeps records out, one that was never seen never comes. */
static int note_pending(struct crm_engine *e, int64_t system, enum crm_object refers, const char *vendor_id,
			struct crm_arena *arena, bool *pending, struct crm_error *err)
{
	const struct crm_system *s = crm_engine_system(e, system);
	struct crm_source row;
	bool found = false;
	if (*pending || s == NULL || !e->settings->objects[refers].enabled ||
	    s->settings->direction[refers] == CRM_D_OFF)
		return CRM_OK;
	int rc = crm_store_source_by_vendor_id(e->store, system, refers, vendor_id, false, arena, &row, &found, err);
	if (rc == CRM_OK)
		*pending = found ? row.life == CRM_LIVE : s->settings->filter[refers] == NULL;
	return rc;
}

static int resolve_one(struct crm_engine *e, const struct crm_source *source, enum crm_object refers,
		       struct crm_cell *cell, struct crm_arena *arena, bool *pending, struct crm_error *err)
{
	const char *uid;
	int rc = golden_uid(e, source->system, refers, cell->key, arena, &uid, err);
	if (rc == CRM_OK && uid == NULL)
		rc = note_pending(e, source->system, refers, cell->key, arena, pending, err);
	if (rc != CRM_OK)
		return rc;
	*cell = uid ? (struct crm_cell){.kind = CRM_TEXT, .valid = true, .key = uid, .text = uid}
		    : (struct crm_cell){.kind = CRM_ABSENT};
	return CRM_OK;
}

static int by_key(const void *a, const void *b)
{
	return strcmp(((const struct crm_cell *)a)->key, ((const struct crm_cell *)b)->key);
}

/* Items that cannot be resolved (held, out of scope) are left out: nothing is known of them. */
static int resolve_list(struct crm_engine *e, const struct crm_source *source, enum crm_object refers,
			struct crm_cell *cell, struct crm_arena *arena, bool *pending, struct crm_error *err)
{
	struct crm_cell *items = crm_arena_calloc(arena, cell->n + 1, sizeof *items);
	if (items == NULL)
		return crm_error_no_memory(err);
	size_t n = 0;
	for (size_t i = 0; i < cell->n; i++) {
		struct crm_cell item = cell->items[i];
		int rc = resolve_one(e, source, refers, &item, arena, pending, err);
		if (rc != CRM_OK)
			return rc;
		if (item.kind == CRM_TEXT)
			items[n++] = item;
	}
	if (n > 1)
		qsort(items, n, sizeof *items, by_key);
	size_t kept = 0;
	for (size_t i = 0; i < n; i++)
		if (i == 0 || strcmp(items[i].key, items[kept - 1].key) != 0)
			items[kept++] = items[i];
	cell->items = items;
	cell->n = kept;
	return CRM_OK;
}

int crm_source_cells(struct crm_engine *e, const struct crm_source *source, struct crm_arena *arena,
		     struct crm_cell *cells, bool *pending, struct crm_error *err)
{
	const struct crm_model *model = &e->models[source->object];
	bool ignored = true;
	if (pending == NULL)
		pending = &ignored; /* true already: nothing is looked up for it */
	crm_json *json = NULL;
	int rc = crm_json_parse(source->cells, strlen(source->cells), &json, err);
	if (rc == CRM_OK)
		rc = crm_cells_read(json, model, arena, cells, err);
	crm_json_free(json);
	for (size_t i = 0; rc == CRM_OK && i < model->n_fields; i++) {
		const struct crm_field *f = &model->fields[i];
		if (f->type != CRM_T_REFERENCE || f->refers == CRM_OWNER)
			continue;
		if (cells[i].kind == CRM_LIST)
			rc = resolve_list(e, source, f->refers, &cells[i], arena, pending, err);
		else if (cells[i].kind == CRM_TEXT && !crm_cell_blank(&cells[i]))
			rc = resolve_one(e, source, f->refers, &cells[i], arena, pending, err);
	}
	return rc;
}

int crm_golden_survivor(struct crm_engine *e, int64_t *golden, struct crm_arena *arena, struct crm_error *err)
{
	struct crm_golden row = {0};
	bool found = true;
	int rc = CRM_OK;
	do {
		rc = crm_store_golden(e->store, *golden, arena, &row, &found, err);
		if (rc == CRM_OK && found && row.merged_into != 0)
			*golden = row.merged_into;
	} while (rc == CRM_OK && found && row.merged_into != 0);
	return rc;
}

/* ---- holds and labels ---- */

static const char *const name_fields[] = {"first_name", "last_name", "name", NULL};

static const char *golden_name(const crm_json *cells, struct crm_arena *arena)
{
	const char *label = "";
	for (const char *const *n = name_fields; *n != NULL && label != NULL; n++) {
		struct crm_cell cell;
		const crm_json *v = crm_json_get(cells, *n);
		if (v != NULL && crm_cell_read(v, arena, &cell) == CRM_OK && !crm_cell_blank(&cell))
			label = crm_arena_printf(arena, "%s%s%s", label, label[0] ? " " : "",
						 crm_cell_show(&cell, arena));
	}
	return label;
}

int crm_golden_label(struct crm_engine *e, int64_t golden, struct crm_arena *arena, const char **label,
		     struct crm_error *err)
{
	struct crm_golden row;
	crm_json *cells = NULL;
	bool found = false;
	int rc = crm_store_golden(e->store, golden, arena, &row, &found, err);
	if (rc != CRM_OK)
		return rc;
	*label = found ? row.uid : "(unknown)";
	if (!found || row.cells == NULL || crm_json_parse(row.cells, strlen(row.cells), &cells, NULL) != CRM_OK)
		return CRM_OK;
	const char *name = golden_name(cells, arena);
	crm_json_free(cells);
	if (name == NULL)
		return crm_error_no_memory(err);
	if (name[0] != '\0')
		*label = name;
	return CRM_OK;
}

int crm_hold_put(struct crm_engine *e, const struct crm_hold *hold, struct crm_error *err)
{
	char print[96];
	snprintf(print, sizeof print, "%s:%s:%016" PRIx64, hold->kind, crm_object_name(hold->object),
		 crm_hash_bytes(hold->identity, strlen(hold->identity), 17));
	struct crm_hold_row row = {
		.object = hold->object,
		.kind = hold->kind,
		.golden = hold->golden,
		.system = hold->system,
		.field = hold->field,
		.fingerprint = print,
		.summary = hold->summary ? hold->summary : "",
		.detail = hold->detail ? hold->detail : "{}",
	};
	return crm_store_hold_put(e->store, &row, e->run, err);
}

int crm_hold_doubt(struct crm_engine *e, const struct crm_system *s, const struct crm_op_row *row, const char *what,
		   struct crm_arena *arena, struct crm_error *err)
{
	const char *label = NULL;
	int rc = crm_golden_label(e, row->golden, arena, &label, err);
	if (rc != CRM_OK)
		return rc;
	struct crm_hold hold = {
		.kind = "in_doubt",
		.object = row->object,
		.golden = row->golden,
		.system = s->id,
		.identity = crm_arena_printf(arena, "%" PRId64 "/%s", row->golden, s->settings->name),
		.summary = row->kind == CRM_OP_CREATE
				   ? crm_arena_printf(arena, "%s %s may have been created in %s: %s",
						      crm_object_name(row->object), label, s->settings->name, what)
				   : crm_arena_printf(arena, "%s %s in %s: %s", crm_object_name(row->object), label,
						      s->settings->name, what),
	};
	return hold.identity && hold.summary ? crm_hold_put(e, &hold, err) : crm_error_no_memory(err);
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

int crm_hold_count_common(struct crm_engine *e, const char *kind, int64_t system, const char *field,
			  const char *problem, struct crm_error *err)
{
	struct crm_common_hold **bucket =
		&e->common_buckets[crm_hash_bytes(problem, strlen(problem), (uint64_t)system) % CRM_COMMON_BUCKETS];
	for (struct crm_common_hold *c = *bucket; c != NULL; c = c->chain)
		if (c->system == system && same_text(c->kind, kind) && same_text(c->field, field) &&
		    same_text(c->problem, problem)) {
			c->records++;
			return CRM_OK;
		}
	struct crm_common_hold *c = crm_arena_calloc(e->arena, 1, sizeof *c);
	if (c == NULL)
		return crm_error_no_memory(err);
	*c = (struct crm_common_hold){.kind = kind,
				      .field = field,
				      .problem = crm_arena_strdup(e->arena, problem),
				      .system = system,
				      .records = 1,
				      .chain = *bucket};
	if (c->problem == NULL)
		return crm_error_no_memory(err);
	*bucket = c;
	if (e->last_common != NULL)
		e->last_common->next = c;
	else
		e->common = c;
	e->last_common = c;
	return CRM_OK;
}

static int put_common(struct crm_engine *e, enum crm_object object, const struct crm_common_hold *c,
		      struct crm_arena *arena, struct crm_error *err)
{
	const struct crm_system *s = crm_engine_system(e, c->system);
	const char *object_name = c->records == 1 ? crm_object_name(object) : crm_object_plural(object);
	struct crm_hold hold = {
		.kind = c->kind,
		.object = object,
		.system = c->system,
		.field = c->field,
		.identity = crm_arena_printf(arena, "%s/%s/%s", s->settings->name, c->field, c->problem),
		.summary = crm_arena_printf(arena, "%s of %" PRId64 " %s in %s: %s", c->field, c->records, object_name,
					    s->settings->name, c->problem),
		.detail = crm_arena_printf(arena, "{\"records\":%" PRId64 "}", c->records),
	};
	if (hold.identity == NULL || hold.summary == NULL || hold.detail == NULL)
		return crm_error_no_memory(err);
	return crm_hold_put(e, &hold, err);
}

int crm_hold_put_common(struct crm_engine *e, enum crm_object object, struct crm_error *err)
{
	struct crm_arena *arena = crm_arena_new();
	int rc = arena ? CRM_OK : crm_error_no_memory(err);
	for (const struct crm_common_hold *c = e->common; rc == CRM_OK && c != NULL; c = c->next) {
		crm_arena_reset(arena);
		rc = put_common(e, object, c, arena, err);
	}
	e->common = e->last_common = NULL;
	memset(e->common_buckets, 0, sizeof e->common_buckets);
	crm_arena_free(arena);
	return rc;
}

const char *crm_records_detail(struct crm_engine *e, const struct crm_source *const *records, size_t n,
			       struct crm_arena *arena)
{
	struct crm_buf buf;
	struct crm_json_writer w;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_object(&w);
	crm_jw_key(&w, "records");
	crm_jw_array(&w);
	for (size_t i = 0; i < n; i++) {
		const struct crm_system *s = crm_engine_system(e, records[i]->system);
		crm_jw_object(&w);
		crm_jw_field(&w, "system", s ? s->settings->name : "?");
		crm_jw_field(&w, "id", records[i]->vendor_id);
		crm_jw_field(&w, "label", crm_source_label(e, records[i], arena));
		crm_jw_end_object(&w);
	}
	crm_jw_end_array(&w);
	crm_jw_end_object(&w);
	const char *text = buf.failed ? NULL : crm_arena_strdup(arena, buf.ptr);
	crm_buf_free(&buf);
	return text;
}

const char *crm_source_handle(struct crm_engine *e, const struct crm_source *source, struct crm_arena *arena)
{
	const struct crm_system *s = crm_engine_system(e, source->system);
	return crm_arena_printf(arena, "%s:%s", s ? s->settings->name : "?", source->vendor_id);
}

const char *crm_source_label(struct crm_engine *e, const struct crm_source *source, struct crm_arena *arena)
{
	const struct crm_model *model = &e->models[source->object];
	const struct crm_system *s = crm_engine_system(e, source->system);
	struct crm_cell *cells = crm_arena_calloc(arena, model->n_fields, sizeof *cells);
	const char *name = "";
	crm_json *json = NULL;
	if (cells != NULL && crm_json_parse(source->cells, strlen(source->cells), &json, NULL) == CRM_OK &&
	    crm_cells_read(json, model, arena, cells, NULL) == CRM_OK)
		for (const char *const *f = name_fields; *f != NULL && name != NULL; f++) {
			size_t i = crm_model_field(model, *f);
			if (i != (size_t)-1 && !crm_cell_unknown(&cells[i]) && !crm_cell_blank(&cells[i]))
				name = crm_arena_printf(arena, "%s%s%s", name, name[0] ? " " : "",
							crm_cell_show(&cells[i], arena));
		}
	crm_json_free(json);
	return crm_arena_printf(arena, "%s %s %s%s%s%s", s ? s->settings->name : "?",
				source->kind ? source->kind : crm_object_name(source->object), source->vendor_id,
				name && *name ? " (" : "", name ? name : "", name && *name ? ")" : "");
}
