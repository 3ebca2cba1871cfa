/* SPDX-License-Identifier: Apache-2.0 */
/* The numbers of a run. */
#include <report/report.h>

#include <string.h>

#include <sync/scope.h>

#define HOLD_BATCH   500
#define UPDATE_BATCH 200

static void add_operations(struct crm_tally *t, int kind, int64_t n)
{
	switch (kind) {
	case CRM_OP_CREATE:
		t->create += n;
		break;
	case CRM_OP_UPDATE:
		t->update += n;
		break;
	case CRM_OP_ARCHIVE:
		t->archive += n;
		break;
	case CRM_OP_ASSOCIATE:
		t->associate += n;
		break;
	default:
		t->dissociate += n;
		break;
	}
}

static bool is_blank(const char *text)
{
	return text == NULL || text[0] == '\0';
}

static void add_change(const crm_json *change, struct crm_summary *out)
{
	const char *why = crm_json_get_string(change, "why");
	if (why != NULL && strcmp(why, "id") == 0)
		return;
	if (is_blank(crm_json_get_string(change, "old")))
		out->filled++;
	else if (is_blank(crm_json_get_string(change, "new")))
		out->emptied++;
	else
		out->overwritten++;
}

static void add_changes(const char *text, struct crm_summary *out)
{
	crm_json *changes = NULL;
	if (crm_json_parse(text, strlen(text), &changes, NULL) != CRM_OK)
		return;
	for (const crm_json *c = crm_json_first(changes); c != NULL; c = crm_json_next(c))
		add_change(c, out);
	crm_json_free(changes);
}

static int gather_fields(struct crm_engine *e, enum crm_op_state state, struct crm_arena *arena,
			 struct crm_summary *out, struct crm_error *err)
{
	struct crm_op_query q = {
		.run = e->run, .phase = -1, .kind = CRM_OP_UPDATE, .object = -1, .state = state, .max = UPDATE_BATCH};
	struct crm_op_row *rows;
	size_t n = 0;
	int rc;
	do {
		crm_arena_reset(arena);
		rc = crm_store_ops(e->store, &q, arena, &rows, &n, err);
		for (size_t i = 0; rc == CRM_OK && i < n; i++) {
			add_changes(rows[i].changes, out);
			q.after = rows[i].id;
		}
	} while (rc == CRM_OK && n == UPDATE_BATCH);
	return rc;
}

static int gather_operations(struct crm_engine *e, unsigned states, struct crm_arena *arena, struct crm_summary *out,
			     struct crm_error *err)
{
	struct crm_op_count *rows;
	size_t n = 0;
	int rc = crm_store_op_counts(e->store, e->run, arena, &rows, &n, err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		const struct crm_system *s = crm_engine_system(e, rows[i].system);
		if (s == NULL || (states & (1U << rows[i].state)) == 0 || rows[i].object >= CRM_SYNC_OBJECTS)
			continue;
		add_operations(&out->rows[s->index][rows[i].object], rows[i].kind, rows[i].n);
		out->operations += rows[i].n;
	}
	return rc;
}

static int gather_links(struct crm_engine *e, struct crm_arena *arena, struct crm_summary *out, struct crm_error *err)
{
	struct crm_link_count *rows;
	size_t n = 0;
	int rc = crm_store_link_counts(e->store, e->run, arena, &rows, &n, err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		const struct crm_system *s = crm_engine_system(e, rows[i].system);
		if (s == NULL || rows[i].object >= CRM_SYNC_OBJECTS)
			continue;
		out->rows[s->index][rows[i].object].link += rows[i].n;
		out->links += rows[i].n;
	}
	return rc;
}

static void add_hold(struct crm_engine *e, const struct crm_hold_row *row, struct crm_summary *out)
{
	const struct crm_system *s = row->system ? crm_engine_system(e, row->system) : NULL;
	out->holds++;
	out->by_kind[crm_report_hold_kind(row->kind)]++;
	if (row->object >= CRM_SYNC_OBJECTS)
		return;
	if (s == NULL)
		out->held[row->object]++;
	else if (strcmp(row->kind, "blocked") == 0 || strcmp(row->kind, "rejected") == 0)
		out->rows[s->index][row->object].blocked++;
	else
		out->rows[s->index][row->object].hold++;
}

static int gather_holds(struct crm_engine *e, struct crm_arena *arena, struct crm_summary *out, struct crm_error *err)
{
	struct crm_hold_row *rows;
	size_t n = 0;
	int64_t after = 0;
	int rc;
	do {
		crm_arena_reset(arena);
		rc = crm_store_holds(e->store, after, HOLD_BATCH, arena, &rows, &n, err);
		for (size_t i = 0; rc == CRM_OK && i < n; i++) {
			add_hold(e, &rows[i], out);
			after = rows[i].id;
		}
	} while (rc == CRM_OK && n == HOLD_BATCH);
	return rc;
}

static int gather_left(struct crm_engine *e, struct crm_summary *out, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < e->n_systems; i++)
		for (size_t o = 0; rc == CRM_OK && o < CRM_SYNC_OBJECTS; o++)
			rc = crm_scope_count_left(&e->systems[i], (enum crm_object)o, &out->rows[i][o].left, err);
	return rc;
}

static void gather_unreadable(const struct crm_engine *e, struct crm_summary *out)
{
	for (size_t i = 0; i < e->n_systems; i++)
		for (size_t o = 0; o < CRM_SYNC_OBJECTS; o++) {
			out->rows[i][o].unreadable = e->systems[i].unreadable[o];
			out->unreadable += e->systems[i].unreadable[o];
		}
}

int crm_summary_gather(struct crm_engine *e, unsigned states, struct crm_summary *out, struct crm_error *err)
{
	struct crm_arena *arena = crm_arena_new();
	if (arena == NULL)
		return crm_error_no_memory(err);
	memset(out, 0, sizeof *out);
	int rc = gather_operations(e, states, arena, out, err);
	if (rc == CRM_OK)
		rc = gather_links(e, arena, out, err);
	if (rc == CRM_OK && !e->undoing) /* it asks nothing: the questions are those of the last sync */
		rc = gather_holds(e, arena, out, err);
	if (rc == CRM_OK)
		rc = gather_left(e, out, err);
	for (int state = 0; rc == CRM_OK && state <= CRM_OPS_VERIFIED; state++)
		if ((states & (1U << state)) != 0)
			rc = gather_fields(e, (enum crm_op_state)state, arena, out, err);
	gather_unreadable(e, out);
	for (size_t i = 0; rc == CRM_OK && i < e->n_systems; i++) {
		rc = crm_plan_cost(e, &e->systems[i], &out->cost[i], err);
		out->quota[i] = crm_quota_now(&e->systems[i]);
	}
	crm_arena_free(arena);
	return rc;
}

static void write_tally(struct crm_json_writer *w, const struct crm_tally *t)
{
	crm_jw_object(w);
	crm_jw_field_int(w, "create", t->create);
	crm_jw_field_int(w, "update", t->update);
	crm_jw_field_int(w, "delete", t->archive);
	crm_jw_field_int(w, "associate", t->associate);
	crm_jw_field_int(w, "dissociate", t->dissociate);
	crm_jw_field_int(w, "link", t->link);
	crm_jw_field_int(w, "hold", t->hold);
	crm_jw_field_int(w, "blocked", t->blocked);
	crm_jw_field_int(w, "left_scope", t->left);
	crm_jw_field_int(w, "unreadable", t->unreadable);
	crm_jw_end_object(w);
}

/* null: no limit known */
static void write_units(struct crm_json_writer *w, const char *name, int64_t units)
{
	crm_jw_key(w, name);
	if (units >= 0)
		crm_jw_int(w, units);
	else
		crm_jw_null(w);
}

bool crm_summary_is_affordable(const struct crm_summary *summary, size_t system)
{
	int64_t left = summary->quota[system].left_to_write;
	return left < 0 || summary->cost[system].units <= left;
}

int64_t crm_summary_seconds(const struct crm_engine *e, const struct crm_summary *summary, size_t system)
{
	const struct crm_rate_window *window = e->systems[system].connector->info->windows;
	int64_t longest = 0;
	for (; window != NULL && window->max > 0; window++) {
		int64_t ms = summary->cost[system].calls * window->per_ms / window->max;
		if (window->rate_class == NULL && ms > longest)
			longest = ms;
	}
	return (longest + 999) / 1000;
}

static void write_system(struct crm_engine *e, size_t i, const struct crm_summary *summary, struct crm_json_writer *w)
{
	struct crm_http_counters used;
	crm_http_get_counters(e->systems[i].http, &used);
	crm_jw_key(w, e->systems[i].settings->name);
	crm_jw_object(w);
	for (size_t o = 0; o < CRM_SYNC_OBJECTS; o++) {
		crm_jw_key(w, crm_object_name((enum crm_object)o));
		write_tally(w, &summary->rows[i][o]);
	}
	crm_jw_field_int(w, "kept_out", e->systems[i].kept_out);
	crm_jw_field_int(w, "calls_used", used.calls);
	crm_jw_field_int(w, "units_used", used.units);
	crm_jw_field_int(w, "calls_needed", summary->cost[i].calls);
	crm_jw_field_int(w, "units_needed", summary->cost[i].units);
	crm_jw_field_int(w, "seconds_needed", crm_summary_seconds(e, summary, i));
	write_units(w, "units_allowed", summary->quota[i].allowed);
	crm_jw_field_int(w, "units_spent_today", summary->quota[i].spent);
	write_units(w, "units_left", summary->quota[i].left);
	write_units(w, "units_left_to_read", summary->quota[i].left_to_read);
	write_units(w, "units_left_to_write", summary->quota[i].left_to_write);
	crm_jw_field_bool(w, "enough", crm_summary_is_affordable(summary, i));
	crm_jw_end_object(w);
}

void crm_summary_write(struct crm_engine *e, const struct crm_summary *summary, struct crm_json_writer *w)
{
	crm_jw_object(w);
	crm_jw_field(w, "type", "summary");
	crm_jw_field_int(w, "version", 1);
	crm_jw_field_int(w, "run", e->run);
	crm_jw_field_int(w, "operations", summary->operations);
	crm_jw_field_int(w, "links", summary->links);
	crm_jw_field_int(w, "holds", summary->holds);
	crm_jw_field_int(w, "unreadable", summary->unreadable);
	crm_jw_field_int(w, "filled", summary->filled);
	crm_jw_field_int(w, "overwritten", summary->overwritten);
	crm_jw_field_int(w, "emptied", summary->emptied);
	crm_jw_key(w, "systems");
	crm_jw_object(w);
	for (size_t i = 0; i < e->n_systems; i++)
		write_system(e, i, summary, w);
	crm_jw_end_object(w);
	crm_jw_end_object(w);
}
