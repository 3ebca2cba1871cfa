/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/validation_parts.h>

#include <stdlib.h>
#include <string.h>

#include <sync/migration_steps.h>
#include <sync/scope.h>

#define HOLD_BATCH 500

/* ---- differences ---- */

int crm_validation_differs(struct crm_validating *j, const struct crm_migrant *m, const char *field,
			   const char *expected, const char *found, const char *why, struct crm_error *err)
{
	if (j->v->n_differences++ >= CRM_DIFFERENCES_KEPT)
		return CRM_OK;
	struct crm_difference *d = crm_arena_calloc(j->arena, 1, sizeof *d);
	if (d == NULL)
		return crm_error_no_memory(err);
	*d = (struct crm_difference){
		.object = j->object,
		.source_id = crm_arena_strdup(j->arena, m->source->vendor_id),
		.target_id = m->partner ? crm_arena_strdup(j->arena, m->partner->vendor_id) : NULL,
		.field = field, /* of the model */
		.expected = crm_arena_strdup(j->arena, expected),
		.found = crm_arena_strdup(j->arena, found),
		.why = why,
	};
	*j->last = d;
	j->last = &d->next;
	return d->source_id != NULL ? CRM_OK : crm_error_no_memory(err);
}

/* ---- questions that explain what is not there ---- */

struct hold_list {
	struct crm_field_hold *list;
	size_t n, cap;
};

static int add_hold(struct crm_validating *j, struct hold_list *holds, const struct crm_hold_row *row)
{
	if (row->object != j->object || (row->system != 0 && row->system != j->e->to->id) ||
	    (row->golden == 0 && row->field == NULL))
		return CRM_OK;
	if (holds->n == holds->cap) {
		size_t cap = holds->cap ? holds->cap * 2 : 64;
		struct crm_field_hold *grown = crm_reallocarray(holds->list, cap, sizeof *grown);
		if (grown == NULL)
			return CRM_E_NOMEM;
		holds->list = grown;
		holds->cap = cap;
	}
	struct crm_field_hold *h = &holds->list[holds->n++];
	*h = (struct crm_field_hold){.golden = row->golden,
				     .field = row->field ? crm_arena_strdup(j->arena, row->field) : NULL};
	return row->field == NULL || h->field != NULL ? CRM_OK : CRM_E_NOMEM;
}

static int compare_holds(const void *a, const void *b)
{
	int64_t x = ((const struct crm_field_hold *)a)->golden, y = ((const struct crm_field_hold *)b)->golden;
	return x < y ? -1 : x > y;
}

static int read_holds(struct crm_validating *j, struct hold_list *holds, struct crm_error *err)
{
	struct crm_arena *arena = crm_arena_new();
	struct crm_hold_row *rows = NULL;
	size_t n = 0;
	int64_t after = 0;
	int rc = arena ? CRM_OK : crm_error_no_memory(err);
	do {
		n = 0;
		if (rc == CRM_OK) {
			crm_arena_reset(arena);
			rc = crm_store_holds(j->e->store, after, HOLD_BATCH, arena, &rows, &n, err);
		}
		for (size_t i = 0; rc == CRM_OK && i < n; i++) {
			after = rows[i].id;
			if (add_hold(j, holds, &rows[i]) != CRM_OK)
				rc = crm_error_no_memory(err);
		}
	} while (rc == CRM_OK && n == HOLD_BATCH);
	crm_arena_free(arena);
	if (holds->n > 1)
		qsort(holds->list, holds->n, sizeof *holds->list, compare_holds);
	j->holds = holds->list;
	j->n_holds = holds->n;
	return rc;
}

/* ---- what is compared ---- */

static bool is_association(const struct crm_field *f)
{
	return f->type == CRM_T_REFERENCE && f->refers != CRM_OWNER;
}

static int place_fields(struct crm_validating *j, struct crm_error *err)
{
	size_t n = j->e->id_field[j->object];
	j->fields = crm_arena_calloc(j->arena, n + 1, sizeof *j->fields);
	j->associations = crm_arena_calloc(j->arena, n + 1, sizeof *j->associations);
	if (j->fields == NULL || j->associations == NULL)
		return crm_error_no_memory(err);
	for (size_t i = 0; i < n; i++) {
		const struct crm_field *f = &j->model->fields[i];
		if (!crm_migration_carries_field(j->e, j->object, i))
			continue;
		j->fields[i] = &j->v->fields[j->v->n_fields++];
		*j->fields[i] = (struct crm_validated_field){.object = j->object, .name = f->name};
		if (!is_association(f))
			continue;
		j->associations[i] = &j->v->associations[j->v->n_associations++];
		*j->associations[i] = (struct crm_validated_association){.object = j->object, .name = f->name};
	}
	return CRM_OK;
}

static int make_places(struct crm_engine *e, struct crm_arena *arena, struct crm_validation *v, struct crm_error *err)
{
	size_t n = 1;
	for (size_t o = 0; o < CRM_SYNC_OBJECTS; o++)
		n += e->id_field[o];
	v->fields = crm_arena_calloc(arena, n, sizeof *v->fields);
	v->associations = crm_arena_calloc(arena, n, sizeof *v->associations);
	return v->fields && v->associations ? CRM_OK : crm_error_no_memory(err);
}

/* ---- one record ---- */

static int compare(struct crm_validating *j, const struct crm_migrant *m, bool *wrong, struct crm_arena *arena,
		   struct crm_error *err)
{
	struct crm_pair_cells pair;
	enum crm_judgement *judged = crm_arena_calloc(arena, j->model->n_fields, sizeof *judged);
	if (judged == NULL)
		return crm_error_no_memory(err);
	int rc = crm_validation_pair(j, m, arena, &pair, err);
	if (rc == CRM_OK)
		rc = crm_validation_fields(j, &pair, arena, judged, wrong, err);
	if (rc == CRM_OK)
		rc = crm_validation_associations(j, &pair, judged, arena, err);
	return rc == CRM_OK ? crm_validation_amounts(j, pair.source, &pair, judged, err) : rc;
}

static int add_alone(struct crm_validating *j, const struct crm_migrant *m, struct crm_arena *arena,
		     struct crm_error *err)
{
	struct crm_cell *cells = crm_arena_calloc(arena, j->model->n_fields, sizeof *cells);
	crm_json *json = NULL;
	if (j->object != CRM_DEAL)
		return CRM_OK;
	if (cells == NULL)
		return crm_error_no_memory(err);
	int rc = crm_json_parse(m->source->cells, strlen(m->source->cells), &json, err);
	if (rc == CRM_OK)
		rc = crm_cells_read(json, j->model, arena, cells, err);
	crm_json_free(json);
	return rc == CRM_OK ? crm_validation_amounts(j, cells, NULL, NULL, err) : rc;
}

static const char *why_of(enum crm_migrant_fate fate)
{
	switch (fate) {
	case CRM_MIGRANT_OPEN:
		return "is not written yet";
	case CRM_MIGRANT_TAKEN_BACK:
		return "was taken back with undo";
	case CRM_MIGRANT_LOST:
		return "its partner is gone";
	case CRM_MIGRANT_UNEXPLAINED:
		return "has no partner, and nothing says why";
	default:
		return NULL;
	}
}

static int visit(void *ctx, const struct crm_migrant *given, struct crm_arena *arena, struct crm_error *err)
{
	struct crm_validating *j = ctx;
	struct crm_migrant m = *given;
	bool gone = false, wrong = false;
	bool sampled = m.partner != NULL && m.fate != CRM_MIGRANT_MERGED &&
		       crm_validation_sampled(&j->sample, m.partner->vendor_id, &gone);
	if (gone)
		m.fate = CRM_MIGRANT_LOST;
	j->v->objects[j->object].fates[m.fate]++;
	int rc = CRM_OK;
	if (m.fate == CRM_MIGRANT_CREATED || m.fate == CRM_MIGRANT_MATCHED)
		rc = compare(j, &m, &wrong, arena, err);
	else if (m.fate != CRM_MIGRANT_FILTERED && m.fate != CRM_MIGRANT_MERGED)
		rc = add_alone(j, &m, arena, err);
	if (rc == CRM_OK && why_of(m.fate) != NULL)
		rc = crm_validation_differs(j, &m, NULL, NULL, NULL, why_of(m.fate), err);
	j->v->sampled += sampled;
	j->v->sampled_wrong += sampled && (wrong || gone);
	return rc;
}

/* ---- the vendor's count ---- */

static bool ask_count(struct crm_system *s, enum crm_object object, const char *filter, int64_t *out)
{
	int64_t n = -1;
	bool counted = s->connector->count(s->connection, object, filter, &n, NULL) == CRM_OK && n >= 0;
	*out = n;
	return counted;
}

/* People who were erased are there and are not taken in; their number is kept nowhere. */
static int count_source(struct crm_validating *j, struct crm_error *err)
{
	struct crm_validated_object *o = &j->v->objects[j->object];
	struct crm_system *from = j->e->from;
	const char *filter = from->settings->filter[j->object];
	int64_t all = -1, chosen = -1, left = 0, unreadable = from->unreadable[j->object];
	int rc = crm_scope_count_left(from, j->object, &left, err);
	bool erased = j->object == CRM_CONTACT && j->e->suppresses;
	o->counted = !erased && ask_count(from, j->object, NULL, &all) &&
		     (filter == NULL || ask_count(from, j->object, filter, &chosen));
	if (o->counted && filter != NULL) /* those of the store are among them, but for the sample's */
		o->fates[CRM_MIGRANT_FILTERED] =
			all - chosen + (j->e->sample ? o->fates[CRM_MIGRANT_FILTERED] - left : 0);
	o->source = all;
	for (size_t i = 0; !o->counted && i < CRM_MIGRANT_FATES; i++)
		o->source = (i == 0 ? 0 : o->source) + o->fates[i];
	o->source += unreadable;
	o->fates[CRM_MIGRANT_REJECTED] += unreadable;
	o->adds_up = o->source == o->fates[CRM_MIGRANT_CREATED] + o->fates[CRM_MIGRANT_MATCHED] +
					  o->fates[CRM_MIGRANT_MERGED] + o->fates[CRM_MIGRANT_FILTERED] +
					  o->fates[CRM_MIGRANT_HELD] + o->fates[CRM_MIGRANT_REJECTED];
	return rc;
}

/* ---- all ---- */

static int validate_object(struct crm_validating *j, int64_t sample, struct crm_error *err)
{
	struct hold_list holds = {0};
	j->v->objects[j->object].carried = true;
	j->sample = (struct crm_sample){0};
	int rc = place_fields(j, err);
	if (rc == CRM_OK)
		rc = read_holds(j, &holds, err);
	if (rc == CRM_OK)
		rc = crm_validation_sample(j, sample, err);
	if (rc == CRM_OK)
		rc = crm_migration_walk(j->e, j->object, visit, j, err);
	if (rc == CRM_OK)
		rc = count_source(j, err);
	crm_validation_sample_free(&j->sample);
	crm_free(holds.list);
	return rc;
}

/* What was written shows up as changed since the last reading. */
static int read_target(struct crm_engine *e, struct crm_error *err)
{
	bool source = e->from->selected;
	e->from->selected = false;
	int rc = crm_pull_all(e, err);
	e->from->selected = source;
	return rc;
}

static bool is_green(const struct crm_validation *v)
{
	bool green = v->n_differences == 0;
	for (size_t o = 0; o < CRM_SYNC_OBJECTS; o++)
		green = green && (!v->objects[o].carried || v->objects[o].adds_up);
	for (size_t i = 0; i < v->n_fields; i++)
		green = green && v->fields[i].wrong == 0;
	for (size_t i = 0; i < v->n_amounts; i++)
		green = green && v->amounts[i].even;
	for (size_t i = 0; i < v->n_associations; i++)
		green = green && v->associations[i].missing == 0;
	return green;
}

int crm_validate(struct crm_engine *e, int64_t sample, struct crm_arena *arena, struct crm_validation *out,
		 struct crm_error *err)
{
	struct crm_validating j = {.e = e, .v = out, .arena = arena, .last = &out->differences};
	*out = (struct crm_validation){0};
	int rc = read_target(e, err);
	if (rc == CRM_OK)
		rc = crm_scope_load(e, err);
	if (rc == CRM_OK)
		rc = make_places(e, arena, out, err);
	for (int o = 0; rc == CRM_OK && o < CRM_SYNC_OBJECTS; o++) {
		j.object = (enum crm_object)o;
		j.model = &e->models[o];
		if (crm_migration_carries(e, j.object))
			rc = validate_object(&j, sample, err);
	}
	if (rc == CRM_OK)
		rc = crm_validation_even(out, err);
	out->green = rc == CRM_OK && is_green(out);
	return rc;
}

void crm_validation_free(struct crm_validation *v)
{
	for (size_t i = 0; i < v->n_amounts; i++) {
		crm_buf_free(&v->amounts[i].source);
		crm_buf_free(&v->amounts[i].waiting);
		crm_buf_free(&v->amounts[i].left);
		crm_buf_free(&v->amounts[i].own);
		crm_buf_free(&v->amounts[i].target);
	}
	crm_free(v->amounts);
}
