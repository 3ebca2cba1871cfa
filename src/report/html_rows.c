/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a report says, as lines of data in a page: a letter, digits by which the page filters without reading further,
 * and JSON.
 *
 *   o SYSTEM OBJECT KIND STATE FIELDS [name, crmsync id, vendor's id, record kind, message, [[field, old, new, why,
 * from], ...]] g OBJECT [name, crmsync id, [record, ...]]                      records that were recognised as one h
 * [kind, object, system, field, summary, detail, [record, ...]]  what waits for a person record: [system, vendor's id,
 * how it was found, {field: value}]
 *
 * One character each, without the blanks: SYSTEM 0-9a-z by the order of the config, OBJECT, KIND and STATE by their
 * enums, FIELDS a sum of FILLS, REPLACES, EMPTIES.
 */
#include "config.h"

#include <report/html.h>

#include <string.h>

#include <crmsync/timestamp.h>

#define BATCH 200

enum { FILLS = 1, REPLACES = 2, EMPTIES = 4 };

/* A line of JSON inside a script element: no "<", which could end it. */
static void put_json(FILE *out, const struct crm_buf *line)
{
	struct crm_buf safe;
	crm_buf_init(&safe, CRM_BUF_MAX);
	crm_report_safe_json(&safe, line->ptr);
	for (const char *p = safe.ptr; *p != '\0'; p++)
		if (*p == '<')
			fputs("\\u003c", out);
		else
			fputc(*p, out);
	fputc('\n', out);
	crm_buf_free(&safe);
}

static char digit(size_t n)
{
	return n < 36 ? "0123456789abcdefghijklmnopqrstuvwxyz"[n] : '?';
}

static bool is_blank(const char *text)
{
	return text == NULL || text[0] == '\0';
}

/* ---- operations ---- */

static int change_effect(const crm_json *change)
{
	if (is_blank(crm_json_get_string(change, "old")))
		return FILLS;
	return is_blank(crm_json_get_string(change, "new")) ? EMPTIES : REPLACES;
}

static void write_change(struct crm_json_writer *w, const crm_json *change)
{
	static const char *const members[] = {"field", "old", "new", "why", "from"};
	crm_jw_array(w);
	for (size_t i = 0; i < sizeof members / sizeof *members; i++)
		crm_jw_string(w, crm_json_get_string(change, members[i]));
	crm_jw_end_array(w);
}

/* Returns what the changes do to the record that is there. */
static int write_changes(struct crm_json_writer *w, const struct crm_op_row *row)
{
	int effects = 0;
	crm_json *changes = NULL;
	if (crm_json_parse(row->changes, strlen(row->changes), &changes, NULL) != CRM_OK)
		changes = NULL;
	crm_jw_array(w);
	for (const crm_json *c = crm_json_first(changes); c != NULL; c = crm_json_next(c)) {
		write_change(w, c);
		const char *why = crm_json_get_string(c, "why");
		if (row->kind == CRM_OP_UPDATE && (why == NULL || strcmp(why, "id") != 0))
			effects |= change_effect(c);
	}
	crm_jw_end_array(w);
	crm_json_free(changes);
	return effects;
}

void report_operation_html(struct report *r, const struct crm_op_row *row)
{
	struct crm_buf buf;
	struct crm_json_writer w;
	const char *uid, *name = report_record_name(r, row->golden, &uid);
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_array(&w);
	crm_jw_string(&w, name);
	crm_jw_string(&w, uid);
	crm_jw_string(&w, row->vendor_id);
	crm_jw_string(&w, row->record_kind);
	crm_jw_string(&w, row->message);
	int effects = write_changes(&w, row);
	crm_jw_end_array(&w);
	fprintf(r->options->out, "o%c%d%d%d%d", digit(crm_engine_system(r->e, row->system)->index), (int)row->object,
		(int)row->kind, (int)row->state, effects);
	put_json(r->options->out, &buf);
	crm_buf_free(&buf);
}

/* ---- records side by side ---- */

static void write_values(struct report *r, const struct crm_source *source, struct crm_json_writer *w)
{
	const struct crm_model *model = &r->e->models[source->object];
	crm_json *object = NULL;
	struct crm_cell *cells = crm_arena_calloc(r->arena, model->n_fields, sizeof *cells);
	crm_jw_object(w);
	if (cells != NULL && source->cells != NULL &&
	    crm_json_parse(source->cells, strlen(source->cells), &object, NULL) == CRM_OK &&
	    crm_cells_read(object, model, r->arena, cells, NULL) == CRM_OK)
		for (size_t f = 0; f < model->n_fields; f++)
			if (!crm_cell_unknown(&cells[f]) && !crm_cell_blank(&cells[f]))
				crm_jw_field(w, model->fields[f].name, crm_cell_show(&cells[f], r->arena));
	crm_jw_end_object(w);
	crm_json_free(object);
}

static void write_record(struct report *r, const struct crm_source *source, struct crm_json_writer *w)
{
	const struct crm_system *s = crm_engine_system(r->e, source->system);
	crm_jw_array(w);
	crm_jw_string(w, s ? s->settings->name : "?");
	crm_jw_string(w, source->vendor_id);
	crm_jw_string(w, source->matched);
	write_values(r, source, w);
	crm_jw_end_array(w);
}

/* ---- what was recognised as one ---- */

static int put_group(struct report *r, int64_t golden, struct crm_error *err)
{
	struct crm_buf buf;
	struct crm_json_writer w;
	struct crm_source *rows;
	size_t n = 0;
	crm_arena_reset(r->arena);
	const char *uid, *name = report_record_name(r, golden, &uid);
	int rc = crm_store_linked(r->e->store, golden, false, r->arena, &rows, &n, err);
	if (rc != CRM_OK || n < 2)
		return rc;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_array(&w);
	crm_jw_string(&w, name);
	crm_jw_string(&w, uid);
	crm_jw_array(&w);
	for (size_t i = 0; i < n; i++)
		write_record(r, &rows[i], &w);
	crm_jw_end_array(&w);
	crm_jw_end_array(&w);
	fprintf(r->options->out, "g%d", (int)rows[0].object);
	put_json(r->options->out, &buf);
	crm_buf_free(&buf);
	return CRM_OK;
}

int report_groups_html(struct report *r, struct crm_error *err)
{
	int64_t ids[BATCH], after = 0;
	size_t n = 0;
	int rc;
	do {
		rc = crm_store_joined(r->e->store, r->e->run, after, ids, BATCH, &n, err);
		for (size_t i = 0; rc == CRM_OK && i < n; i++) {
			rc = put_group(r, ids[i], err);
			after = ids[i];
		}
	} while (rc == CRM_OK && n == BATCH);
	return rc;
}

/* ---- what waits for a person ---- */

/* One of the records that a question names as {"system", "id"}; nothing where it is gone. */
static void write_named(struct report *r, enum crm_object object, const crm_json *named, struct crm_json_writer *w)
{
	const char *system = crm_json_get_string(named, "system"), *id = crm_json_get_string(named, "id");
	struct crm_source source;
	bool found = false;
	for (size_t i = 0; system != NULL && id != NULL && i < r->e->n_systems; i++)
		if (strcmp(r->e->systems[i].settings->name, system) == 0 &&
		    crm_store_source_by_vendor_id(r->e->store, r->e->systems[i].id, object, id, false, r->arena,
						  &source, &found, NULL) == CRM_OK &&
		    found)
			write_record(r, &source, w);
}

static void write_named_records(struct report *r, const struct crm_hold_row *row, struct crm_json_writer *w)
{
	crm_json *detail = NULL;
	if (crm_json_parse(row->detail, strlen(row->detail), &detail, NULL) != CRM_OK)
		detail = NULL;
	crm_jw_array(w);
	const crm_json *records = detail ? crm_json_get(detail, "records") : NULL;
	for (const crm_json *c = crm_json_first(records); c != NULL; c = crm_json_next(c))
		write_named(r, row->object, c, w);
	crm_jw_end_array(w);
	crm_json_free(detail);
}

void report_hold_html(struct report *r, const struct crm_hold_row *row)
{
	struct crm_buf buf;
	struct crm_json_writer w;
	const struct crm_system *s = row->system ? crm_engine_system(r->e, row->system) : NULL;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_array(&w);
	crm_jw_string(&w, row->kind);
	crm_jw_string(&w, crm_object_name(row->object));
	crm_jw_string(&w, s ? s->settings->name : NULL);
	crm_jw_string(&w, row->field);
	crm_jw_string(&w, row->summary);
	crm_jw_raw(&w, row->detail, strlen(row->detail));
	write_named_records(r, row, &w);
	crm_jw_end_array(&w);
	fputc('h', r->options->out);
	put_json(r->options->out, &buf);
	crm_buf_free(&buf);
}

/* ---- what the page must know beforehand ---- */

static void write_words(struct crm_json_writer *w, const char *name, size_t n, const char *(*word)(size_t i))
{
	crm_jw_key(w, name);
	crm_jw_array(w);
	for (size_t i = 0; i < n; i++)
		crm_jw_string(w, word(i));
	crm_jw_end_array(w);
}

static const char *object_word(size_t i)
{
	return crm_object_name((enum crm_object)i);
}

static const char *kind_word(size_t i)
{
	return report_kind_word((int)i);
}

static const char *state_word(size_t i)
{
	return crm_op_state_name((enum crm_op_state)i);
}

void report_head_html(struct report *r, const struct crm_summary *summary, enum report_tense tense)
{
	struct crm_buf buf;
	struct crm_json_writer w;
	char made[CRM_TIME_TEXT];
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_object(&w);
	crm_jw_field_int(&w, "crmsync_report", 1);
	crm_jw_field(&w, "version", PACKAGE_VERSION);
	crm_time_format_seconds(crm_time_now(), made);
	crm_jw_field(&w, "made", made);
	crm_jw_field_bool(&w, "done", tense == REPORT_DID);
	write_words(&w, "objects", CRM_SYNC_OBJECTS, object_word);
	write_words(&w, "kinds", CRM_OP_DISSOCIATE + 1, kind_word);
	write_words(&w, "states", CRM_OPS_SKIPPED + 1, state_word);
	crm_jw_key(&w, "systems");
	crm_jw_array(&w);
	for (size_t i = 0; i < r->e->n_systems; i++) {
		const struct crm_system *s = &r->e->systems[i];
		crm_jw_object(&w);
		crm_jw_field(&w, "name", s->settings->name);
		crm_jw_field(&w, "title", s->connector->info->title);
		crm_jw_field(&w, "account", s->identity.title);
		crm_jw_end_object(&w);
	}
	crm_jw_end_array(&w);
	crm_jw_key(&w, "summary");
	crm_summary_write(r->e, summary, &w);
	crm_jw_end_object(&w);
	put_json(r->options->out, &buf);
	crm_buf_free(&buf);
}
