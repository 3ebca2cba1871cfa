/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where each value came from and what lost.  The golden record knows which rule decided, in which run, and which system
 * won where it was a single one.  What each record held of its own at that time is what it holds now, unless crmsync
 * has written to it since: then it is what the first of these writes found there.
 */
#include <sync/explain.h>

#include <string.h>

/* A record and what it says. */
struct speaker {
	const struct crm_source *source;
	const char *system;
	struct crm_cell *cells;
	const struct crm_member *member; /* NULL: it takes no part in the merge (deleted, merged, a lead beside the
					    contact) */
	size_t index;                    /* of its system, for a member */
};

/* A field that an operation wrote. */
struct written {
	const struct crm_op_row *op;
	const char *field, *old, *new;
};

struct telling {
	struct crm_explaining *x;
	struct speaker *speakers;
	size_t n_speakers;
	struct written *written; /* in the order of the operations */
	size_t n_written, cap_written;
	const crm_json *origins; /* of the golden record */
};

/* What is told of one field. */
struct sayings {
	struct crm_said_value *rows;
	size_t n;
};

const char *crm_fate_name(enum crm_fate fate)
{
	static const char *const names[] = {"won", "overwritten", "taken_back", "pending", "only_read", "held", "left"};
	return names[fate];
}

/* ---- gathering ---- */

static int add_speaker(struct telling *t, const struct crm_source *source, struct crm_error *err)
{
	struct crm_explaining *x = t->x;
	const struct crm_system *system = crm_engine_system(x->e, source->system);
	struct speaker *s = &t->speakers[t->n_speakers++];
	*s = (struct speaker){.source = source};
	s->cells = crm_arena_calloc(x->arena, x->g.model->n_fields, sizeof *s->cells);
	if (s->cells == NULL)
		return crm_error_no_memory(err);
	if (system != NULL && x->g.members != NULL && x->g.members[system->index].source == source) {
		s->member = &x->g.members[system->index];
		s->index = system->index;
	}
	int rc = crm_explain_system(x, source->system, &s->system, err);
	return rc == CRM_OK ? crm_source_cells(x->e, source, x->arena, s->cells, NULL, err) : rc;
}

static int add_written(struct telling *t, const struct crm_op_row *op, const crm_json *change)
{
	struct crm_arena *arena = t->x->arena;
	if (t->n_written == t->cap_written) {
		size_t cap = t->cap_written * 2 + 32;
		struct written *rows = crm_arena_calloc(arena, cap, sizeof *rows);
		if (rows == NULL)
			return CRM_E_NOMEM;
		if (t->n_written > 0)
			memcpy(rows, t->written, t->n_written * sizeof *rows);
		t->written = rows;
		t->cap_written = cap;
	}
	const char *old = crm_json_get_string(change, "old"), *new = crm_json_get_string(change, "new");
	struct written *w = &t->written[t->n_written++];
	*w = (struct written){
		.op = op,
		.field = crm_arena_strdup(arena, crm_json_get_string(change, "field")),
		.old = crm_arena_strdup(arena, old ? old : ""),
		.new = crm_arena_strdup(arena, new ? new : ""),
	};
	return w->old && w->new ? CRM_OK : CRM_E_NOMEM;
}

static bool is_done(const struct crm_op_row *op)
{
	return op->state == CRM_OPS_ACKNOWLEDGED || op->state == CRM_OPS_VERIFIED;
}

static int read_written(struct telling *t, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < t->x->n_ops; i++) {
		const struct crm_op_row *op = &t->x->ops[i];
		crm_json *changes = NULL;
		if (!is_done(op) || op->changes == NULL)
			continue;
		rc = crm_json_parse(op->changes, strlen(op->changes), &changes, err);
		for (const crm_json *c = crm_json_first(changes); rc == CRM_OK && c != NULL; c = crm_json_next(c))
			if (add_written(t, op, c) != CRM_OK)
				rc = crm_error_no_memory(err);
		crm_json_free(changes);
	}
	return rc;
}

static int gather(struct telling *t, struct crm_error *err)
{
	const struct crm_group *g = &t->x->g;
	t->speakers = crm_arena_calloc(t->x->arena, g->n_sources + 1, sizeof *t->speakers);
	int rc = t->speakers ? CRM_OK : crm_error_no_memory(err);
	for (size_t i = 0; rc == CRM_OK && i < g->n_sources; i++)
		rc = add_speaker(t, &g->sources[i], err);
	return rc == CRM_OK ? read_written(t, err) : rc;
}

/* ---- what a record held of its own ---- */

static bool is_field(const struct written *w, const char *field)
{
	return w->field != NULL && strcmp(w->field, field) == 0;
}

/* The first write to the field since a run; NULL: there was none. */
static const struct written *first_write(const struct telling *t, const struct speaker *s, const char *field,
					 int64_t since)
{
	for (size_t i = 0; i < t->n_written; i++) {
		const struct written *w = &t->written[i];
		if (w->op->run >= since && w->op->system == s->source->system && s->member != NULL &&
		    is_field(w, field))
			return w;
	}
	return NULL;
}

/* Is the item one of those in a list as people see it ("a, b")? */
static bool lists(const char *list, const char *item)
{
	size_t len = strlen(item);
	for (const char *at = list; len > 0 && (at = strstr(at, item)) != NULL; at++) {
		bool begins = at == list || (at - list >= 2 && memcmp(at - 2, ", ", 2) == 0);
		if (begins && (at[len] == '\0' || strncmp(at + len, ", ", 2) == 0))
			return true;
	}
	return false;
}

/* Was the item brought there by crmsync? */
static bool was_given(const struct telling *t, const struct speaker *s, const char *field, const char *item)
{
	for (size_t i = 0; i < t->n_written; i++) {
		const struct written *w = &t->written[i];
		if (w->op->system == s->source->system && is_field(w, field) && lists(w->new, item) &&
		    !lists(w->old, item))
			return true;
	}
	return false;
}

/* ---- one field ---- */

static int say(struct sayings *s, const struct speaker *who, const char *value, enum crm_fate fate,
	       struct crm_error *err)
{
	if (value == NULL)
		return crm_error_no_memory(err);
	s->rows[s->n++] = (struct crm_said_value){
		.system = who->system, .id = who->source->vendor_id, .value = value, .fate = fate};
	return CRM_OK;
}

/* A value that crmsync wrote over, and may have put back since. */
static int say_overwritten(struct telling *t, struct sayings *s, const struct speaker *who, const struct written *w,
			   struct crm_error *err)
{
	struct crm_said_value *row = &s->rows[s->n++];
	int64_t by = 0, run = 0;
	*row = (struct crm_said_value){.system = who->system, .id = who->source->vendor_id, .value = w->old};
	int rc = crm_store_taken_back(t->x->e->store, w->op->id, &by, &run, err);
	row->fate = by != 0 ? CRM_FATE_TAKEN_BACK : CRM_FATE_OVERWRITTEN;
	return rc == CRM_OK ? crm_explain_moment(t->x, by != 0 ? run : w->op->run, &row->at, err) : rc;
}

static enum crm_fate fate_of(const struct telling *t, const struct speaker *s, size_t field)
{
	const struct crm_group *g = &t->x->g;
	const struct crm_merged *m = &g->merged[field];
	if (m->why == CRM_WHY_HELD)
		return CRM_FATE_HELD;
	if (m->write[s->index])
		return CRM_FATE_PENDING;
	return g->e->systems[s->index].fields[g->object][field].writes ? CRM_FATE_LEFT : CRM_FATE_ONLY_READ;
}

static bool is_consent(const struct crm_field *f)
{
	return f->rule == CRM_R_MOST_RESTRICTIVE;
}

/* A lead beside the contact has a say in consent alone. */
static bool has_a_say(const struct speaker *s, const struct crm_field *f)
{
	return s->member != NULL || (is_consent(f) && s->source->life == CRM_LIVE);
}

static bool same_value(const struct crm_cell *a, const struct crm_cell *b)
{
	return !crm_cell_unknown(a) && crm_cell_equal(a, b);
}

/* Did it have that value when it was agreed on last? */
static bool had(const struct speaker *s, size_t field, const struct crm_cell *value)
{
	return s->member != NULL && s->member->has_base[field] && same_value(&s->member->base[field], value);
}

/* A new value that the next sync decides about is no one that lost. */
static bool is_next(const struct telling *t, const struct speaker *s, size_t field)
{
	const struct crm_merged *m = &t->x->g.merged[field];
	const struct crm_cell *now = &s->cells[field];
	bool edited = s->member != NULL && s->member->has_base[field] && !had(s, field, now);
	return m->changed && (edited || same_value(now, m->golden));
}

/* What one record said of a field with a single value. */
static int weigh(struct telling *t, size_t field, const struct crm_cell *golden, int64_t since, const struct speaker *s,
		 struct sayings *from, struct sayings *lost, struct crm_error *err)
{
	struct crm_group *g = &t->x->g;
	const struct crm_field *f = &g->model->fields[field];
	const struct crm_cell *now = &s->cells[field];
	const char *value = crm_group_show(g, f, golden);
	const struct written *w = first_write(t, s, f->name, since);
	if (value == NULL)
		return crm_error_no_memory(err);
	if (w != NULL && strcmp(w->old, value) != 0)
		return w->old[0] ? say_overwritten(t, lost, s, w, err) : CRM_OK;
	int rc = w != NULL || same_value(now, golden) || had(s, field, golden) ? say(from, s, value, CRM_FATE_WON, err)
									       : CRM_OK;
	if (rc != CRM_OK || w != NULL || same_value(now, golden) || s->member == NULL || crm_cell_unknown(now) ||
	    crm_cell_blank(now) || is_next(t, s, field))
		return rc;
	return say(lost, s, crm_group_show(g, f, now), fate_of(t, s, field), err);
}

/* Who brought an item of a list: who has it and was not given it. */
static int weigh_item(struct telling *t, size_t field, const struct crm_cell *item, struct sayings *from,
		      struct crm_error *err)
{
	struct crm_group *g = &t->x->g;
	const struct crm_field *f = &g->model->fields[field];
	const char *text = crm_group_show(g, f, item);
	size_t before = from->n;
	int rc = text ? CRM_OK : crm_error_no_memory(err);
	for (int gone = 0; rc == CRM_OK && gone < 2 && from->n == before; gone++)
		for (size_t i = 0; rc == CRM_OK && i < t->n_speakers; i++) {
			const struct speaker *s = &t->speakers[i];
			bool speaks = gone ? s->member == NULL : s->member != NULL;
			if (speaks && crm_cell_contains(&s->cells[field], item->key) &&
			    (gone || !was_given(t, s, f->name, text)))
				rc = say(from, s, text, CRM_FATE_WON, err);
		}
	return rc;
}

/* What one record has that did not come into a list. */
static int weigh_rest(struct telling *t, size_t field, const struct crm_cell *golden, const struct speaker *s,
		      struct sayings *lost, struct crm_error *err)
{
	struct crm_group *g = &t->x->g;
	const struct crm_cell *now = &s->cells[field];
	struct crm_cell *rest = crm_arena_calloc(g->arena, now->n + 1, sizeof *rest);
	struct crm_cell list = {.kind = CRM_LIST, .valid = true, .items = rest};
	if (rest == NULL)
		return crm_error_no_memory(err);
	for (size_t i = 0; now->kind == CRM_LIST && i < now->n; i++)
		if (!crm_cell_contains(golden, now->items[i].key))
			rest[list.n++] = now->items[i];
	if (list.n == 0 || is_next(t, s, field))
		return CRM_OK;
	return say(lost, s, crm_group_show(g, &g->model->fields[field], &list), fate_of(t, s, field), err);
}

static int weigh_list(struct telling *t, size_t field, const struct crm_cell *golden, struct sayings *from,
		      struct sayings *lost, struct crm_error *err)
{
	bool several = golden->kind == CRM_LIST;
	size_t n = several ? golden->n : 1;
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < n; i++)
		rc = weigh_item(t, field, several ? &golden->items[i] : golden, from, err);
	for (size_t i = 0; rc == CRM_OK && i < t->n_speakers; i++)
		if (t->speakers[i].member != NULL)
			rc = weigh_rest(t, field, golden, &t->speakers[i], lost, err);
	return rc;
}

/* Where crmsync created a record with nothing in a field that no other one knows, that was agreed on with it, whatever
   the vendor has filled in since. */
static int weigh_agreed(struct telling *t, size_t field, const struct crm_cell *golden, struct sayings *from,
			struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < t->n_speakers; i++) {
		const struct speaker *s = &t->speakers[i];
		if (s->member == NULL || !s->member->has_base[field])
			continue;
		const struct crm_cell *agreed = &s->member->agreed[field];
		if (same_value(agreed, golden) || (crm_cell_unknown(agreed) && crm_cell_blank(golden)))
			rc = say(from, s, crm_group_show(&t->x->g, &t->x->g.model->fields[field], golden), CRM_FATE_WON,
				 err);
	}
	return rc;
}

static int weigh_all(struct telling *t, size_t field, const struct crm_cell *golden, int64_t since,
		     struct sayings *from, struct sayings *lost, struct crm_error *err)
{
	const struct crm_field *f = &t->x->g.model->fields[field];
	int rc = CRM_OK;
	if (f->multiple && !crm_cell_blank(golden))
		return weigh_list(t, field, golden, from, lost, err);
	for (size_t i = 0; rc == CRM_OK && i < t->n_speakers; i++)
		if (has_a_say(&t->speakers[i], f))
			rc = weigh(t, field, golden, since, &t->speakers[i], from, lost, err);
	/* whoever brought it may be gone */
	for (size_t i = 0; rc == CRM_OK && from->n == 0 && i < t->n_speakers; i++)
		if (!has_a_say(&t->speakers[i], f) && same_value(&t->speakers[i].cells[field], golden))
			rc = say(from, &t->speakers[i], crm_group_show(&t->x->g, f, golden), CRM_FATE_WON, err);
	return rc == CRM_OK && from->n == 0 ? weigh_agreed(t, field, golden, from, err) : rc;
}

/* Where a single system won, it is the source, whoever has the value besides. */
static int name_winner(struct telling *t, const char *system, const char *value, struct sayings *from,
		       struct crm_error *err)
{
	struct crm_said_value row = {.system = crm_arena_strdup(t->x->arena, system), .value = value};
	if (row.system == NULL)
		return crm_error_no_memory(err);
	for (size_t i = 0; i < t->n_speakers && row.id == NULL; i++)
		if (strcmp(t->speakers[i].system, system) == 0 && t->speakers[i].member != NULL)
			row.id = t->speakers[i].source->vendor_id;
	for (size_t i = 0; i < from->n; i++)
		if (strcmp(from->rows[i].system, system) == 0)
			row.id = from->rows[i].id;
	from->rows[0] = row;
	from->n = 1;
	return CRM_OK;
}

static bool was_before(const char *why)
{
	static const char *const names[] = {"changed", "converged", "cleared", "unchanged", "clear_kept", NULL};
	for (const char *const *n = names; *n != NULL; n++)
		if (strcmp(*n, why) == 0)
			return true;
	return false;
}

static int tell_origin(struct telling *t, size_t field, struct crm_explained_field *out, struct sayings *from,
		       struct crm_error *err)
{
	const struct crm_field *f = &t->x->g.model->fields[field];
	const crm_json *origin = crm_json_get(t->origins, f->name);
	const char *system = crm_json_get_string(origin, "system"), *why = crm_json_get_string(origin, "why");
	int64_t run = 0;
	(void)crm_json_int(crm_json_get(origin, "run"), &run);
	out->why = crm_arena_strdup(t->x->arena, why ? why : "unchanged");
	if (out->why == NULL)
		return crm_error_no_memory(err);
	/* an opt-out of a lead was put down as a decision once */
	if (is_consent(f) && strcmp(out->why, "decision") == 0)
		for (size_t i = 0; i < t->n_speakers; i++)
			if (t->speakers[i].member == NULL && has_a_say(&t->speakers[i], f) &&
			    crm_cell_contains(&t->speakers[i].cells[field], "true"))
				out->why = crm_why_name(CRM_WHY_MOST_RESTRICTIVE);
	out->older = was_before(out->why);
	int rc = crm_explain_moment(t->x, run, &out->at, err);
	bool list = f->multiple && from->n > 0;
	return rc == CRM_OK && system != NULL && !list ? name_winner(t, system, out->value, from, err) : rc;
}

/* What the next sync would make of it, from what is stored now. */
static int tell_next(struct telling *t, size_t field, struct crm_explained_field *out, struct crm_error *err)
{
	struct crm_group *g = &t->x->g;
	const struct crm_merged *m = &g->merged[field];
	if (!m->changed || g->golden.hold != NULL) /* on hold it is not merged at all */
		return CRM_OK;
	out->next = crm_group_show(g, &g->model->fields[field], m->golden);
	out->next_why = crm_why_name(m->why);
	out->next_from = m->winner >= 0 ? g->e->systems[m->winner].settings->name : NULL;
	return out->next ? CRM_OK : crm_error_no_memory(err);
}

static int64_t run_of(const struct telling *t, const char *field)
{
	int64_t run = 0;
	(void)crm_json_int(crm_json_get(crm_json_get(t->origins, field), "run"), &run);
	return run;
}

static int tell_field(struct telling *t, size_t field, struct crm_explained_field *out, struct crm_error *err)
{
	struct crm_group *g = &t->x->g;
	const struct crm_field *f = &g->model->fields[field];
	const struct crm_cell *golden = &g->before[field];
	size_t room = (t->n_speakers + 1) * ((golden->kind == CRM_LIST ? golden->n : 1) + 1);
	struct sayings from = {crm_arena_calloc(g->arena, room, sizeof *from.rows), 0};
	struct sayings lost = {crm_arena_calloc(g->arena, room, sizeof *lost.rows), 0};
	out->name = f->name;
	out->rule = crm_rule_name(f->rule);
	out->value = crm_group_show(g, f, golden);
	if (from.rows == NULL || lost.rows == NULL || out->value == NULL)
		return crm_error_no_memory(err);
	int rc = crm_cell_unknown(golden) ? CRM_OK : weigh_all(t, field, golden, run_of(t, f->name), &from, &lost, err);
	if (rc == CRM_OK && !crm_cell_unknown(golden))
		rc = tell_origin(t, field, out, &from, err);
	if (rc == CRM_OK)
		rc = tell_next(t, field, out, err);
	out->from = from.rows;
	out->n_from = from.n;
	out->lost = lost.rows;
	out->n_lost = lost.n;
	return rc;
}

/* ---- all of them ---- */

static int tell_merged(struct telling *t, struct crm_explained_field *out, size_t *n, struct crm_error *err)
{
	const struct crm_group *g = &t->x->g;
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < g->e->id_field[g->object]; i++)
		if (!crm_cell_unknown(&g->before[i]) || g->merged[i].changed)
			rc = tell_field(t, i, &out[(*n)++], err);
	return rc;
}

/* A record that belongs to none is its own and only source. */
static int tell_unmerged(struct telling *t, struct crm_explained_field *out, size_t *n, struct crm_error *err)
{
	struct crm_group *g = &t->x->g;
	const struct speaker *s = &t->speakers[0];
	for (size_t i = 0; i < g->e->id_field[g->object]; i++) {
		const struct crm_field *f = &g->model->fields[i];
		if (crm_cell_unknown(&s->cells[i]))
			continue;
		struct sayings from = {crm_arena_calloc(g->arena, 1, sizeof *from.rows), 0};
		struct crm_explained_field *row = &out[(*n)++];
		*row = (struct crm_explained_field){.name = f->name, .rule = crm_rule_name(f->rule)};
		row->value = crm_group_show(g, f, &s->cells[i]);
		int rc = from.rows ? say(&from, s, row->value, CRM_FATE_WON, err) : crm_error_no_memory(err);
		if (rc != CRM_OK)
			return rc;
		row->from = from.rows;
		row->n_from = from.n;
	}
	return CRM_OK;
}

int crm_explain_fields(struct crm_explaining *x, struct crm_error *err)
{
	struct telling t = {.x = x};
	struct crm_explained_field *out = crm_arena_calloc(x->arena, x->g.model->n_fields + 1, sizeof *out);
	const char *origins = x->g.golden.provenance;
	crm_json *json = NULL;
	int rc = out ? gather(&t, err) : crm_error_no_memory(err);
	if (rc == CRM_OK && origins != NULL)
		rc = crm_json_parse(origins, strlen(origins), &json, err);
	t.origins = json;
	if (rc == CRM_OK)
		rc = x->g.golden.id != 0 ? tell_merged(&t, out, &x->out->n_fields, err)
					 : tell_unmerged(&t, out, &x->out->n_fields, err);
	crm_json_free(json);
	x->out->fields = out;
	return rc;
}
