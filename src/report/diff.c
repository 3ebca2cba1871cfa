/* SPDX-License-Identifier: Apache-2.0 */
/* The difference, change by change. */
#include <report/report.h>

#include <inttypes.h>
#include <string.h>

#include <crmsync/log.h>

#define BATCH 200

struct diff {
	struct crm_engine *e;
	const struct crm_report_options *options;
	struct crm_arena *arena;
};

static const char *kind_word(int kind)
{
	static const char *const words[] = {"create", "update", "delete", "associate", "dissociate"};
	return words[kind];
}

static enum crm_style kind_style(int kind)
{
	static const enum crm_style styles[] = {CRM_STYLE_ADD, CRM_STYLE_CHANGE, CRM_STYLE_REMOVE, CRM_STYLE_ADD, CRM_STYLE_REMOVE};
	return styles[kind];
}

/* ---- names of records ---- */

static const char *golden_name(struct diff *d, int64_t golden, const char **uid)
{
	static const char *const fields[] = {"first_name", "last_name", "name", NULL};
	struct crm_golden row;
	bool found = false;
	crm_json *cells = NULL;
	const char *name = "";
	*uid = "";
	if (crm_store_golden(d->e->store, golden, d->arena, &row, &found, NULL) != CRM_OK || !found)
		return "";
	*uid = row.uid;
	if (row.cells == NULL || crm_json_parse(row.cells, strlen(row.cells), &cells, NULL) != CRM_OK)
		return "";
	for (const char *const *f = fields; *f != NULL && name != NULL; f++) {
		struct crm_cell cell;
		const crm_json *v = crm_json_get(cells, *f);
		if (v != NULL && crm_cell_read(v, d->arena, &cell) == CRM_OK && !crm_cell_blank(&cell))
			name = crm_arena_printf(d->arena, "%s%s%s", name, name[0] ? " " : "", crm_cell_show(&cell, d->arena));
	}
	crm_json_free(cells);
	return name ? name : "";
}

/* ---- text ---- */

static const char *why_text(const char *why, const char *from, struct crm_arena *arena)
{
	static const struct {
		const char *why, *text;
		bool names_system;
	} texts[] = {
	        {"only", "only there: ", true},
	        {"same", "the same everywhere else", false},
	        {"changed", "changed in ", true},
	        {"converged", "changed alike in several", false},
	        {"priority", "priority: ", true},
	        {"newest", "newest: ", true},
	        {"union", "added from several", false},
	        {"min", "smallest: ", true},
	        {"max", "largest: ", true},
	        {"most_restrictive", "most restrictive", false},
	        {"forward_only", "furthest along", false},
	        {"cleared", "cleared in ", true},
	        {"unchanged", "as agreed before", false},
	        {"decision", "decided by a person", false},
	        {"id", "crmsync's own id", false},
	};
	for (size_t i = 0; why != NULL && i < sizeof texts / sizeof *texts; i++)
		if (strcmp(texts[i].why, why) == 0) {
			if (texts[i].names_system && from != NULL)
				return crm_arena_printf(arena, "%s%s", texts[i].text, from);
			return texts[i].names_system ? why : texts[i].text;
		}
	return why ? why : "";
}

static void print_change(struct diff *d, const crm_json *change)
{
	const struct crm_report_options *o = d->options;
	const char *old = crm_json_get_string(change, "old"), *new = crm_json_get_string(change, "new");
	const char *why = why_text(crm_json_get_string(change, "why"), crm_json_get_string(change, "from"), d->arena);
	fprintf(o->out, "    %-18s ", crm_report_safe(crm_json_get_string(change, "field"), d->arena));
	if (old != NULL && old[0] != '\0')
		fprintf(o->out, "%s%s%s → ", crm_style(o, CRM_STYLE_REMOVE), crm_report_safe(old, d->arena), crm_style(o, CRM_STYLE_PLAIN));
	fprintf(o->out, "%s%s%s  %s(%s)%s\n", crm_style(o, CRM_STYLE_ADD), new && new[0] ? crm_report_safe(new, d->arena) : "(empty)",
	        crm_style(o, CRM_STYLE_PLAIN), crm_style(o, CRM_STYLE_FAINT), crm_report_safe(why, d->arena), crm_style(o, CRM_STYLE_PLAIN));
}

static void print_operation(struct diff *d, const struct crm_op_row *row)
{
	const struct crm_report_options *o = d->options;
	const struct crm_system *s = crm_engine_system(d->e, row->system);
	const char *uid, *name = golden_name(d, row->golden, &uid);
	crm_json *changes = NULL;
	fprintf(o->out, "%s%s%s %s %s %s%s%s\n", crm_style(o, kind_style(row->kind)), kind_word(row->kind), crm_style(o, CRM_STYLE_PLAIN),
	        s->settings->name, row->record_kind ? row->record_kind : crm_object_name(row->object),
	        row->vendor_id ? crm_report_safe(row->vendor_id, d->arena) : "", row->vendor_id ? " " : "", crm_report_safe(name, d->arena));
	if (crm_json_parse(row->changes, strlen(row->changes), &changes, NULL) == CRM_OK)
		for (const crm_json *c = crm_json_first(changes); c != NULL; c = crm_json_next(c))
			print_change(d, c);
	crm_json_free(changes);
}

static void print_hold(struct diff *d, const struct crm_hold_row *row)
{
	const struct crm_report_options *o = d->options;
	fprintf(o->out, "%shold%s %s: %s\n", crm_style(o, CRM_STYLE_HOLD), crm_style(o, CRM_STYLE_PLAIN), row->kind,
	        crm_report_safe(row->summary, d->arena));
}

/* ---- JSON ---- */

static void json_line(struct diff *d, struct crm_buf *buf)
{
	struct crm_buf redacted;
	crm_buf_init(&redacted, CRM_BUF_MAX);
	crm_redact_append(&redacted, buf->ptr);
	fprintf(d->options->out, "%s\n", redacted.ptr);
	crm_buf_free(&redacted);
}

static void json_operation(struct diff *d, const struct crm_op_row *row)
{
	struct crm_buf buf;
	struct crm_json_writer w;
	const char *uid, *name = golden_name(d, row->golden, &uid);
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_object(&w);
	crm_jw_field(&w, "type", "operation");
	crm_jw_field_int(&w, "version", 1);
	crm_jw_field(&w, "system", crm_engine_system(d->e, row->system)->settings->name);
	crm_jw_field(&w, "object", crm_object_name(row->object));
	crm_jw_field(&w, "kind", kind_word(row->kind));
	crm_jw_field(&w, "record_kind", row->record_kind);
	crm_jw_field(&w, "id", row->vendor_id);
	crm_jw_field(&w, "crmsync_id", uid);
	crm_jw_field(&w, "name", name);
	crm_jw_field(&w, "state", crm_op_state_name(row->state));
	if (row->message != NULL)
		crm_jw_field(&w, "message", row->message);
	crm_jw_key(&w, "changes");
	crm_jw_raw(&w, row->changes, strlen(row->changes));
	crm_jw_end_object(&w);
	json_line(d, &buf);
	crm_buf_free(&buf);
}

static void json_hold(struct diff *d, const struct crm_hold_row *row)
{
	struct crm_buf buf;
	struct crm_json_writer w;
	const struct crm_system *s = row->system ? crm_engine_system(d->e, row->system) : NULL;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_object(&w);
	crm_jw_field(&w, "type", "hold");
	crm_jw_field_int(&w, "version", 1);
	crm_jw_field(&w, "kind", row->kind);
	crm_jw_field(&w, "object", crm_object_name(row->object));
	crm_jw_field(&w, "system", s ? s->settings->name : NULL);
	crm_jw_field(&w, "field", row->field);
	crm_jw_field(&w, "summary", row->summary);
	crm_jw_key(&w, "detail");
	crm_jw_raw(&w, row->detail, strlen(row->detail));
	crm_jw_end_object(&w);
	json_line(d, &buf);
	crm_buf_free(&buf);
}

/* ---- walking ---- */

static int each_operation(struct diff *d, enum crm_op_state state, struct crm_error *err)
{
	struct crm_op_query q = {.run = d->e->run, .phase = -1, .kind = -1, .object = -1, .state = state, .max = BATCH};
	struct crm_op_row *rows;
	size_t n = 0;
	int rc;
	do {
		crm_arena_reset(d->arena);
		rc = crm_store_ops(d->e->store, &q, d->arena, &rows, &n, err);
		for (size_t i = 0; rc == CRM_OK && i < n; i++) {
			if (d->options->json)
				json_operation(d, &rows[i]);
			else
				print_operation(d, &rows[i]);
			q.after = rows[i].id;
		}
	} while (rc == CRM_OK && n == BATCH);
	return rc;
}

static int each_hold(struct diff *d, struct crm_error *err)
{
	struct crm_hold_row *rows;
	size_t n = 0;
	int64_t after = 0;
	int rc;
	do {
		crm_arena_reset(d->arena);
		rc = crm_store_holds(d->e->store, after, BATCH, d->arena, &rows, &n, err);
		for (size_t i = 0; rc == CRM_OK && i < n; i++) {
			if (d->options->json)
				json_hold(d, &rows[i]);
			else
				print_hold(d, &rows[i]);
			after = rows[i].id;
		}
	} while (rc == CRM_OK && n == BATCH);
	return rc;
}

/* ---- the table and the cost ---- */

#define COLUMNS 9
#define ROWS_MAX (CRM_MAX_SIDES * CRM_SYNC_OBJECTS + CRM_SYNC_OBJECTS + 1)

static void put_row(struct diff *d, const char **cells, const char *system, const char *object, const struct crm_tally *t)
{
	const int64_t numbers[] = {t->create, t->update, t->associate + t->dissociate, t->link, t->archive, t->hold, t->blocked};
	cells[0] = system;
	cells[1] = object;
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		cells[2 + i] = crm_report_number(numbers[i], d->arena);
}

static void print_table(struct diff *d, const struct crm_summary *summary)
{
	static const char *const heading[COLUMNS] = {"", "", "create", "update", "associate", "link", "delete", "hold", "blocked"};
	const char **cells = crm_arena_calloc(d->arena, ROWS_MAX * COLUMNS, sizeof *cells);
	size_t n = 1;
	if (cells == NULL)
		return;
	memcpy(cells, heading, sizeof heading);
	for (size_t i = 0; i < d->e->n_systems; i++) {
		bool first = true;
		for (size_t o = 0; o < CRM_SYNC_OBJECTS; o++) {
			if (!crm_engine_has_object(d->e, (enum crm_object)o))
				continue;
			put_row(d, cells + n++ * COLUMNS, first ? d->e->systems[i].settings->name : "", crm_object_plural((enum crm_object)o),
			        &summary->rows[i][o]);
			first = false;
		}
	}
	for (size_t o = 0; o < CRM_SYNC_OBJECTS; o++) {
		struct crm_tally t = {.hold = summary->held[o]};
		if (summary->held[o] > 0)
			put_row(d, cells + n++ * COLUMNS, "(undecided)", crm_object_plural((enum crm_object)o), &t);
	}
	crm_table_print(d->options, &(struct crm_table){.cells = cells, .n_rows = n, .n_columns = COLUMNS});
}

static void print_cost(struct diff *d, const struct crm_summary *summary)
{
	for (size_t i = 0; i < d->e->n_systems; i++) {
		const struct crm_system *s = &d->e->systems[i];
		if (!s->selected)
			continue;
		fprintf(d->options->out, "%s: %s to write", s->settings->name,
		        crm_report_count(summary->cost[i].calls, "call", "calls", d->arena));
		if (summary->cost[i].units != summary->cost[i].calls)
			fprintf(d->options->out, " (%s)", crm_report_count(summary->cost[i].units, "unit", "units", d->arena));
		if (summary->left[i] >= 0)
			fprintf(d->options->out, ", %s left today%s", crm_report_number(summary->left[i], d->arena),
			        summary->left[i] < summary->cost[i].units ? ": not enough, the sync will stop in time and go on another day" : "");
		fputc('\n', d->options->out);
	}
}

static int diff_begin(struct diff *d, struct crm_engine *e, const struct crm_report_options *options, struct crm_error *err)
{
	*d = (struct diff){.e = e, .options = options, .arena = crm_arena_new()};
	return d->arena ? CRM_OK : crm_error_set(err, CRM_E_NOMEM, "out of memory");
}

static void json_summary(struct diff *d, const struct crm_summary *summary)
{
	struct crm_buf buf;
	struct crm_json_writer w;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_summary_write(d->e, summary, &w);
	json_line(d, &buf);
	crm_buf_free(&buf);
}

int crm_report_diff(struct crm_engine *e, const struct crm_report_options *options, const struct crm_summary *summary, struct crm_error *err)
{
	struct diff d;
	int rc = diff_begin(&d, e, options, err);
	if (rc != CRM_OK)
		return rc;
	if (!options->json && summary->operations + summary->links + summary->holds == 0) {
		fputs("no differences\n", options->out);
		crm_arena_free(d.arena);
		return CRM_OK;
	}
	if (!options->json) {
		print_table(&d, summary);
		fputc('\n', options->out);
		print_cost(&d, summary);
		fputc('\n', options->out);
	}
	rc = each_operation(&d, CRM_OPS_PLANNED, err);
	if (rc == CRM_OK)
		rc = each_hold(&d, err);
	if (rc == CRM_OK && options->json)
		json_summary(&d, summary);
	crm_arena_free(d.arena);
	return rc;
}

/* ---- runs ---- */

static int each_failure(struct diff *d, enum crm_op_state state, struct crm_error *err)
{
	struct crm_op_query q = {.run = d->e->run, .phase = -1, .kind = -1, .object = -1, .state = state, .max = BATCH};
	struct crm_op_row *rows;
	size_t n = 0;
	int rc;
	do {
		crm_arena_reset(d->arena);
		rc = crm_store_ops(d->e->store, &q, d->arena, &rows, &n, err);
		for (size_t i = 0; rc == CRM_OK && i < n; i++) {
			const char *uid, *name = golden_name(d, rows[i].golden, &uid);
			q.after = rows[i].id;
			fprintf(d->options->out, "%s %s %s %s: %s\n", kind_word(rows[i].kind), crm_engine_system(d->e, rows[i].system)->settings->name,
			        crm_object_name(rows[i].object), crm_report_safe(name, d->arena),
			        crm_report_safe(rows[i].message ? rows[i].message : crm_op_state_name(state), d->arena));
		}
	} while (rc == CRM_OK && n == BATCH);
	return rc;
}

static int json_run(struct diff *d, struct crm_error *err)
{
	static const enum crm_op_state states[] = {CRM_OPS_DONE, CRM_OPS_VERIFIED, CRM_OPS_IN_DOUBT, CRM_OPS_FAILED, CRM_OPS_SKIPPED};
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < sizeof states / sizeof *states; i++)
		rc = each_operation(d, states[i], err);
	return rc;
}

static void print_calls(struct diff *d)
{
	for (size_t i = 0; i < d->e->n_systems; i++) {
		struct crm_http_counters used;
		const struct crm_system *s = &d->e->systems[i];
		if (!s->selected)
			continue;
		crm_http_get_counters(s->http, &used);
		fprintf(d->options->out, "%s: %s used, %s of them to write\n", s->settings->name,
		        crm_report_count(used.calls, "call", "calls", d->arena), crm_report_number(used.mutating, d->arena));
	}
}

int crm_report_run(struct crm_engine *e, const struct crm_report_options *options, const struct crm_summary *summary, struct crm_error *err)
{
	struct diff d;
	int rc = diff_begin(&d, e, options, err);
	if (rc != CRM_OK)
		return rc;
	if (options->json) {
		rc = json_run(&d, err);
	} else if (summary->operations + summary->links + summary->holds == 0) {
		fputs("nothing to do\n", options->out);
	} else {
		print_table(&d, summary);
		fputc('\n', options->out);
		rc = each_failure(&d, CRM_OPS_FAILED, err);
		if (rc == CRM_OK)
			rc = each_failure(&d, CRM_OPS_IN_DOUBT, err);
	}
	if (rc == CRM_OK)
		rc = each_hold(&d, err);
	if (rc == CRM_OK && options->json)
		json_summary(&d, summary);
	else if (rc == CRM_OK)
		print_calls(&d);
	crm_arena_free(d.arena);
	return rc;
}
