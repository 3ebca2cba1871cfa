/* SPDX-License-Identifier: Apache-2.0 */
/* The top of a report: one sentence, the table, what it costs. */
#include <report/parts.h>

#include <inttypes.h>
#include <string.h>

#define COLUMNS      9
#define ALWAYS_SHOWN 5 /* system, object, create, update, delete */
#define ROWS_MAX     (CRM_MAX_SIDES * CRM_SYNC_OBJECTS + CRM_SYNC_OBJECTS + 1)

/* ---- the sentence ---- */

static void add_tally(struct crm_tally *sum, const struct crm_tally *t)
{
	sum->create += t->create;
	sum->update += t->update;
	sum->archive += t->archive;
	sum->associate += t->associate;
	sum->dissociate += t->dissociate;
}

static struct crm_tally total(const struct report *r, const struct crm_summary *summary)
{
	struct crm_tally sum = {0};
	for (size_t i = 0; i < r->e->n_systems; i++)
		for (size_t o = 0; o < CRM_SYNC_OBJECTS; o++)
			add_tally(&sum, &summary->rows[i][o]);
	return sum;
}

static void add_part(struct report *r, const char **text, int64_t n, const char *one, const char *many)
{
	if (n > 0 && *text != NULL)
		*text = crm_arena_printf(r->arena, "%s%s%s", *text, (*text)[0] ? ", " : "",
					 crm_report_count(n, one, many, r->arena));
}

static void print_sentence(struct report *r, const struct crm_summary *summary, enum report_tense tense)
{
	struct report_flow flow = {.options = r->options};
	struct crm_tally t = total(r, summary);
	const char *parts = "";
	add_part(r, &parts, t.create, "new record", "new records");
	add_part(r, &parts, t.update, "changed record", "changed records");
	add_part(r, &parts, t.archive, "deleted record", "deleted records");
	add_part(r, &parts, t.associate, "association", "associations");
	add_part(r, &parts, t.dissociate, "association ended", "associations ended");
	report_flow_words(&flow, CRM_STYLE_HEADING, tense == REPORT_WOULD ? "Would be written:" : "Written:");
	report_flow_words(&flow, CRM_STYLE_PLAIN, parts && parts[0] ? parts : "nothing");
	report_flow_end(&flow);
}

/* What a person has to fear of the changed records. */
static void print_fields(struct report *r, const struct crm_summary *summary)
{
	const char *parts = "";
	struct report_flow flow = {.options = r->options};
	if (summary->filled + summary->overwritten + summary->emptied == 0)
		return;
	add_part(r, &parts, summary->filled, "empty field filled", "empty fields filled");
	add_part(r, &parts, summary->overwritten, "value replaced", "values replaced");
	add_part(r, &parts, summary->emptied, "value emptied", "values emptied");
	report_flow_words(&flow, CRM_STYLE_PLAIN, "In the changed records:");
	report_flow_words(&flow, CRM_STYLE_PLAIN, parts ? parts : "");
	report_flow_end(&flow);
}

/* ---- the table ---- */

static void put_row(struct report *r, const char **cells, const char *system, const char *object,
		    const struct crm_tally *t)
{
	const int64_t numbers[] = {t->create, t->update, t->archive, t->associate + t->dissociate,
				   t->link,   t->hold,   t->blocked};
	cells[0] = system;
	cells[1] = object;
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		cells[2 + i] = crm_report_number(numbers[i], r->arena);
}

/* Columns that are zero throughout say nothing, except for what everybody wants to know. */
static size_t drop_empty_columns(const char **cells, size_t n_rows)
{
	size_t kept = ALWAYS_SHOWN;
	for (size_t c = ALWAYS_SHOWN; c < COLUMNS; c++) {
		bool empty = true;
		for (size_t row = 1; row < n_rows; row++)
			empty = empty && strcmp(cells[row * COLUMNS + c], "0") == 0;
		for (size_t row = 0; !empty && row < n_rows; row++)
			cells[row * COLUMNS + kept] = cells[row * COLUMNS + c];
		kept += !empty;
	}
	for (size_t row = 1; row < n_rows; row++)
		memmove(cells + row * kept, cells + row * COLUMNS, kept * sizeof *cells);
	return kept;
}

/* Words of the columns that are there. */
static void print_legend(struct report *r, const char *const *heading, size_t columns)
{
	static const struct {
		const char *column, *meaning;
	} words[] = {
		{"associate", "associate: contact to company, deal to contact."},
		{"link", "link: recognised as a record of another system."},
		{"hold", "hold: waits for a person."},
		{"blocked", "blocked: values that the system would refuse."},
	};
	struct report_flow flow = {.options = r->options};
	for (size_t c = ALWAYS_SHOWN; c < columns; c++)
		for (size_t i = 0; i < sizeof words / sizeof *words; i++)
			if (strcmp(words[i].column, heading[c]) == 0)
				report_flow_words(&flow, CRM_STYLE_FAINT, words[i].meaning);
	if (columns > ALWAYS_SHOWN)
		report_flow_end(&flow);
}

static void print_table(struct report *r, const struct crm_summary *summary)
{
	static const char *const heading[COLUMNS] = {"",          "",     "create", "update", "delete",
						     "associate", "link", "hold",   "blocked"};
	const char **cells = crm_arena_calloc(r->arena, ROWS_MAX * COLUMNS, sizeof *cells);
	size_t n = 1;
	if (cells == NULL)
		return;
	memcpy(cells, heading, sizeof heading);
	for (size_t i = 0; i < r->e->n_systems; i++) {
		bool first = true;
		for (size_t o = 0; o < CRM_SYNC_OBJECTS; o++) {
			if (!crm_engine_has_object(r->e, (enum crm_object)o))
				continue;
			put_row(r, cells + n++ * COLUMNS, first ? r->e->systems[i].settings->name : "",
				crm_object_plural((enum crm_object)o), &summary->rows[i][o]);
			first = false;
		}
	}
	for (size_t o = 0; o < CRM_SYNC_OBJECTS; o++) {
		struct crm_tally t = {.hold = summary->held[o]};
		if (summary->held[o] > 0)
			put_row(r, cells + n++ * COLUMNS, "several", crm_object_plural((enum crm_object)o), &t);
	}
	size_t columns = drop_empty_columns(cells, n);
	crm_table_print(r->options, &(struct crm_table){.cells = cells, .n_rows = n, .n_columns = columns});
	print_legend(r, cells, columns);
}

/* ---- the cost ---- */

static size_t longest_name(const struct report *r)
{
	size_t width = 0;
	for (size_t i = 0; i < r->e->n_systems; i++)
		if (strlen(r->e->systems[i].settings->name) > width)
			width = strlen(r->e->systems[i].settings->name);
	return width;
}

static void print_cost(struct report *r, const struct crm_summary *summary, size_t i)
{
	FILE *out = r->options->out;
	const struct crm_cost *cost = &summary->cost[i];
	const struct crm_quota *quota = &summary->quota[i];
	bool counts_calls = cost->units == cost->calls;
	fprintf(out, "%s to write", crm_report_count(cost->calls, "call", "calls", r->arena));
	if (!counts_calls)
		fprintf(out, " (%s)", crm_report_count(cost->units, "unit", "units", r->arena));
	if (quota->left_to_write < 0)
		return;
	fprintf(out, ", %s left today", crm_report_number(quota->left_to_write, r->arena));
	if (!crm_summary_is_affordable(summary, i))
		fprintf(out, ": %s too few, sync will stop in time and go on another day",
			crm_report_number(cost->units - quota->left_to_write, r->arena));
}

static void print_calls(struct report *r, size_t i)
{
	struct crm_http_counters used;
	crm_http_get_counters(r->e->systems[i].http, &used);
	fprintf(r->options->out, "%s used, %s of them to write",
		crm_report_count(used.calls, "call", "calls", r->arena), crm_report_number(used.mutating, r->arena));
}

void report_kept_out_text(struct report *r)
{
	for (size_t i = 0; i < r->e->n_systems; i++) {
		const struct crm_system *s = &r->e->systems[i];
		struct report_flow flow = {.options = r->options};
		if (s->kept_out == 0)
			continue;
		report_flow_words(&flow, CRM_STYLE_HOLD, "Kept out:");
		report_flow_words(&flow, CRM_STYLE_PLAIN,
				  crm_report_count(s->kept_out, "contact", "contacts", r->arena));
		report_flow_words(&flow, CRM_STYLE_PLAIN, "of");
		report_flow_words(&flow, CRM_STYLE_PLAIN, s->settings->name);
		report_flow_words(&flow, CRM_STYLE_PLAIN, "whose e-mail address was erased with crmsync forget");
		report_flow_end(&flow);
	}
}

void report_unreadable_text(struct report *r)
{
	for (size_t i = 0; i < r->e->n_systems; i++)
		for (size_t o = 0; o < CRM_SYNC_OBJECTS; o++) {
			const struct crm_system *s = &r->e->systems[i];
			struct report_flow flow = {.options = r->options};
			if (s->unreadable[o] == 0)
				continue;
			report_flow_words(&flow, CRM_STYLE_HOLD, "Not read:");
			report_flow_words(&flow, CRM_STYLE_PLAIN,
					  crm_report_count(s->unreadable[o], crm_object_name((enum crm_object)o),
							   crm_object_plural((enum crm_object)o), r->arena));
			report_flow_words(&flow, CRM_STYLE_PLAIN, "of");
			report_flow_words(&flow, CRM_STYLE_PLAIN, s->settings->name);
			report_flow_words(
				&flow, CRM_STYLE_PLAIN,
				"could not be read (see the warnings); nothing of that system is taken for deleted");
			report_flow_end(&flow);
		}
}

void report_systems_text(struct report *r, const struct crm_summary *summary, enum report_tense tense)
{
	for (size_t i = 0; i < r->e->n_systems; i++) {
		const struct crm_system *s = &r->e->systems[i];
		if (!s->selected)
			continue;
		fprintf(r->options->out, "%s:%*s", s->settings->name,
			(int)(longest_name(r) + 1 - strlen(s->settings->name)), "");
		if (tense == REPORT_WOULD)
			print_cost(r, summary, i);
		else
			print_calls(r, i);
		fputc('\n', r->options->out);
	}
	report_kept_out_text(r);
	report_unreadable_text(r);
}

/* ---- how to go on ---- */

static void print_next_step(struct report *r, const struct crm_summary *summary)
{
	const char *done = NULL;
	struct report_flow flow = {.options = r->options};
	if (summary->operations == 0)
		return;
	if (r->e->undoing) {
		report_flow_words(&flow, CRM_STYLE_PLAIN, "Nothing has been written yet.");
		report_flow_end(&flow);
		return;
	}
	bool first = crm_store_get(r->e->store, "sync", "first_done", r->arena, &done, NULL) == CRM_OK && done == NULL;
	report_flow_words(&flow, CRM_STYLE_PLAIN, "Nothing has been written yet. This is written by:");
	const char *migrate = r->e->from == NULL
				      ? NULL
				      : crm_arena_printf(r->arena, "crmsync migrate --from %s --to %s",
							 r->e->from->settings->name, r->e->to->settings->name);
	report_flow_words(&flow, CRM_STYLE_HEADING,
			  migrate ? migrate
			  : first ? "crmsync sync --first-sync"
				  : "crmsync sync");
	if (r->e->options.only_systems != NULL || r->e->options.objects != 0 || r->e->options.limit >= 0)
		report_flow_words(&flow, CRM_STYLE_PLAIN, "with the same options");
	report_flow_end(&flow);
}

static void print_held(struct report *r, const struct crm_summary *summary)
{
	struct report_flow flow = {.options = r->options};
	if (summary->holds == 0)
		return;
	report_flow_words(&flow, CRM_STYLE_HOLD, "Held:");
	report_flow_words(&flow, CRM_STYLE_PLAIN, crm_report_count(summary->holds, "question", "questions", r->arena));
	report_flow_words(&flow, CRM_STYLE_PLAIN, "for a person (at the end); what they concern stays as it is");
	report_flow_end(&flow);
}

/* ---- what a filter keeps away ---- */

void report_left_text(struct report *r, const struct crm_summary *summary)
{
	for (size_t i = 0; i < r->e->n_systems; i++)
		for (size_t o = 0; o < CRM_SYNC_OBJECTS; o++) {
			struct report_flow flow = {.options = r->options};
			int64_t n = summary->rows[i][o].left;
			if (n == 0)
				continue;
			const char *count = crm_report_count(n, crm_object_name((enum crm_object)o),
							     crm_object_plural((enum crm_object)o), r->arena);
			const char *text = crm_arena_printf(r->arena,
							    "%s of %s: the filter no longer chooses %s; "
							    "linked as before, neither read nor written",
							    count ? count : "", r->e->systems[i].settings->name,
							    n == 1 ? "it" : "them");
			report_flow_words(&flow, CRM_STYLE_HOLD, "Left scope:");
			report_flow_words(&flow, CRM_STYLE_PLAIN, text ? text : "");
			report_flow_end(&flow);
		}
}

void report_head_text(struct report *r, const struct crm_summary *summary, enum report_tense tense)
{
	print_sentence(r, summary, tense);
	print_fields(r, summary);
	print_held(r, summary);
	report_left_text(r, summary);
	if (tense == REPORT_WOULD)
		print_next_step(r, summary);
	fputc('\n', r->options->out);
	print_table(r, summary);
	fputc('\n', r->options->out);
	report_systems_text(r, summary, tense);
}
