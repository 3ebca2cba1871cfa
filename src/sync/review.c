/* SPDX-License-Identifier: Apache-2.0 */
/* Items of the queue: their names, and what a person has to know about them. */
#include <sync/review.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sync/reconcile.h>
#include <sync/review_log.h>

#define BATCH    500
#define DIGITS   10
#define SHORTEST 4 /* letters of a name that is cut short */

/* ---- names ---- */

static uint64_t hash_text(const char *text, uint64_t seed)
{
	return crm_hash_bytes(text, strlen(text), seed);
}

static void name_hold(const struct crm_hold_row *hold, char name[CRM_REVIEW_NAME])
{
	snprintf(name, CRM_REVIEW_NAME, "%s-%0*" PRIx64, hold->kind, DIGITS,
		 hash_text(hold->fingerprint, 29) & 0xffffffffff);
}

static int add_entry(struct crm_review *r, const struct crm_hold_row *hold, size_t *room, struct crm_error *err)
{
	if (r->n == *room) {
		*room = *room ? *room * 2 : 64;
		struct crm_review_entry *more = crm_reallocarray(r->entries, *room, sizeof *more);
		if (more == NULL)
			return crm_error_no_memory(err);
		r->entries = more;
	}
	struct crm_review_entry *entry = &r->entries[r->n++];
	name_hold(hold, entry->name);
	entry->hold = hold->id;
	entry->object = hold->object;
	entry->kind = crm_review_kind(hold->kind);
	return CRM_OK;
}

static int compare_entries(const void *a, const void *b)
{
	const struct crm_review_entry *x = a, *y = b;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return x->hold < y->hold ? -1 : x->hold > y->hold;
}

int crm_review_begin(struct crm_review *r, struct crm_engine *e, struct crm_error *err)
{
	struct crm_hold_row *rows = NULL;
	int64_t after = 0;
	size_t n = 0, room = 0;
	*r = (struct crm_review){.e = e, .arena = crm_arena_new()};
	int rc = r->arena ? CRM_OK : crm_error_no_memory(err);
	do {
		if (rc == CRM_OK)
			rc = crm_store_holds(e->store, after, BATCH, r->arena, &rows, &n, err);
		for (size_t i = 0; rc == CRM_OK && i < n; i++) {
			after = rows[i].id;
			rc = add_entry(r, &rows[i], &room, err);
		}
		if (r->arena != NULL)
			crm_arena_reset(r->arena);
	} while (rc == CRM_OK && n == BATCH);
	if (r->n > 1)
		qsort(r->entries, r->n, sizeof *r->entries, compare_entries);
	if (rc != CRM_OK)
		crm_review_end(r);
	return rc;
}

void crm_review_end(struct crm_review *r)
{
	crm_free(r->entries);
	crm_arena_free(r->arena);
	*r = (struct crm_review){0};
}

bool crm_review_name_fits(const char *name, const char *text)
{
	size_t len = strlen(text);
	const char *digits = strrchr(name, '-');
	return len >= SHORTEST &&
	       (strncmp(name, text, len) == 0 || (digits != NULL && strncmp(digits + 1, text, len) == 0));
}

int crm_review_find(const struct crm_review *r, const char *text, size_t *at, struct crm_error *err)
{
	size_t found = 0, other = 0;
	for (size_t i = 0; i < r->n; i++) {
		if (strcmp(r->entries[i].name, text) == 0) {
			*at = i;
			return CRM_OK;
		}
		if (!crm_review_name_fits(r->entries[i].name, text))
			continue;
		other = found == 0 ? i : other;
		*at = i;
		found++;
	}
	if (found == 1)
		return CRM_OK;
	if (found > 1)
		return crm_error_set(err, CRM_E_USAGE, "'%s' fits %zu items, '%s' and '%s' among them: say more of it",
				     text, found, r->entries[other].name, r->entries[*at].name);
	return crm_error_set(err, CRM_E_NOT_FOUND, "no item '%s' waits (see crmsync review list)", text);
}

/* ---- records ---- */

static const struct crm_system *system_named(const struct crm_engine *e, const char *name)
{
	for (size_t i = 0; name != NULL && i < e->n_systems; i++)
		if (strcmp(e->systems[i].settings->name, name) == 0)
			return &e->systems[i];
	return NULL;
}

static int add_named(struct crm_engine *e, struct crm_review_item *item, const crm_json *named, struct crm_arena *arena,
		     struct crm_error *err)
{
	const char *system = crm_json_get_string(named, "system"), *id = crm_json_get_string(named, "id"),
		   *label = crm_json_get_string(named, "label");
	struct crm_review_record *record = &item->records[item->n_records];
	*record = (struct crm_review_record){.system = crm_arena_strdup(arena, system ? system : "?"),
					     .id = crm_arena_strdup(arena, id ? id : "?"),
					     .label = crm_arena_strdup(arena, label ? label : "?")};
	if (record->system == NULL || record->id == NULL || record->label == NULL)
		return crm_error_no_memory(err);
	item->n_records++;
	const struct crm_system *s = system_named(e, record->system);
	if (s == NULL)
		return CRM_OK;
	int rc = crm_store_source_by_vendor_id(e->store, s->id, item->hold.object, record->id, false, arena,
					       &record->source, &record->found, err);
	record->found = rc == CRM_OK && record->found && record->source.life == CRM_LIVE;
	return rc;
}

static int read_named(struct crm_engine *e, struct crm_review_item *item, const crm_json *records,
		      struct crm_arena *arena, struct crm_error *err)
{
	int rc = CRM_OK;
	item->records = crm_arena_calloc(arena, crm_json_size(records) + 1, sizeof *item->records);
	if (item->records == NULL)
		return crm_error_no_memory(err);
	for (const crm_json *i = crm_json_first(records); rc == CRM_OK && i != NULL; i = crm_json_next(i))
		rc = add_named(e, item, i, arena, err);
	return rc;
}

/* Those of the golden record, where the question is about that. */
static int read_linked(struct crm_engine *e, struct crm_review_item *item, struct crm_arena *arena,
		       struct crm_error *err)
{
	struct crm_source *linked = NULL;
	size_t n = 0;
	int rc = crm_store_linked(e->store, item->hold.golden, false, arena, &linked, &n, err);
	if (rc == CRM_OK && (item->records = crm_arena_calloc(arena, n + 1, sizeof *item->records)) == NULL)
		rc = crm_error_no_memory(err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		const struct crm_system *s = crm_engine_system(e, linked[i].system);
		if (s == NULL || linked[i].life != CRM_LIVE)
			continue;
		item->records[item->n_records++] =
			(struct crm_review_record){.system = s->settings->name,
						   .id = linked[i].vendor_id,
						   .label = crm_source_label(e, &linked[i], arena),
						   .found = true,
						   .source = linked[i]};
	}
	return rc;
}

static int read_field_values(struct crm_review_item *item, const crm_json *values, struct crm_arena *arena,
			     struct crm_error *err)
{
	item->values = crm_arena_calloc(arena, crm_json_size(values) + 1, sizeof *item->values);
	if (item->values == NULL)
		return crm_error_no_memory(err);
	for (const crm_json *v = crm_json_first(values); v != NULL; v = crm_json_next(v)) {
		const char *text = crm_json_text(v);
		struct crm_review_value value = {crm_arena_strdup(arena, crm_json_name(v)),
						 crm_arena_strdup(arena, text ? text : "")};
		if (value.system == NULL || value.text == NULL)
			return crm_error_no_memory(err);
		item->values[item->n_values++] = value;
	}
	return CRM_OK;
}

static int read_detail(struct crm_engine *e, struct crm_review_item *item, struct crm_arena *arena,
		       struct crm_error *err)
{
	crm_json *detail = NULL;
	const char *text = item->hold.detail ? item->hold.detail : "{}";
	int rc = crm_json_parse(text, strlen(text), &detail, err);
	if (rc == CRM_OK)
		rc = read_field_values(item, crm_json_get(detail, "values"), arena, err);
	const crm_json *records = crm_json_get(detail, "records");
	if (rc == CRM_OK && crm_json_is_array(records))
		rc = read_named(e, item, records, arena, err);
	else if (rc == CRM_OK && item->hold.golden != 0)
		rc = read_linked(e, item, arena, err);
	crm_json_free(detail);
	return rc;
}

/* ---- values of a record ---- */

static const char *const first_fields[] = {"first_name",
					   "last_name",
					   "name",
					   "email",
					   "additional_emails",
					   "domain",
					   "phone",
					   "title",
					   "company_name",
					   "amount",
					   "stage",
					   "street",
					   "city",
					   NULL};

static bool comes_first(const char *field)
{
	for (const char *const *f = first_fields; *f != NULL; f++)
		if (strcmp(*f, field) == 0)
			return true;
	return false;
}

/* The company of a contact by its name; its id where it has not been read. */
static const char *show_reference(struct crm_engine *e, const struct crm_source *of, const struct crm_field *f,
				  const struct crm_cell *cell, struct crm_arena *arena)
{
	struct crm_source parent;
	bool found = false;
	if (cell->kind != CRM_TEXT || f->refers == CRM_OWNER ||
	    crm_store_source_by_vendor_id(e->store, of->system, f->refers, cell->key, false, arena, &parent, &found,
					  NULL) != CRM_OK ||
	    !found)
		return crm_cell_show(cell, arena);
	return crm_source_label(e, &parent, arena);
}

static void add_value(struct crm_engine *e, const struct crm_source *source, const struct crm_cell *cells, size_t at,
		      struct crm_arena *arena, struct crm_review_value *out, size_t max, size_t *n)
{
	const struct crm_field *f = &e->models[source->object].fields[at];
	if (*n == max || crm_cell_unknown(&cells[at]) || crm_cell_blank(&cells[at]))
		return;
	const char *text = f->type == CRM_T_REFERENCE ? show_reference(e, source, f, &cells[at], arena)
						      : crm_cell_show(&cells[at], arena);
	if (text != NULL)
		out[(*n)++] = (struct crm_review_value){f->name, text};
}

int crm_review_values(struct crm_engine *e, const struct crm_source *source, struct crm_arena *arena,
		      struct crm_review_value *out, size_t max, size_t *n, struct crm_error *err)
{
	const struct crm_model *model = &e->models[source->object];
	struct crm_cell *cells = crm_arena_calloc(arena, model->n_fields, sizeof *cells);
	crm_json *json = NULL;
	*n = 0;
	if (cells == NULL)
		return crm_error_no_memory(err);
	int rc = crm_json_parse(source->cells, strlen(source->cells), &json, err);
	if (rc == CRM_OK)
		rc = crm_cells_read(json, model, arena, cells, err);
	crm_json_free(json);
	for (const char *const *f = first_fields; rc == CRM_OK && *f != NULL; f++) {
		size_t at = crm_model_field(model, *f);
		if (at != (size_t)-1)
			add_value(e, source, cells, at, arena, out, max, n);
	}
	for (size_t i = 0; rc == CRM_OK && i < e->id_field[source->object]; i++)
		if (!comes_first(model->fields[i].name))
			add_value(e, source, cells, i, arena, out, max, n);
	return rc;
}

/* ---- an item ---- */

/* The latest refusal, in the vendor's words. */
static int read_message(struct crm_engine *e, struct crm_review_item *item, struct crm_arena *arena,
			struct crm_error *err)
{
	struct crm_op_row *rows = NULL;
	size_t n = 0;
	int rc = crm_store_ops_sent(e->store, item->hold.golden, item->hold.system, arena, &rows, &n, err);
	for (size_t i = 0; rc == CRM_OK && i < n && item->message == NULL; i++)
		if (rows[i].state == CRM_OPS_FAILED && rows[i].message != NULL)
			item->message = rows[i].code && rows[i].code[0] && strcmp(rows[i].code, rows[i].message) != 0
						? crm_arena_printf(arena, "%s: %s", rows[i].code, rows[i].message)
						: rows[i].message;
	return rc;
}

static int read_uid(struct crm_engine *e, struct crm_review_item *item, struct crm_arena *arena, struct crm_error *err)
{
	struct crm_golden golden;
	bool found = false;
	int rc =
		item->hold.golden ? crm_store_golden(e->store, item->hold.golden, arena, &golden, &found, err) : CRM_OK;
	if (rc == CRM_OK && found)
		item->uid = golden.uid;
	return rc;
}

/* What the person was shown: the question, and what the records hold. */
static const char *state_of(const struct crm_review_item *item, struct crm_arena *arena)
{
	uint64_t hash = hash_text(item->hold.kind, 31);
	for (size_t i = 0; i < item->n_values; i++)
		hash = hash_text(item->values[i].text, hash_text(item->values[i].system, hash));
	for (size_t i = 0; i < item->n_records; i++) {
		const struct crm_review_record *record = &item->records[i];
		hash = hash_text(record->id, hash_text(record->system, hash)) ^ (uint64_t)record->source.hash;
	}
	if (item->n_records == 0)
		hash = hash_text(item->hold.summary, hash);
	return crm_arena_printf(arena, "s%0*" PRIx64, DIGITS, hash & 0xffffffffff);
}

int crm_review_read(const struct crm_review *r, size_t at, struct crm_arena *arena, struct crm_review_item *out,
		    bool *found, struct crm_error *err)
{
	struct crm_hold_row *rows = NULL;
	size_t n = 0;
	bool op_held = false;
	int rc = crm_store_holds(r->e->store, r->entries[at].hold - 1, 1, arena, &rows, &n, err);
	*found = rc == CRM_OK && n == 1 && rows[0].id == r->entries[at].hold;
	if (!*found)
		return rc;
	const struct crm_system *s = crm_engine_system(r->e, rows[0].system);
	*out = (struct crm_review_item){.hold = rows[0],
					.name = crm_arena_strdup(arena, r->entries[at].name),
					.system = s ? s->settings->name : NULL};
	rc = out->name ? read_uid(r->e, out, arena, err) : crm_error_no_memory(err);
	if (rc == CRM_OK)
		rc = read_detail(r->e, out, arena, err);
	if (rc == CRM_OK && out->hold.golden != 0 && out->hold.system != 0) {
		rc = read_message(r->e, out, arena, err);
		if (rc == CRM_OK)
			rc = crm_store_op_exists(r->e->store, out->hold.golden, out->hold.system, CRM_OP_CREATE,
						 1U << CRM_OPS_HELD, &op_held, err);
	}
	if (rc != CRM_OK)
		return rc;
	crm_review_explain(out, op_held);
	out->state = state_of(out, arena);
	return out->state ? crm_review_read_decided(r->e, out, arena, err) : crm_error_no_memory(err);
}
