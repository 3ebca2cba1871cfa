/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/value_decision.h>

#include <stdlib.h>
#include <string.h>

struct crm_value_decision {
	const char *uid, *field, *system;
	const char *subject, *text;
	int64_t run; /* in which it was taken down */
	bool over;   /* carried out */
};

/* ---- as it is kept ---- */

static const char *finish_text(struct crm_buf *buf, struct crm_arena *arena)
{
	const char *text = buf->failed ? NULL : crm_arena_strdup(arena, buf->ptr);
	crm_buf_free(buf);
	return text;
}

const char *crm_value_subject(const char *uid, const char *field, struct crm_arena *arena)
{
	struct crm_buf buf;
	struct crm_json_writer w;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_array(&w);
	crm_jw_string(&w, uid);
	crm_jw_string(&w, field);
	crm_jw_end_array(&w);
	return finish_text(&buf, arena);
}

const char *crm_value_text(const char *system, const crm_json *cells, int64_t done, struct crm_arena *arena)
{
	struct crm_buf buf;
	struct crm_json_writer w;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_object(&w);
	crm_jw_field(&w, "system", system);
	crm_jw_key(&w, "saw");
	crm_jw_value(&w, cells);
	if (done != 0)
		crm_jw_field_int(&w, "done", done);
	crm_jw_end_object(&w);
	return finish_text(&buf, arena);
}

/* ---- loading ---- */

static int compare_decisions(const void *a, const void *b)
{
	const struct crm_value_decision *x = a, *y = b;
	int c = strcmp(x->uid, y->uid);
	return c != 0 ? c : strcmp(x->field, y->field);
}

/* Of another version, or carried out: it says nothing to this run. */
static int read_row(const struct crm_decision_row *row, struct crm_arena *arena, struct crm_value_decision *out,
		    bool *open)
{
	crm_json *subject = NULL, *value = NULL;
	int rc = crm_json_parse(row->subject, strlen(row->subject), &subject, NULL);
	if (rc == CRM_OK)
		rc = crm_json_parse(row->value, strlen(row->value), &value, NULL);
	const char *uid = crm_json_text(crm_json_first(subject));
	const char *field = crm_json_text(crm_json_next(crm_json_first(subject)));
	const char *system = crm_json_get_string(value, "system");
	*open = rc == CRM_OK && uid && field && system && crm_json_get(value, "done") == NULL;
	if (*open) {
		*out = (struct crm_value_decision){.uid = crm_arena_strdup(arena, uid),
						   .field = crm_arena_strdup(arena, field),
						   .system = crm_arena_strdup(arena, system),
						   .subject = row->subject,
						   .text = row->value,
						   .run = row->run};
		if (out->uid == NULL || out->field == NULL || out->system == NULL)
			rc = CRM_E_NOMEM;
	}
	crm_json_free(subject);
	crm_json_free(value);
	return rc == CRM_E_NOMEM ? rc : CRM_OK;
}

int crm_values_load(struct crm_engine *e, enum crm_object object, struct crm_error *err)
{
	struct crm_decision_row *rows = NULL;
	size_t n = 0;
	e->values = NULL;
	e->n_values = 0;
	int rc = crm_store_decisions(e->store, CRM_DECISION_VALUE, object, e->arena, &rows, &n, err);
	if (rc != CRM_OK || n == 0)
		return rc;
	e->values = crm_arena_calloc(e->arena, n, sizeof *e->values);
	if (e->values == NULL)
		return crm_error_no_memory(err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		bool open = false;
		rc = read_row(&rows[i], e->arena, &e->values[e->n_values], &open);
		e->n_values += rc == CRM_OK && open;
	}
	if (e->n_values > 1)
		qsort(e->values, e->n_values, sizeof *e->values, compare_decisions);
	return rc == CRM_OK ? rc : crm_error_no_memory(err);
}

static struct crm_value_decision *find(const struct crm_group *g, size_t field)
{
	const struct crm_value_decision wanted = {.uid = g->golden.uid, .field = g->model->fields[field].name};
	return g->e->n_values == 0 ? NULL
				   : bsearch(&wanted, g->e->values, g->e->n_values, sizeof wanted, compare_decisions);
}

const char *crm_value_outdated(const struct crm_group *g, size_t field)
{
	const struct crm_value_decision *d = find(g, field);
	return d != NULL && !d->over ? d->system : NULL;
}

/* ---- does it still fit, and is there anything left to do? ---- */

struct state {
	bool outdated; /* somebody has edited a value that the person saw */
	bool pending;  /* a system has not been given the value yet */
};

static bool names_field(const char *changes, const char *field)
{
	crm_json *json = NULL;
	bool named = false;
	if (changes == NULL || crm_json_parse(changes, strlen(changes), &json, NULL) != CRM_OK)
		return false;
	for (const crm_json *c = crm_json_first(json); c != NULL && !named; c = crm_json_next(c)) {
		const char *name = crm_json_get_string(c, "field");
		named = name != NULL && strcmp(name, field) == 0;
	}
	crm_json_free(json);
	return named;
}

/* Once the vendor has said that it is written, what the record holds again is an edit of somebody who came later. */
static int was_written(struct crm_group *g, const struct crm_value_decision *d, int64_t system, bool *out,
		       struct crm_error *err)
{
	struct crm_op_row *rows = NULL;
	size_t n = 0;
	int rc = crm_store_ops_sent(g->e->store, g->golden.id, system, g->arena, &rows, &n, err);
	*out = false;
	for (size_t i = 0; rc == CRM_OK && i < n && !*out; i++)
		*out = rows[i].run > d->run &&
		       (rows[i].state == CRM_OPS_ACKNOWLEDGED || rows[i].state == CRM_OPS_VERIFIED) &&
		       names_field(rows[i].changes, d->field);
	return rc;
}

static int look_at(struct crm_group *g, size_t field, size_t system, const struct crm_value_decision *d,
		   const crm_json *saw, const struct crm_cell *chosen, struct state *state, struct crm_error *err)
{
	const struct crm_system *s = &g->e->systems[system];
	const struct crm_member *m = &g->members[system];
	const struct crm_link_field *link = &s->fields[g->object][field];
	const crm_json *seen = crm_json_get(saw, s->settings->name);
	struct crm_cell before = {.kind = CRM_ABSENT};
	bool written = false;
	if (m->source == NULL || m->outside || crm_cell_unknown(&m->now[field]) || (!link->reads && !link->writes) ||
	    crm_cell_equal(&m->now[field], chosen))
		return CRM_OK;
	if (seen != NULL && crm_cell_read(seen, g->arena, &before) == CRM_E_NOMEM)
		return crm_error_no_memory(err);
	if (!crm_cell_equal(&m->now[field], &before)) {
		state->outdated = true;
		return CRM_OK;
	}
	int rc = crm_cell_equal(&g->before[field], chosen) ? was_written(g, d, s->id, &written, err) : CRM_OK;
	state->outdated = state->outdated || written;
	state->pending = state->pending || (link->writes && !written);
	return rc;
}

static int end(struct crm_group *g, struct crm_value_decision *d, const crm_json *saw, struct crm_error *err)
{
	const char *text = crm_value_text(d->system, saw, g->e->run, g->arena);
	d->over = true;
	return text ? crm_store_decision_set(g->e->store, CRM_DECISION_VALUE, g->object, d->subject, text, d->run, err)
		    : crm_error_no_memory(err);
}

static int judge(struct crm_group *g, size_t field, struct crm_value_decision *d, const crm_json *saw,
		 const struct crm_cell **decided, struct crm_error *err)
{
	struct crm_cell *chosen = crm_arena_calloc(g->arena, 1, sizeof *chosen);
	struct state state = {0};
	int rc = chosen ? CRM_OK : crm_error_no_memory(err);
	if (rc == CRM_OK && crm_cell_read(crm_json_get(saw, d->system), g->arena, chosen) != CRM_OK)
		return CRM_OK;
	bool taken = rc == CRM_OK && crm_cell_equal(&g->before[field], chosen);
	for (size_t i = 0; rc == CRM_OK && i < g->e->n_systems; i++)
		rc = look_at(g, field, i, d, saw, chosen, &state, err);
	if (rc == CRM_OK && taken && (state.outdated || !state.pending))
		return end(g, d, saw, err);
	if (rc == CRM_OK && !state.outdated)
		*decided = chosen;
	return rc;
}

static int index_of(const struct crm_engine *e, const char *system)
{
	for (size_t i = 0; i < e->n_systems; i++)
		if (strcmp(e->systems[i].settings->name, system) == 0)
			return (int)i;
	return -1;
}

int crm_value_decided(struct crm_group *g, size_t field, const struct crm_cell **decided, int *winner,
		      struct crm_error *err)
{
	struct crm_value_decision *d = find(g, field);
	crm_json *value = NULL;
	*decided = NULL;
	*winner = -1;
	if (d == NULL || d->over || g->model->fields[field].rule == CRM_R_MOST_RESTRICTIVE)
		return CRM_OK;
	int rc = crm_json_parse(d->text, strlen(d->text), &value, err);
	if (rc == CRM_OK)
		rc = judge(g, field, d, crm_json_get(value, "saw"), decided, err);
	crm_json_free(value);
	if (*decided != NULL)
		*winner = index_of(g->e, d->system);
	return rc;
}
