/* SPDX-License-Identifier: Apache-2.0 */
/* Operations for people: under the record that they concern, each value as old and new with its reason. */
#include <report/parts.h>

#include <string.h>

#define FIELD_MAX  24 /* columns that names of fields are aligned to at most */
#define INLINE_MAX 60 /* longer values stand on lines of their own */

static enum crm_style kind_style(int kind)
{
	static const enum crm_style styles[] = {CRM_STYLE_ADD, CRM_STYLE_CHANGE, CRM_STYLE_REMOVE, CRM_STYLE_ADD,
						CRM_STYLE_REMOVE};
	return styles[kind];
}

/* ---- reasons ---- */

const char *report_why_text(const char *why, const char *from, struct crm_arena *arena)
{
	static const struct {
		const char *why, *text; /* %s: the system that the value came from */
	} texts[] = {
		{"only", "only in %s"},
		{"same", "the same everywhere else"},
		{"changed", "changed in %s"},
		{"converged", "changed alike in several"},
		{"priority", "%s has priority"},
		{"newest", "newest, in %s"},
		{"union", "added from several"},
		{"min", "smallest, in %s"},
		{"max", "largest, in %s"},
		{"most_restrictive", "most restrictive"},
		{"forward_only", "furthest along"},
		{"cleared", "emptied in %s"},
		{"unchanged", "agreed before"},
		{"decision", "decided by a person"},
		{"undone", "as it was before"},
		{"id", "crmsync's own id"},
	};
	for (size_t i = 0; why != NULL && i < sizeof texts / sizeof *texts; i++) {
		const char *blank = strstr(texts[i].text, "%s");
		if (strcmp(texts[i].why, why) != 0 || (blank != NULL && from == NULL))
			continue;
		if (blank == NULL)
			return texts[i].text;
		const char *text = crm_arena_printf(arena, "%.*s%s%s", (int)(blank - texts[i].text), texts[i].text,
						    from, blank + 2);
		return text ? text : why;
	}
	return why ? why : "";
}

static const char *reason(struct report *r, const crm_json *change)
{
	return crm_report_safe(
		report_why_text(crm_json_get_string(change, "why"), crm_json_get_string(change, "from"), r->arena),
		r->arena);
}

static bool is_own_id(const crm_json *change)
{
	const char *why = crm_json_get_string(change, "why");
	return why != NULL && strcmp(why, "id") == 0;
}

static size_t count_reason(struct report *r, const crm_json *changes, const char *text)
{
	size_t n = 0;
	for (const crm_json *c = crm_json_first(changes); c != NULL; c = crm_json_next(c))
		n += !is_own_id(c) && strcmp(reason(r, c), text) == 0;
	return n;
}

/* The reason that most changes have, so that it is told once; NULL: each has its own. */
static const char *common_reason(struct report *r, const crm_json *changes)
{
	const char *common = NULL;
	size_t most = 1;
	for (const crm_json *c = crm_json_first(changes); c != NULL; c = crm_json_next(c)) {
		size_t n = is_own_id(c) ? 0 : count_reason(r, changes, reason(r, c));
		if (n > most) {
			common = reason(r, c);
			most = n;
		}
	}
	return common;
}

/* ---- values ---- */

static bool needs_lines(const char *text)
{
	return text != NULL && (strchr(text, '\n') != NULL || strlen(text) > INLINE_MAX);
}

/* "- the old text" and "+ the new text", line by line. */
static void print_lines(struct report *r, struct report_flow *flow, const char *mark, enum crm_style style,
			const char *text)
{
	char *copy = crm_arena_strdup(r->arena, text);
	for (char *line, *rest = copy; (line = strsep(&rest, "\n")) != NULL;) {
		report_flow_line(flow, 6);
		fprintf(r->options->out, "%s%s%s ", crm_style(r->options, style), mark,
			crm_style(r->options, CRM_STYLE_PLAIN));
		flow->indent = flow->column = 8;
		report_flow_words(flow, style, crm_report_safe(line, r->arena));
	}
}

static void print_value(struct report *r, struct report_flow *flow, enum crm_style style, const char *text)
{
	bool blank = text == NULL || text[0] == '\0';
	report_flow_words(flow, blank ? CRM_STYLE_FAINT : style, blank ? "(empty)" : crm_report_safe(text, r->arena));
}

static void print_reason(struct report *r, struct report_flow *flow, const char *text)
{
	const char *closed = crm_arena_printf(r->arena, "(%s)", text);
	report_flow_words(flow, CRM_STYLE_FAINT, closed ? closed : text);
}

static void print_change(struct report *r, const crm_json *change, bool creating, size_t column, bool with_reason)
{
	struct report_flow flow = {.options = r->options};
	const char *old = crm_json_get_string(change, "old"), *new = crm_json_get_string(change, "new");
	const char *field = crm_report_safe(crm_json_get_string(change, "field"), r->arena);
	size_t width = crm_report_width(field);
	fprintf(r->options->out, "    %s%*s", field, (int)(width < column ? column - width : 0), "");
	flow.indent = flow.column = 4 + (width < column ? column : width);
	flow.began = true;
	if (needs_lines(old) || needs_lines(new)) {
		if (with_reason)
			print_reason(r, &flow, reason(r, change));
		if (!creating)
			print_lines(r, &flow, "-", CRM_STYLE_REMOVE, old ? old : "");
		print_lines(r, &flow, "+", CRM_STYLE_ADD, new ? new : "");
		report_flow_end(&flow);
		return;
	}
	flow.indent++;
	if (!creating) {
		print_value(r, &flow, CRM_STYLE_REMOVE, old);
		report_flow_words(&flow, CRM_STYLE_PLAIN, "→");
	}
	print_value(r, &flow, CRM_STYLE_ADD, new);
	if (with_reason)
		print_reason(r, &flow, reason(r, change));
	report_flow_end(&flow);
}

/* ---- operations ---- */

static void print_heading(struct report *r, const struct crm_op_row *row)
{
	struct report_flow flow = {.options = r->options};
	const char *uid, *name = report_record_name(r, row->golden, &uid);
	if (r->record == row->golden)
		return;
	r->record = row->golden;
	fputc('\n', r->options->out);
	report_flow_words(&flow, CRM_STYLE_HEADING, crm_object_name(row->object));
	flow.indent = 2;
	report_flow_words(&flow, CRM_STYLE_HEADING, name[0] ? crm_report_safe(name, r->arena) : "(no name)");
	report_flow_words(&flow, CRM_STYLE_FAINT, uid);
	report_flow_end(&flow);
}

/* "update salesforce Contact 0035g..." */
static void print_target(struct report *r, struct report_flow *flow, const struct crm_op_row *row)
{
	report_flow_line(flow, 2);
	flow->indent = 4;
	report_flow_words(flow, kind_style(row->kind), report_kind_word(row->kind));
	report_flow_words(flow, CRM_STYLE_PLAIN, crm_engine_system(r->e, row->system)->settings->name);
	if (row->record_kind != NULL && strcmp(row->record_kind, crm_object_name(row->object)) != 0)
		report_flow_words(flow, CRM_STYLE_PLAIN, crm_report_safe(row->record_kind, r->arena));
	if (row->vendor_id != NULL)
		report_flow_words(flow, CRM_STYLE_PLAIN, crm_report_safe(row->vendor_id, r->arena));
}

static size_t field_column(struct report *r, const crm_json *changes)
{
	size_t column = 0;
	for (const crm_json *c = crm_json_first(changes); c != NULL; c = crm_json_next(c)) {
		size_t width =
			is_own_id(c) ? 0 : crm_report_width(crm_report_safe(crm_json_get_string(c, "field"), r->arena));
		column = width > column && width <= FIELD_MAX ? width : column;
	}
	return column;
}

static void print_record_write(struct report *r, const struct crm_op_row *row, const crm_json *changes)
{
	struct report_flow flow = {.options = r->options};
	const char *common = common_reason(r, changes);
	size_t column = field_column(r, changes);
	print_target(r, &flow, row);
	for (const crm_json *c = crm_json_first(changes); c != NULL; c = crm_json_next(c))
		if (is_own_id(c))
			report_flow_words(&flow, CRM_STYLE_FAINT, "+ crmsync id");
	if (common != NULL)
		print_reason(r, &flow, common);
	report_flow_end(&flow);
	for (const crm_json *c = crm_json_first(changes); c != NULL; c = crm_json_next(c))
		if (!is_own_id(c))
			print_change(r, c, row->kind == CRM_OP_CREATE, column,
				     common == NULL || strcmp(common, reason(r, c)) != 0);
}

/* One line: "associate pipedrive 12 contacts: Jane Doe (only in hubspot)" */
static void print_association(struct report *r, const struct crm_op_row *row, const crm_json *changes)
{
	struct report_flow flow = {.options = r->options};
	print_target(r, &flow, row);
	for (const crm_json *c = crm_json_first(changes); c != NULL; c = crm_json_next(c)) {
		const char *other = crm_json_get_string(c, row->kind == CRM_OP_ASSOCIATE ? "new" : "old");
		const char *field =
			crm_arena_printf(r->arena, "%s:", crm_report_safe(crm_json_get_string(c, "field"), r->arena));
		report_flow_words(&flow, CRM_STYLE_PLAIN, field ? field : "");
		print_value(r, &flow, kind_style(row->kind), other);
		print_reason(r, &flow, reason(r, c));
	}
	report_flow_end(&flow);
}

void report_operation_text(struct report *r, const struct crm_op_row *row)
{
	crm_json *changes = NULL;
	print_heading(r, row);
	if (crm_json_parse(row->changes, strlen(row->changes), &changes, NULL) != CRM_OK)
		changes = NULL;
	if (row->kind == CRM_OP_ASSOCIATE || row->kind == CRM_OP_DISSOCIATE)
		print_association(r, row, changes);
	else
		print_record_write(r, row, changes);
	crm_json_free(changes);
}

void report_failure_text(struct report *r, const struct crm_op_row *row)
{
	struct report_flow flow = {.options = r->options};
	const char *uid, *name = report_record_name(r, row->golden, &uid);
	const char *why = row->message ? row->message : crm_op_state_name(row->state);
	if (r->record == 0)
		fputc('\n', r->options->out);
	r->record = row->golden;
	report_flow_words(&flow, CRM_STYLE_REMOVE, row->state == CRM_OPS_FAILED ? "refused:" : "no answer:");
	flow.indent = 4;
	report_flow_words(&flow, CRM_STYLE_PLAIN, report_kind_word(row->kind));
	report_flow_words(&flow, CRM_STYLE_PLAIN, crm_engine_system(r->e, row->system)->settings->name);
	report_flow_words(&flow, CRM_STYLE_PLAIN, crm_object_name(row->object));
	const char *who = crm_arena_printf(r->arena, "%s%s%s:", row->vendor_id ? row->vendor_id : "",
					   row->vendor_id ? " " : "", name);
	report_flow_words(&flow, CRM_STYLE_PLAIN, crm_report_safe(who, r->arena));
	report_flow_words(&flow, CRM_STYLE_PLAIN, crm_report_safe(why, r->arena));
	report_flow_end(&flow);
}
