/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records that crmsync created, and that others refer to by now: deleting them would take the reference from records
 * that somebody entered since, and Salesforce deletes the contacts and deals of an account along with it.
 */
#include <sync/undo_record.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <crmsync/timestamp.h>
#include <sync/reconcile.h>

#define BATCH 200

/* A planned delete. */
struct going {
	const char *vendor_id, *uid;
	int64_t operation, golden, source;
	const char *referrer; /* that stays, NULL: none was found */
};

struct parents {
	struct crm_undo *u;
	struct crm_system *s;
	struct crm_arena *arena, *scratch;
	enum crm_object object;
	struct going *rows; /* by vendor_id */
	size_t n, cap;
};

static int by_vendor_id(const void *a, const void *b)
{
	return strcmp(((const struct going *)a)->vendor_id, ((const struct going *)b)->vendor_id);
}

static int add_going(struct parents *p, const struct crm_op_row *op, struct crm_error *err)
{
	struct crm_golden golden;
	bool found = false;
	int rc = crm_store_golden(p->u->e->store, op->golden, p->arena, &golden, &found, err);
	if (rc != CRM_OK || !found || op->vendor_id == NULL)
		return rc;
	if (p->n == p->cap) {
		size_t cap = p->cap ? 2 * p->cap : 64;
		struct going *grown = crm_arena_calloc(p->arena, cap, sizeof *grown);
		if (grown == NULL)
			return crm_error_no_memory(err);
		if (p->n > 0)
			memcpy(grown, p->rows, p->n * sizeof *grown);
		p->rows = grown;
		p->cap = cap;
	}
	p->rows[p->n++] = (struct going){.vendor_id = crm_arena_strdup(p->arena, op->vendor_id),
					 .uid = golden.uid,
					 .operation = op->id,
					 .golden = op->golden,
					 .source = op->source};
	return p->rows[p->n - 1].vendor_id ? CRM_OK : crm_error_no_memory(err);
}

static struct crm_op_query planned(const struct parents *p, int kind, enum crm_object object)
{
	return (struct crm_op_query){.run = p->u->e->run,
				     .system = p->s->id,
				     .phase = -1,
				     .kind = kind,
				     .object = (int)object,
				     .state = CRM_OPS_PLANNED,
				     .max = BATCH};
}

static int find_going(struct parents *p, struct crm_error *err)
{
	struct crm_op_query q = planned(p, CRM_OP_ARCHIVE, p->object);
	struct crm_op_row *rows;
	size_t n = 0;
	int rc;
	do {
		crm_arena_reset(p->scratch);
		rc = crm_store_ops(p->u->e->store, &q, p->scratch, &rows, &n, err);
		for (size_t i = 0; rc == CRM_OK && i < n; i++) {
			q.after = rows[i].id;
			rc = add_going(p, &rows[i], err);
		}
	} while (rc == CRM_OK && n == BATCH);
	if (rc == CRM_OK && p->n > 1)
		qsort(p->rows, p->n, sizeof *p->rows, by_vendor_id);
	return rc;
}

/* ---- does the plan itself end the reference? ---- */

static bool names_uid(const crm_json *list, const char *uid)
{
	for (const crm_json *u = crm_json_first(list); u != NULL; u = crm_json_next(u))
		if (strcmp(crm_json_text(u), uid) == 0)
			return true;
	return false;
}

static bool payload_ends(const struct crm_op_row *op, const char *field, const char *uid)
{
	crm_json *payload = NULL;
	bool ends = false;
	if (crm_json_parse(op->payload, strlen(op->payload), &payload, NULL) != CRM_OK)
		return false;
	const char *name = crm_json_get_string(payload, "f");
	if (op->kind == CRM_OP_DISSOCIATE)
		ends = name != NULL && strcmp(name, field) == 0 && names_uid(crm_json_get(payload, "u"), uid);
	for (const crm_json *i = crm_json_first(crm_json_get(payload, "set")); i != NULL; i = crm_json_next(i)) {
		name = crm_json_get_string(i, "f");
		ends = ends || (name != NULL && strcmp(name, field) == 0 && !names_uid(crm_json_get(i, "u"), uid));
	}
	crm_json_free(payload);
	return ends;
}

static int is_ended(struct parents *p, const struct crm_source *source, const char *field, const char *uid, bool *ended,
		    struct crm_error *err)
{
	static const int kinds[] = {CRM_OP_ARCHIVE, CRM_OP_UPDATE, CRM_OP_DISSOCIATE};
	int rc = CRM_OK;
	*ended = false;
	for (size_t k = 0; rc == CRM_OK && k < sizeof kinds / sizeof *kinds && !*ended; k++) {
		struct crm_op_query q = planned(p, kinds[k], source->object);
		struct crm_op_row *rows;
		size_t n = 0;
		q.golden = source->golden;
		q.max = SIZE_MAX;
		rc = crm_store_ops(p->u->e->store, &q, p->scratch, &rows, &n, err);
		for (size_t i = 0; rc == CRM_OK && i < n && !*ended; i++)
			*ended = rows[i].source == source->id &&
				 (rows[i].kind == CRM_OP_ARCHIVE || payload_ends(&rows[i], field, uid));
	}
	return rc;
}

/* ---- who refers to them ---- */

static int look_at_value(struct parents *p, const struct crm_source *source, const char *field, const char *id,
			 struct crm_error *err)
{
	struct going key = {.vendor_id = id};
	struct going *hit = bsearch(&key, p->rows, p->n, sizeof *p->rows, by_vendor_id);
	bool ended = false;
	if (hit == NULL || hit->referrer != NULL)
		return CRM_OK;
	int rc = is_ended(p, source, field, hit->uid, &ended, err);
	if (rc != CRM_OK || ended)
		return rc;
	hit->referrer = crm_arena_strdup(p->arena, crm_source_label(p->u->e, source, p->scratch));
	return hit->referrer ? CRM_OK : crm_error_no_memory(err);
}

static int look_at_field(struct parents *p, const struct crm_source *source, const crm_json *cells,
			 const struct crm_field *f, struct crm_error *err)
{
	const crm_json *v = crm_json_get(cells, f->name);
	struct crm_cell cell;
	if (v == NULL)
		return CRM_OK;
	int rc = crm_cell_read(v, p->scratch, &cell) == CRM_OK ? CRM_OK : crm_error_no_memory(err);
	if (rc == CRM_OK && cell.kind == CRM_TEXT)
		return look_at_value(p, source, f->name, cell.key, err);
	for (size_t i = 0; rc == CRM_OK && cell.kind == CRM_LIST && i < cell.n; i++)
		rc = look_at_value(p, source, f->name, cell.items[i].key, err);
	return rc;
}

static int look_at(struct parents *p, int64_t id, struct crm_error *err)
{
	struct crm_source source;
	crm_json *cells = NULL;
	bool found = false;
	int rc = crm_store_source(p->u->e->store, id, false, p->scratch, &source, &found, err);
	if (rc == CRM_OK && found)
		rc = crm_json_parse(source.cells, strlen(source.cells), &cells, err);
	if (rc != CRM_OK || !found)
		return rc;
	const struct crm_model *model = &p->u->e->models[source.object];
	for (size_t i = 0; rc == CRM_OK && i < model->n_fields; i++)
		if (model->fields[i].type == CRM_T_REFERENCE && model->fields[i].refers == p->object)
			rc = look_at_field(p, &source, cells, &model->fields[i], err);
	crm_json_free(cells);
	return rc;
}

static int look_at_all(struct parents *p, enum crm_object object, struct crm_error *err)
{
	int64_t ids[BATCH], after = 0;
	size_t n = 0;
	int rc;
	do {
		rc = crm_store_live(p->u->e->store, p->s->id, object, after, ids, BATCH, &n, err);
		for (size_t i = 0; rc == CRM_OK && i < n; i++) {
			crm_arena_reset(p->scratch);
			rc = look_at(p, ids[i], err);
			after = ids[i];
		}
	} while (rc == CRM_OK && n == BATCH);
	return rc;
}

/* ---- sparing ---- */

static int spare(struct parents *p, const struct going *row, struct crm_error *err)
{
	struct crm_undo_record r = {.u = p->u, .s = p->s, .arena = p->scratch};
	bool found = false;
	const char *why = crm_arena_printf(p->scratch, "%s refers to it by now, so the record stays", row->referrer);
	int rc = why ? crm_store_source(p->u->e->store, row->source, false, p->scratch, &r.source, &found, err)
		     : crm_error_no_memory(err);
	r.golden.id = row->golden;
	if (rc == CRM_OK && found)
		rc = crm_undo_keep(&r, NULL, NULL, NULL, why, err);
	p->u->e->planned--;
	return rc == CRM_OK ? crm_store_op_finish(p->u->e->store, row->operation, CRM_OPS_SKIPPED, row->source,
						  row->vendor_id, NULL, why, crm_time_now(), err)
			    : rc;
}

static int spare_object(struct parents *p, struct crm_error *err)
{
	int rc = find_going(p, err);
	for (size_t o = 0; rc == CRM_OK && p->n > 0 && o < CRM_SYNC_OBJECTS; o++)
		rc = look_at_all(p, (enum crm_object)o, err);
	for (size_t i = 0; rc == CRM_OK && i < p->n; i++) {
		crm_arena_reset(p->scratch);
		if (p->rows[i].referrer != NULL)
			rc = spare(p, &p->rows[i], err);
	}
	return rc;
}

/* Contacts first: one that stays keeps its company. */
static const enum crm_object order[] = {CRM_CONTACT, CRM_COMPANY};

int crm_undo_spare_parents(struct crm_undo *u, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < u->e->n_systems; i++)
		for (size_t k = 0; rc == CRM_OK && k < sizeof order / sizeof *order; k++) {
			struct parents p = {.u = u,
					    .s = &u->e->systems[i],
					    .arena = crm_arena_new(),
					    .scratch = crm_arena_new(),
					    .object = order[k]};
			rc = p.arena && p.scratch ? spare_object(&p, err) : crm_error_no_memory(err);
			crm_arena_free(p.arena);
			crm_arena_free(p.scratch);
		}
	return rc;
}
