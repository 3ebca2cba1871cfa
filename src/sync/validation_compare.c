/* SPDX-License-Identifier: Apache-2.0 */
/* A record of the source against its partner in the target, field by field. */
#include <sync/validation_parts.h>

#include <stdlib.h>
#include <string.h>

#include <sync/base_read.h>
#include <sync/reconcile.h>

/* ---- reading ---- */

static int read_raw(const struct crm_validating *j, const char *text, struct crm_arena *arena, struct crm_cell *cells,
		    struct crm_error *err)
{
	crm_json *json = NULL;
	int rc = crm_json_parse(text, strlen(text), &json, err);
	if (rc == CRM_OK)
		rc = crm_cells_read(json, j->model, arena, cells, err);
	crm_json_free(json);
	return rc;
}

static int read_golden(const struct crm_validating *j, int64_t id, struct crm_arena *arena, struct crm_cell *cells,
		       struct crm_error *err)
{
	struct crm_golden golden;
	bool found = false;
	int rc = crm_store_golden(j->e->store, id, arena, &golden, &found, err);
	return rc == CRM_OK && found && golden.cells != NULL ? read_raw(j, golden.cells, arena, cells, err) : rc;
}

int crm_validation_pair(struct crm_validating *j, const struct crm_migrant *m, struct crm_arena *arena,
			struct crm_pair_cells *out, struct crm_error *err)
{
	size_t n = j->model->n_fields;
	struct crm_cell *cells = crm_arena_calloc(arena, 6 * n, sizeof *cells);
	*out = (struct crm_pair_cells){.migrant = m, .has_base = crm_arena_calloc(arena, n, sizeof(bool))};
	if (cells == NULL || out->has_base == NULL)
		return crm_error_no_memory(err);
	out->raw = cells;
	out->source = cells + n;
	out->target = cells + 2 * n;
	out->golden = cells + 3 * n;
	out->base = cells + 4 * n;
	out->agreed = cells + 5 * n;
	int rc = read_raw(j, m->source->cells, arena, out->raw, err);
	if (rc == CRM_OK)
		rc = crm_source_cells(j->e, m->source, arena, out->source, NULL, err);
	if (rc == CRM_OK)
		rc = crm_source_cells(j->e, m->partner, arena, out->target, NULL, err);
	if (rc == CRM_OK)
		rc = read_golden(j, m->golden, arena, out->golden, err);
	if (rc != CRM_OK)
		return rc;
	rc = crm_base_read(m->partner->base, j->model, arena, out->base, out->agreed, out->has_base);
	return rc == CRM_OK || rc == CRM_E_NOMEM
		       ? rc
		       : crm_error_set(err, CRM_E_STORE, "the agreed values of %s cannot be read",
				       crm_source_label(j->e, m->partner, arena));
}

/* ---- judging ---- */

static bool has_value(const struct crm_cell *cell)
{
	return !crm_cell_unknown(cell) && !crm_cell_blank(cell);
}

static bool says_why(const struct crm_validating *j, int64_t golden, const char *field)
{
	for (size_t i = 0; i < j->n_holds; i++) {
		const struct crm_field_hold *h = &j->holds[i];
		if (h->golden > golden)
			return false;
		if ((h->golden == 0 || h->golden == golden) && (h->field == NULL || strcmp(h->field, field) == 0))
			return true;
	}
	return false;
}

/* What the vendor refused in this very run becomes a question with the next plan. */
static int was_refused(const struct crm_validating *j, int64_t golden, bool *out, struct crm_error *err)
{
	return crm_store_op_exists(j->e->store, golden, j->e->to->id, CRM_OP_UPDATE, 1U << CRM_OPS_FAILED, out, err);
}

/* An opt-out is never given up for a spelling or a choice of the target's. */
static bool is_opt_out(const struct crm_validating *j, size_t field, const struct crm_cell *golden)
{
	return j->model->fields[field].rule == CRM_R_MOST_RESTRICTIVE && golden->kind == CRM_TEXT &&
	       strcmp(golden->key, "true") == 0;
}

/* Does the target lack the record at the other end? */
static int is_absent_there(const struct crm_validating *j, enum crm_object object, const char *uid,
			   struct crm_arena *arena, bool *out, struct crm_error *err)
{
	int64_t golden = 0;
	const char *id = NULL;
	int rc = crm_store_golden_by_uid(j->e->store, object, uid, &golden, err);
	if (rc == CRM_OK && golden != 0)
		rc = crm_store_vendor_id_of(j->e->store, golden, j->e->to->id, arena, &id, err);
	*out = id == NULL;
	return rc;
}

/* Of a reference: is all that is not there yet absent from the target? */
static int waits_for_others(const struct crm_validating *j, size_t field, const struct crm_pair_cells *p,
			    struct crm_arena *arena, bool *out, struct crm_error *err)
{
	const struct crm_field *f = &j->model->fields[field];
	const struct crm_cell *golden = &p->golden[field];
	const struct crm_cell *items = golden->kind == CRM_LIST ? golden->items : golden;
	size_t n = golden->kind == CRM_LIST ? golden->n : 1;
	int rc = CRM_OK;
	*out = f->type == CRM_T_REFERENCE && f->refers != CRM_OWNER && has_value(golden);
	for (size_t i = 0; rc == CRM_OK && *out && i < n; i++)
		if (!has_value(&p->target[field]) || !crm_cell_contains(&p->target[field], items[i].key))
			rc = is_absent_there(j, f->refers, items[i].key, arena, out, err);
	return rc;
}

static int judge(const struct crm_validating *j, size_t field, const struct crm_pair_cells *p, struct crm_arena *arena,
		 enum crm_judgement *out, const char **why, struct crm_error *err)
{
	const struct crm_cell *target = &p->target[field], *golden = &p->golden[field];
	bool agrees = p->has_base[field] && crm_cell_equal(target, &p->base[field]), waits = false;
	*why = NULL;
	if (crm_cell_unknown(target) && !p->has_base[field]) {
		*out = CRM_JUDGED_UNKNOWN;
		return CRM_OK;
	}
	*out = CRM_JUDGED_SAME;
	if (has_value(golden) ? crm_cell_equal(target, golden) : !has_value(&p->source[field]))
		return CRM_OK;
	bool out_of_all = is_opt_out(j, field, golden);
	bool dropped = !has_value(golden) && j->model->fields[field].clear != CRM_CLEAR_PROPAGATE;
	*out = CRM_JUDGED_KEPT;
	if (agrees && crm_cell_equal(&p->agreed[field], golden) && !dropped && !out_of_all)
		return CRM_OK;
	*out = CRM_JUDGED_HELD;
	if (says_why(j, p->migrant->golden, j->model->fields[field].name))
		return CRM_OK;
	int rc = waits_for_others(j, field, p, arena, &waits, err);
	if (rc == CRM_OK && !waits)
		rc = was_refused(j, p->migrant->golden, &waits, err);
	if (rc != CRM_OK || waits)
		return rc;
	*out = CRM_JUDGED_WRONG;
	*why = out_of_all ? "is an opt-out that the target did not carry out; migrate again, then look at what is held"
	       : dropped  ? "was not taken over from the source"
	       : !agrees  ? "is not what was written: changed there since, or lost (migrate again takes up what people "
			    "changed)"
			  : "was not written";
	return CRM_OK;
}

static const char *show(const struct crm_validating *j, size_t field, const struct crm_cell *cell,
			struct crm_arena *arena)
{
	const struct crm_field *f = &j->model->fields[field];
	if (f->type == CRM_T_REFERENCE && f->refers != CRM_OWNER && cell->kind == CRM_LIST)
		return crm_arena_printf(arena, "%zu of them", cell->n);
	if ((f->type == CRM_T_DECIMAL || f->type == CRM_T_MONEY) && cell->kind == CRM_TEXT)
		return cell->key;
	return crm_cell_show(cell, arena);
}

static void add_field(struct crm_validated_field *f, const struct crm_pair_cells *p, size_t i,
		      enum crm_judgement judged)
{
	if (judged == CRM_JUDGED_UNKNOWN)
		return;
	f->pairs++;
	f->source += has_value(&p->raw[i]);
	f->target += has_value(&p->target[i]);
	f->held += judged == CRM_JUDGED_HELD;
	f->wrong += judged == CRM_JUDGED_WRONG;
	f->kept += (judged == CRM_JUDGED_SAME || judged == CRM_JUDGED_KEPT) && has_value(&p->source[i]) &&
		   !crm_cell_equal(&p->source[i], &p->target[i]);
}

int crm_validation_fields(struct crm_validating *j, const struct crm_pair_cells *p, struct crm_arena *arena,
			  enum crm_judgement *judged, bool *wrong, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < j->e->id_field[j->object]; i++) {
		const char *why = NULL;
		judged[i] = CRM_JUDGED_UNKNOWN;
		if (j->fields[i] == NULL)
			continue;
		rc = judge(j, i, p, arena, &judged[i], &why, err);
		if (rc != CRM_OK)
			return rc;
		add_field(j->fields[i], p, i, judged[i]);
		if (judged[i] != CRM_JUDGED_WRONG)
			continue;
		const struct crm_cell *expected = has_value(&p->golden[i]) ? &p->golden[i] : &p->source[i];
		*wrong = true;
		rc = crm_validation_differs(j, p->migrant, j->model->fields[i].name, show(j, i, expected, arena),
					    show(j, i, &p->target[i], arena), why, err);
	}
	return rc;
}

/* ---- associations ---- */

static size_t items_of(const struct crm_cell *cell, const struct crm_cell **items)
{
	if (!has_value(cell))
		return 0;
	*items = cell->kind == CRM_LIST ? cell->items : cell;
	return cell->kind == CRM_LIST ? cell->n : 1;
}

static int count_associations(struct crm_validating *j, struct crm_validated_association *a, size_t i,
			      const struct crm_pair_cells *p, enum crm_judgement judged, struct crm_arena *arena,
			      struct crm_error *err)
{
	const struct crm_cell *items = NULL, *ignored = NULL;
	size_t raw = items_of(&p->raw[i], &ignored), n = items_of(&p->source[i], &items);
	int rc = CRM_OK;
	a->source += (int64_t)raw;
	a->waiting += (int64_t)(raw - n); /* the other end waits for a decision, or was never read */
	a->target += (int64_t)items_of(&p->target[i], &ignored);
	for (size_t k = 0; rc == CRM_OK && k < n; k++) {
		bool absent = false;
		bool there = has_value(&p->target[i]) && crm_cell_contains(&p->target[i], items[k].key);
		if (!there)
			rc = is_absent_there(j, j->model->fields[i].refers, items[k].key, arena, &absent, err);
		if (there)
			a->carried++;
		else if (absent || judged == CRM_JUDGED_HELD)
			a->waiting++;
		else if (judged == CRM_JUDGED_WRONG)
			a->missing++;
		else
			a->kept++;
	}
	return rc;
}

int crm_validation_associations(struct crm_validating *j, const struct crm_pair_cells *p,
				const enum crm_judgement *judged, struct crm_arena *arena, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < j->e->id_field[j->object]; i++)
		if (j->associations[i] != NULL && judged[i] != CRM_JUDGED_UNKNOWN)
			rc = count_associations(j, j->associations[i], i, p, judged[i], arena, err);
	return rc;
}
