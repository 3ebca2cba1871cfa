/* SPDX-License-Identifier: Apache-2.0 */
/* Merging golden records: every dirty one is gathered with its sources, merged field by field, and handed to the
 * planner. */
#include <sync/plan_group.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <sync/base_read.h>
#include <sync/merge_proposal.h>
#include <sync/migration.h>
#include <sync/migration_sample.h>
#include <sync/scope.h>
#include <sync/value_decision.h>

#define BATCH      256
#define ROUNDS_MAX 8 /* of finding out what records have together */

/* ---- gathering ---- */

static int prepare_member(struct crm_group *g, struct crm_member *m)
{
	size_t n = g->model->n_fields;
	m->now = crm_arena_calloc(g->arena, n, sizeof *m->now);
	m->base = crm_arena_calloc(g->arena, n, sizeof *m->base);
	m->agreed = crm_arena_calloc(g->arena, n, sizeof *m->agreed);
	m->has_base = crm_arena_calloc(g->arena, n, sizeof *m->has_base);
	return m->now && m->base && m->agreed && m->has_base ? CRM_OK : CRM_E_NOMEM;
}

static bool is_gone(const struct crm_source *s)
{
	return s->life == CRM_ARCHIVED || s->life == CRM_DELETED;
}

static void place_source(struct crm_group *g, struct crm_source *s)
{
	const struct crm_system *system = crm_engine_system(g->e, s->system);
	if (system == NULL)
		return; /* a system that is no longer in the config */
	struct crm_member *m = &g->members[system->index];
	m->known = true;
	if (s->secondary)
		return;
	if (s->life == CRM_LIVE && m->source == NULL) {
		m->source = s;
		m->outside = crm_scope_left(system, s);
	}
	if (is_gone(s) && m->departed == NULL)
		m->departed = s;
}

static int read_member(struct crm_group *g, struct crm_member *m, struct crm_error *err)
{
	bool pending = false;
	int rc = crm_source_cells(g->e, m->source, g->arena, m->now, &pending, err);
	g->open = g->open || pending;
	if (rc == CRM_OK)
		rc = crm_base_read(m->source->base, g->model, g->arena, m->base, m->agreed, m->has_base);
	else
		return rc;
	if (rc != CRM_OK)
		rc = rc == CRM_E_NOMEM ? crm_error_no_memory(err)
				       : crm_error_set(err, CRM_E_STORE, "the agreed values of %s cannot be read",
						       crm_source_label(g->e, m->source, g->arena));
	for (size_t i = 0; rc == CRM_OK && i < g->model->n_fields; i++)
		m->edited = m->edited || (m->has_base[i] && !crm_cell_unknown(&m->now[i]) &&
					  !crm_cell_equal(&m->now[i], &m->base[i]));
	return rc;
}

static int read_golden_cells(struct crm_group *g, struct crm_error *err)
{
	crm_json *json = NULL;
	if (g->golden.cells == NULL)
		return CRM_OK;
	int rc = crm_json_parse(g->golden.cells, strlen(g->golden.cells), &json, err);
	if (rc == CRM_OK)
		rc = crm_cells_read(json, g->model, g->arena, g->before, err);
	crm_json_free(json);
	return rc;
}

int crm_group_gather(struct crm_group *g, int64_t golden, bool *found, struct crm_error *err)
{
	g->before = crm_arena_calloc(g->arena, g->model->n_fields, sizeof *g->before);
	g->merged = crm_arena_calloc(g->arena, g->model->n_fields, sizeof *g->merged);
	g->members = crm_arena_calloc(g->arena, g->e->n_systems, sizeof *g->members);
	if (g->before == NULL || g->merged == NULL || g->members == NULL)
		return crm_error_no_memory(err);
	int rc = crm_store_golden(g->e->store, golden, g->arena, &g->golden, found, err);
	if (rc == CRM_OK && *found)
		rc = crm_store_linked(g->e->store, golden, false, g->arena, &g->sources, &g->n_sources, err);
	if (rc != CRM_OK || !*found)
		return rc;
	for (size_t i = 0; i < g->e->n_systems; i++)
		if (prepare_member(g, &g->members[i]) != CRM_OK)
			return crm_error_no_memory(err);
	for (size_t i = 0; i < g->n_sources; i++)
		place_source(g, &g->sources[i]);
	for (size_t i = 0; rc == CRM_OK && i < g->e->n_systems; i++)
		if (g->members[i].source != NULL)
			rc = read_member(g, &g->members[i], err);
	return rc == CRM_OK ? read_golden_cells(g, err) : rc;
}

/* ---- merging ---- */

static void fill_side(const struct crm_group *g, size_t system, size_t field, struct crm_side *side)
{
	const struct crm_system *s = &g->e->systems[system];
	const struct crm_member *m = &g->members[system];
	const struct crm_link_field *link = &s->fields[g->object][field];
	*side = (struct crm_side){
		.now = &m->now[field],
		.base = m->has_base[field] ? &m->base[field] : NULL,
		.agreed = m->has_base[field] ? &m->agreed[field] : NULL,
		.contributes =
			link->reads && m->source != NULL && !m->outside && crm_migration_takes_part(g->e, system),
		.accepts = link->writes,
		.stamps_fields = s->connector->info->field_stamps,
		.modified = m->source ? m->source->modified : 0,
	};
}

/* An opt-out on a secondary record (the lead beside the contact) counts for the person.  *system: whose it is. */
static int secondary_consent(struct crm_group *g, size_t field, const struct crm_cell **decided, int *system,
			     struct crm_error *err)
{
	*decided = NULL;
	*system = -1;
	if (g->model->fields[field].rule != CRM_R_MOST_RESTRICTIVE)
		return CRM_OK;
	for (size_t i = 0; i < g->n_sources; i++) {
		if (!g->sources[i].secondary || g->sources[i].life != CRM_LIVE)
			continue;
		struct crm_cell *cells = crm_arena_calloc(g->arena, g->model->n_fields, sizeof *cells);
		if (cells == NULL)
			return crm_error_no_memory(err);
		int rc = crm_source_cells(g->e, &g->sources[i], g->arena, cells, NULL, err);
		if (rc != CRM_OK)
			return rc;
		if (cells[field].kind != CRM_TEXT || strcmp(cells[field].key, "true") != 0)
			continue;
		const struct crm_system *s = crm_engine_system(g->e, g->sources[i].system);
		*decided = &cells[field];
		*system = s ? (int)s->index : -1;
	}
	return CRM_OK;
}

static int merge_field(struct crm_group *g, size_t field, struct crm_error *err)
{
	struct crm_side sides[CRM_MAX_SIDES];
	const struct crm_field *f = &g->model->fields[field];
	const struct crm_cell *decided;
	struct crm_merged *merged = &g->merged[field];
	size_t order[CRM_MAX_SIDES];
	int system, winner = -1;
	crm_migration_order(g->e, order);
	for (size_t i = 0; i < g->e->n_systems; i++) {
		fill_side(g, order[i], field, &sides[i]);
		if (crm_migration_yields(g->e, order[i], f, &g->before[field], &sides[i]))
			sides[i].contributes = false;
	}
	int rc = secondary_consent(g, field, &decided, &system, err);
	if (rc == CRM_OK && decided == NULL)
		rc = crm_value_decided(g, field, &decided, &winner, err);
	if (rc != CRM_OK)
		return rc;
	rc = crm_merge_field(f, &g->before[field], decided, sides, g->e->n_systems, g->arena, merged);
	if (rc != CRM_OK)
		return crm_error_no_memory(err);
	crm_migration_order_back(order, g->e->n_systems, merged);
	if (system >= 0 && merged->why == CRM_WHY_DECISION) { /* it came the way of one, but nobody decided */
		merged->why = CRM_WHY_MOST_RESTRICTIVE;
		merged->winner = system;
	} else if (merged->why == CRM_WHY_DECISION) {
		merged->winner = winner;
	}
	return CRM_OK;
}

int crm_group_merge(struct crm_group *g, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < g->e->id_field[g->object]; i++)
		rc = merge_field(g, i, err);
	return rc;
}

static const char *take_text(struct crm_group *g, struct crm_buf *buf)
{
	const char *text = buf->failed ? NULL : crm_arena_strndup(g->arena, buf->ptr, buf->len);
	crm_buf_free(buf);
	return text;
}

static const char *sides_text(struct crm_group *g, size_t field)
{
	const char *text = "";
	for (size_t i = 0; i < g->e->n_systems && text != NULL; i++) {
		if (g->members[i].source == NULL || crm_cell_unknown(&g->members[i].now[field]))
			continue;
		text = crm_arena_printf(g->arena, "%s%s%s: '%s'", text, text[0] ? ", " : "",
					g->e->systems[i].settings->name,
					crm_cell_show(&g->members[i].now[field], g->arena));
	}
	return text;
}

/* {"values": {system: text}, "cells": {system: cell}}: a decision is about what was seen. */
static const char *sides_detail(struct crm_group *g, size_t field)
{
	struct crm_buf buf;
	struct crm_json_writer w;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_object(&w);
	for (int cells = 0; cells < 2; cells++) {
		crm_jw_key(&w, cells ? "cells" : "values");
		crm_jw_object(&w);
		for (size_t i = 0; i < g->e->n_systems; i++) {
			const struct crm_cell *now = &g->members[i].now[field];
			if (g->members[i].source == NULL || crm_cell_unknown(now))
				continue;
			crm_jw_key(&w, g->e->systems[i].settings->name);
			if (cells)
				crm_cell_write(&w, now);
			else
				crm_jw_string(&w, crm_cell_show(now, g->arena));
		}
		crm_jw_end_object(&w);
	}
	crm_jw_end_object(&w);
	return take_text(g, &buf);
}

static int hold_conflict(struct crm_group *g, size_t field, struct crm_error *err)
{
	const char *name = g->model->fields[field].name, *before = crm_value_outdated(g, field);
	struct crm_hold hold = {
		.kind = "conflict",
		.object = g->object,
		.golden = g->golden.id,
		.field = name,
		.identity = crm_arena_printf(g->arena, "%s/%s", g->golden.uid, name),
		.summary =
			crm_arena_printf(g->arena, "%s differs and its rule is hold (%s)", name, sides_text(g, field)),
		.detail = sides_detail(g, field),
	};
	g->open = true;
	if (before != NULL && hold.summary != NULL)
		hold.summary =
			crm_arena_printf(g->arena, "%s; it was decided for %s, and edited since", hold.summary, before);
	if (hold.identity == NULL || hold.summary == NULL || hold.detail == NULL)
		return crm_error_no_memory(err);
	return crm_hold_put(g->e, &hold, err);
}

static int merge_all(struct crm_group *g, struct crm_error *err)
{
	int rc = CRM_OK;
	size_t id_field = g->e->id_field[g->object];
	for (size_t i = 0; rc == CRM_OK && i < id_field; i++) {
		rc = merge_field(g, i, err);
		if (rc == CRM_OK && g->merged[i].why == CRM_WHY_HELD)
			rc = hold_conflict(g, i, err);
	}
	return rc;
}

/* ---- keeping ---- */

static const char *golden_cells_text(struct crm_group *g)
{
	struct crm_cell *cells = crm_arena_calloc(g->arena, g->model->n_fields, sizeof *cells);
	struct crm_buf buf;
	struct crm_json_writer w;
	if (cells == NULL)
		return NULL;
	for (size_t i = 0; i < g->e->id_field[g->object]; i++)
		cells[i] = *g->merged[i].golden;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_cells_write(&w, g->model, cells);
	return take_text(g, &buf);
}

static void write_origin(struct crm_group *g, struct crm_json_writer *w, size_t field)
{
	const struct crm_merged *m = &g->merged[field];
	crm_jw_object(w);
	if (m->winner >= 0)
		crm_jw_field(w, "system", g->e->systems[m->winner].settings->name);
	crm_jw_field(w, "why", crm_why_name(m->why));
	crm_jw_field_int(w, "run", g->e->run);
	crm_jw_end_object(w);
}

/* Where each value came from; what did not change keeps its older origin. */
static const char *provenance_text(struct crm_group *g)
{
	crm_json *old = NULL;
	struct crm_buf buf;
	struct crm_json_writer w;
	if (g->golden.provenance != NULL &&
	    crm_json_parse(g->golden.provenance, strlen(g->golden.provenance), &old, NULL) != CRM_OK)
		old = NULL;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_object(&w);
	for (size_t i = 0; i < g->e->id_field[g->object]; i++) {
		const crm_json *before = crm_json_get(old, g->model->fields[i].name);
		if (crm_cell_unknown(g->merged[i].golden))
			continue;
		crm_jw_key(&w, g->model->fields[i].name);
		if (!g->merged[i].changed && before != NULL)
			crm_jw_value(&w, before);
		else
			write_origin(g, &w, i);
	}
	crm_jw_end_object(&w);
	crm_json_free(old);
	return take_text(g, &buf);
}

static bool any_changed(const struct crm_group *g)
{
	for (size_t i = 0; i < g->e->id_field[g->object]; i++)
		if (g->merged[i].changed)
			return true;
	return g->golden.cells == NULL;
}

static int keep_golden(struct crm_group *g, struct crm_error *err)
{
	if (!any_changed(g))
		return CRM_OK;
	const char *cells = golden_cells_text(g), *provenance = provenance_text(g);
	if (cells == NULL || provenance == NULL)
		return crm_error_no_memory(err);
	int rc = crm_group_end_keys(g, err);
	if (rc != CRM_OK)
		return rc;
	return crm_store_golden_update(g->e->store, g->golden.id, cells, provenance, g->e->run, err);
}

static void write_base_entry(struct crm_json_writer *w, const char *name, const struct crm_cell *v,
			     const struct crm_cell *agreed)
{
	crm_jw_key(w, name);
	crm_jw_object(w);
	crm_jw_key(w, "v");
	crm_cell_write(w, v);
	if (!crm_cell_equal(v, agreed)) {
		crm_jw_key(w, "g");
		crm_cell_write(w, agreed);
	}
	crm_jw_end_object(w);
}

const struct crm_cell *crm_group_agreed(const struct crm_group *g, size_t field, size_t system)
{
	const struct crm_cell *agreed = g->merged[field].agree[system];
	return agreed != NULL ? agreed : g->merged[field].golden;
}

/* Fields that agree without a write get their new base now; those that a write will settle keep the old one until it is
 * acknowledged. */
static int keep_base(struct crm_group *g, size_t system, struct crm_error *err)
{
	const struct crm_member *m = &g->members[system];
	struct crm_buf buf;
	struct crm_json_writer w;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_object(&w);
	for (size_t i = 0; i < g->e->id_field[g->object]; i++) {
		const char *name = g->model->fields[i].name;
		if (g->merged[i].settle[system] && !crm_cell_unknown(&m->now[i]))
			write_base_entry(&w, name, &m->now[i], crm_group_agreed(g, i, system));
		else if (m->has_base[i])
			write_base_entry(&w, name, &m->base[i], &m->agreed[i]);
	}
	crm_jw_end_object(&w);
	const char *text = take_text(g, &buf);
	if (text == NULL)
		return crm_error_no_memory(err);
	if (m->source->base != NULL && strcmp(m->source->base, text) == 0)
		return CRM_OK;
	return crm_store_base_set(g->e->store, m->source->id, text, err);
}

static int keep_bases(struct crm_group *g, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < g->e->n_systems; i++)
		if (g->members[i].source != NULL && !g->members[i].outside) /* what is not read is not agreed on */
			rc = keep_base(g, i, err);
	return rc;
}

/* ---- one golden record ---- */

/* One of the partners, and the record that it would be the same as. */
static const char *proposal_detail(struct crm_group *g, const struct crm_source *heir)
{
	const struct crm_source *pair[2] = {NULL, heir};
	for (size_t i = 0; i < g->n_sources && pair[0] == NULL; i++)
		if (g->sources[i].life == CRM_LIVE && !g->sources[i].secondary)
			pair[0] = &g->sources[i];
	return pair[0] ? crm_records_detail(g->e, pair, 2, g->arena) : "{}";
}

static int hold_whole(struct crm_group *g, struct crm_error *err)
{
	struct crm_source heir;
	bool found = false;
	int rc = crm_merge_heir(g->e, g->golden.id, g->arena, &heir, &found, err);
	const char *detail = found ? proposal_detail(g, &heir) : "{}";
	if (rc != CRM_OK || detail == NULL)
		return rc == CRM_OK ? crm_error_no_memory(err) : rc;
	struct crm_hold hold = {
		.kind = "merge",
		.object = g->object,
		.golden = g->golden.id,
		.identity = g->golden.uid,
		.summary = g->golden.hold,
		.detail = detail,
	};
	g->open = true;
	return crm_hold_put(g->e, &hold, err);
}

static bool any_live(const struct crm_group *g)
{
	for (size_t i = 0; i < g->e->n_systems; i++)
		if (g->members[i].source != NULL)
			return true;
	return false;
}

static bool written_elsewhere(const struct crm_group *g, size_t system, size_t field)
{
	for (size_t i = 0; i < g->e->n_systems; i++)
		if (i != system && g->e->systems[i].fields[g->object][field].writes)
			return true;
	return false;
}

/* An edit that the golden record takes over and that other systems are told of.  What is held as a conflict moves
   nothing; a stamp that a vendor sets when it is written to goes nowhere. */
static bool carries_edit(const struct crm_group *g, size_t system)
{
	const struct crm_member *m = &g->members[system];
	if (m->source == NULL)
		return false;
	for (size_t f = 0; f < g->e->id_field[g->object]; f++)
		if (g->merged[f].changed && m->has_base[f] && !crm_cell_unknown(&m->now[f]) &&
		    !crm_cell_equal(&m->now[f], &m->base[f]) && written_elsewhere(g, system, f))
			return true;
	return false;
}

static void count_edited(const struct crm_group *g)
{
	for (size_t i = 0; i < g->e->n_systems; i++)
		if (carries_edit(g, i))
			g->e->systems[i].edited[g->object]++;
}

/* What is not in the sample waits for a later run, as if nobody had looked at it. */
static bool is_put_off(const struct crm_group *g)
{
	bool put_off = g->e->sample != NULL;
	for (size_t i = 0; i < g->n_sources && put_off; i++)
		put_off = !crm_migration_in_sample(g->e, &g->sources[i]);
	return put_off;
}

static int plan_golden(struct crm_engine *e, enum crm_object object, int64_t id, struct crm_arena *arena,
		       struct crm_error *err)
{
	struct crm_group g = {.e = e, .object = object, .model = &e->models[object], .arena = arena};
	bool found = false;
	int rc = crm_group_gather(&g, id, &found, err);
	if (rc != CRM_OK || !found || is_put_off(&g))
		return rc;
	if (g.golden.hold != NULL && any_live(&g))
		return hold_whole(&g, err);
	rc = merge_all(&g, err);
	if (rc == CRM_OK) {
		count_edited(&g);
		rc = crm_plan_operations(&g, err);
	}
	if (rc == CRM_OK)
		rc = crm_group_end_owed_keys(&g, err);
	if (rc == CRM_OK)
		rc = keep_golden(&g, err);
	if (rc == CRM_OK)
		rc = keep_bases(&g, err);
	if (rc == CRM_OK && !g.open)
		rc = crm_store_golden_mark(e->store, id, false, err);
	return rc;
}

/* What several records of a group have together is known before anything is planned: see plan_namesake.c. */
static int note_keys(struct crm_engine *e, enum crm_object object, int64_t id, struct crm_arena *arena,
		     struct crm_error *err)
{
	struct crm_group g = {.e = e, .object = object, .model = &e->models[object], .arena = arena};
	bool found = false;
	int rc = crm_group_gather(&g, id, &found, err);
	if (rc != CRM_OK || !found || g.n_sources < 2)
		return rc;
	rc = crm_group_merge(&g, err);
	return rc == CRM_OK ? crm_group_note_keys(&g, err) : rc;
}

typedef int golden_step(struct crm_engine *e, enum crm_object object, int64_t id, struct crm_arena *arena,
			struct crm_error *err);

static int each_dirty(struct crm_engine *e, enum crm_object object, golden_step *step, const char *what,
		      struct crm_error *err)
{
	int64_t ids[BATCH], after = 0, done = 0;
	size_t n = 0;
	struct crm_arena *arena = crm_arena_new();
	int rc = arena ? CRM_OK : crm_error_no_memory(err);
	do {
		if (rc == CRM_OK)
			rc = crm_store_golden_dirty(e->store, object, after, ids, BATCH, &n, err);
		for (size_t i = 0; rc == CRM_OK && i < n; i++) {
			crm_arena_reset(arena);
			rc = step(e, object, ids[i], arena, err);
			after = ids[i];
		}
		done += (int64_t)n;
		crm_engine_progress(e, NULL, what, done, -1);
		if (rc == CRM_OK && crm_engine_interrupted(e))
			rc = crm_error_set(err, CRM_E_INTERRUPTED, "interrupted while planning; nothing was written");
	} while (rc == CRM_OK && n == BATCH);
	crm_arena_free(arena);
	return rc;
}

int crm_plan_object(struct crm_engine *e, enum crm_object object, struct crm_error *err)
{
	bool joined = true;
	int rc = crm_values_load(e, object, err);
	/* what is found now would otherwise be found by the next run, after the records were written to */
	for (int round = 0; rc == CRM_OK && joined && round < ROUNDS_MAX; round++) {
		rc = each_dirty(e, object, note_keys, "merging", err);
		if (rc == CRM_OK)
			rc = crm_match_again(e, object, &joined, err);
	}
	if (rc == CRM_OK)
		rc = each_dirty(e, object, plan_golden, "planning", err);
	return rc == CRM_OK ? crm_hold_put_common(e, object, err) : rc;
}
