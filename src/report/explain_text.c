/* SPDX-License-Identifier: Apache-2.0 */
/* Explanations for people: what is there first, then why, then what happened; the runs that are named at the end. */
#include <report/explain.h>
#include <report/parts.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <core/linkage/linkage.h>
#include <crmsync/timestamp.h>

#define FIELD_MAX 24 /* columns that names of fields are aligned to at most */
#define RUNS_MAX  200

struct page {
	const struct crm_report_options *options;
	const struct crm_explanation *x;
	struct crm_arena *arena;
	struct crm_moment runs[RUNS_MAX]; /* that were named */
	size_t n_runs;
};

static void note_run(struct page *p, const struct crm_moment *m)
{
	size_t at = p->n_runs;
	if (m->run == 0 || p->n_runs == RUNS_MAX)
		return;
	for (size_t i = 0; i < p->n_runs; i++)
		if (p->runs[i].run == m->run)
			return;
	for (; at > 0 && p->runs[at - 1].run > m->run; at--)
		p->runs[at] = p->runs[at - 1];
	p->runs[at] = *m;
	p->n_runs++;
}

static const char *safe(struct page *p, const char *text)
{
	return crm_report_safe(text, p->arena);
}

static const char *format_run(struct page *p, const char *before, const struct crm_moment *m, const char *after)
{
	note_run(p, m);
	const char *text = m->run != 0 ? crm_arena_printf(p->arena, "%srun %" PRId64 "%s", before, m->run, after) : "";
	return text ? text : "?";
}

static void put_heading(struct page *p, const char *text)
{
	fprintf(p->options->out, "\n%s%s%s\n", crm_style(p->options, CRM_STYLE_HEADING), text,
		crm_style(p->options, CRM_STYLE_PLAIN));
}

/* One line, wrapped and indented further from the second on. */
static void put_line(struct page *p, size_t indent, enum crm_style style, const char *text)
{
	struct report_flow flow = {.options = p->options};
	report_flow_line(&flow, indent);
	flow.indent = indent + 2;
	report_flow_words(&flow, style, text ? text : "?");
	report_flow_end(&flow);
}

/* ---- head ---- */

static void put_head(struct page *p)
{
	const struct crm_explanation *x = p->x;
	struct report_flow flow = {.options = p->options};
	if (x->uid != NULL) /* else the name says what it is */
		report_flow_words(&flow, CRM_STYLE_HEADING, crm_object_name(x->object));
	report_flow_words(&flow, CRM_STYLE_HEADING, safe(p, x->name));
	report_flow_words(&flow, CRM_STYLE_FAINT, x->uid ? x->uid : "");
	report_flow_end(&flow);
	if (x->uid == NULL)
		put_line(
			p, 2, CRM_STYLE_PLAIN,
			x->n_holds > 0
				? "It belongs to no merged record yet: it waits for a person, see below."
				: "It belongs to no merged record yet: the next sync decides; crmsync diff shows how.");
	else
		put_line(p, 2, CRM_STYLE_PLAIN,
			 crm_arena_printf(p->arena, "Merged record%s%s.", format_run(p, " since ", &x->created, ""),
					  format_run(p, ", last changed by ", &x->changed, "")));
	for (const char *const *uid = x->folded; *uid != NULL; uid++)
		put_line(p, 2, CRM_STYLE_PLAIN, crm_arena_printf(p->arena, "%s became part of it.", *uid));
	if (x->hold != NULL)
		put_line(p, 2, CRM_STYLE_HOLD,
			 crm_arena_printf(p->arena, "Nothing is written for it: %s.", safe(p, x->hold)));
}

/* ---- records ---- */

static void put_link(struct page *p, const struct crm_explained_link *l)
{
	static const char *const lives[] = {"", ", archived there", ", deleted there", "", ""};
	const struct crm_source *s = l->source;
	const char *how = report_explain_link(l, p->arena);
	put_line(p, 2, CRM_STYLE_PLAIN,
		 crm_arena_printf(p->arena, "%s %s%s%s: %s%s%s%s%s", l->system, s->kind ? safe(p, s->kind) : "",
				  s->kind ? " " : "", safe(p, s->vendor_id), how ? safe(p, how) : "?",
				  format_run(p, ", ", &l->at, ""), lives[s->life],
				  s->secondary && s->life == CRM_LIVE ? ", beside the main record" : "",
				  l->outside ? ", left as it is: the filter no longer chooses it" : ""));
}

static void put_pair(struct page *p, const struct crm_explained_pair *pair)
{
	put_line(p, 2, CRM_STYLE_PLAIN,
		 crm_arena_printf(
			 p->arena, "%s and %s: %+.1f bits, probability %.4f, %s%s%s%s%s", safe(p, pair->a),
			 safe(p, pair->b), pair->weight, linkage_weight_probability(pair->weight), pair->verdict,
			 pair->evidence && pair->evidence[0] ? " (" : "", pair->evidence ? safe(p, pair->evidence) : "",
			 pair->evidence && pair->evidence[0] ? ")" : "", pair->together ? "" : "; not joined"));
}

static void put_decision(struct page *p, const struct crm_explained_decision *d)
{
	bool apart = strcmp(d->value, "apart") == 0;
	put_line(p, 2, CRM_STYLE_PLAIN,
		 crm_arena_printf(p->arena, "%s%s%s: %s%s", safe(p, d->a), d->b ? " and " : "",
				  d->b ? safe(p, d->b) : "",
				  apart          ? "kept separate"
				  : d->b != NULL ? "the same"
						 : safe(p, d->value),
				  format_run(p, " (", &d->at, ")")));
}

static void put_records(struct page *p)
{
	const struct crm_explanation *x = p->x;
	put_heading(p, "Records");
	for (size_t i = 0; i < x->n_links; i++)
		put_link(p, &x->links[i]);
	if (x->n_pairs > 0)
		put_heading(p, "Compared with others");
	for (size_t i = 0; i < x->n_pairs; i++)
		put_pair(p, &x->pairs[i]);
	if (x->n_decisions > 0)
		put_heading(p, "What people decided");
	for (size_t i = 0; i < x->n_decisions; i++)
		put_decision(p, &x->decisions[i]);
}

/* ---- values ---- */

static bool is_quiet(const struct crm_explained_field *f)
{
	return f->value[0] == '\0' && f->n_lost == 0 && f->next == NULL &&
	       (f->why == NULL || strcmp(f->why, "unchanged") == 0);
}

static size_t field_column(const struct crm_explanation *x)
{
	size_t column = 0;
	for (size_t i = 0; i < x->n_fields; i++) {
		size_t width = is_quiet(&x->fields[i]) ? 0 : crm_report_width(x->fields[i].name);
		column = width > column && width <= FIELD_MAX ? width : column;
	}
	return column;
}

/* What contended and lost, what stood there before, and what is merely another value. */
static const char *lost_word(const struct crm_explained_field *f, enum crm_fate fate)
{
	if (fate == CRM_FATE_ONLY_READ || fate == CRM_FATE_LEFT)
		return "differs";
	return f->older ? "before" : "lost";
}

static void put_lost(struct page *p, const struct crm_explained_field *f, size_t indent)
{
	for (size_t i = 0; i < f->n_lost; i++) {
		const struct crm_said_value *v = &f->lost[i];
		const char *fate = report_explain_fate(v, p->arena);
		note_run(p, &v->at);
		put_line(p, indent, CRM_STYLE_FAINT,
			 crm_arena_printf(p->arena, "%s: '%s' in %s %s (%s)", lost_word(f, v->fate), safe(p, v->value),
					  v->system, v->id ? safe(p, v->id) : "", fate ? fate : "?"));
	}
}

/* Of a list: who brought what. */
static void put_items(struct page *p, const struct crm_explained_field *f, size_t indent)
{
	bool several = false;
	for (size_t i = 1; i < f->n_from; i++)
		several = several || strcmp(f->from[i].value, f->from[0].value) != 0;
	for (size_t i = 0; several && i < f->n_from; i++)
		put_line(p, indent, CRM_STYLE_FAINT,
			 crm_arena_printf(p->arena, "%s: %s %s", safe(p, f->from[i].value), f->from[i].system,
					  f->from[i].id ? safe(p, f->from[i].id) : ""));
}

static void put_field(struct page *p, const struct crm_explained_field *f, size_t column)
{
	struct report_flow flow = {.options = p->options};
	const char *why = report_explain_field(f, p->arena);
	size_t width = crm_report_width(f->name), indent = 3 + column;
	fprintf(p->options->out, "  %s%*s", f->name, (int)(width < column ? column - width : 0), "");
	flow.indent = indent;
	flow.column = 2 + (width < column ? column : width);
	flow.began = true;
	report_flow_words(&flow, f->value[0] ? CRM_STYLE_PLAIN : CRM_STYLE_FAINT,
			  f->value[0] ? safe(p, f->value) : "(empty)");
	report_flow_end(&flow);
	if (why != NULL && why[0] != '\0')
		put_line(p, indent, CRM_STYLE_FAINT,
			 crm_arena_printf(p->arena, "%s%s", safe(p, why), format_run(p, "; ", &f->at, "")));
	put_items(p, f, indent);
	put_lost(p, f, indent);
	if (f->next != NULL)
		put_line(p, indent, CRM_STYLE_CHANGE,
			 crm_arena_printf(p->arena, "next: '%s' (%s)", safe(p, f->next),
					  report_why_text(f->next_why, f->next_from, p->arena)));
}

/* Fields of which nothing is to be told but that they are empty, by the run that found it so. */
static void put_empty(struct page *p, int64_t run)
{
	const char *names = "", *when = "";
	for (size_t i = 0; i < p->x->n_fields && names != NULL; i++) {
		const struct crm_explained_field *f = &p->x->fields[i];
		if (!is_quiet(f) || f->at.run != run)
			continue;
		when = format_run(p, " (", &f->at, ")");
		names = crm_arena_printf(p->arena, "%s%s%s", names, names[0] ? ", " : "", f->name);
	}
	if (names == NULL || names[0] != '\0')
		put_line(p, 2, CRM_STYLE_FAINT,
			 crm_arena_printf(p->arena, "No record has a value for%s: %s", when, names ? names : "?"));
}

static void put_all_empty(struct page *p)
{
	for (size_t i = 0; i < p->x->n_fields; i++) {
		bool first = is_quiet(&p->x->fields[i]);
		for (size_t k = 0; k < i && first; k++)
			first = !is_quiet(&p->x->fields[k]) || p->x->fields[k].at.run != p->x->fields[i].at.run;
		if (first)
			put_empty(p, p->x->fields[i].at.run);
	}
}

static void put_values(struct page *p)
{
	size_t column = field_column(p->x);
	put_heading(p, "Values");
	for (size_t i = 0; i < p->x->n_fields; i++)
		if (!is_quiet(&p->x->fields[i]))
			put_field(p, &p->x->fields[i], column);
	put_all_empty(p);
}

/* ---- history ---- */

static void put_change(struct page *p, const crm_json *c, bool creating)
{
	const char *field = crm_json_get_string(c, "field"), *old = crm_json_get_string(c, "old");
	const char *new = crm_json_get_string(c, "new"), *why = crm_json_get_string(c, "why");
	if (why != NULL && strcmp(why, "id") == 0)
		return;
	bool from_nothing = creating && (old == NULL || old[0] == '\0');
	put_line(p, 6, CRM_STYLE_PLAIN,
		 crm_arena_printf(p->arena, "%s: %s%s%s (%s)", safe(p, field ? field : "?"),
				  from_nothing    ? ""
				  : old && old[0] ? safe(p, old)
						  : "(empty)",
				  from_nothing ? "" : " → ", new &&new[0] ? safe(p, new) : "(empty)",
				  safe(p, report_why_text(why, crm_json_get_string(c, "from"), p->arena))));
}

static const char *state_text(struct page *p, const struct crm_explained_write *w)
{
	const struct crm_op_row *op = w->op;
	bool done = op->state == CRM_OPS_ACKNOWLEDGED || op->state == CRM_OPS_VERIFIED;
	const char *text = done ? ""
				: crm_arena_printf(p->arena, ", %s%s%s", crm_op_state_name(op->state),
						   op->message ? ": " : "", op->message ? safe(p, op->message) : "");
	return text ? text : "?";
}

static void put_write(struct page *p, const struct crm_explained_write *w)
{
	const struct crm_op_row *op = w->op;
	crm_json *changes = NULL;
	put_line(p, 2, CRM_STYLE_PLAIN,
		 crm_arena_printf(p->arena, "%s%s %s %s%s%s%s", format_run(p, "", &w->at, ": "),
				  report_kind_word(op->kind), w->system, op->vendor_id ? safe(p, op->vendor_id) : "",
				  state_text(p, w), format_run(p, ", takes back ", &w->undoes, ""),
				  format_run(p, ", taken back by ", &w->taken_back, "")));
	if (op->changes == NULL || crm_json_parse(op->changes, strlen(op->changes), &changes, NULL) != CRM_OK)
		return;
	for (const crm_json *c = crm_json_first(changes); c != NULL; c = crm_json_next(c))
		put_change(p, c, op->kind == CRM_OP_CREATE || op->kind == CRM_OP_ASSOCIATE);
	crm_json_free(changes);
}

static void put_history(struct page *p)
{
	put_heading(p, "Written");
	for (size_t i = 0; i < p->x->n_writes; i++)
		put_write(p, &p->x->writes[i]);
	if (p->x->n_writes == 0)
		put_line(p, 2, CRM_STYLE_FAINT, "nothing so far");
}

/* ---- what is open ---- */

static void put_open(struct page *p)
{
	const struct crm_explanation *x = p->x;
	if (x->n_holds > 0 || x->n_refusals > 0)
		put_heading(p, "Open");
	for (size_t i = 0; i < x->n_holds; i++)
		put_line(p, 2, CRM_STYLE_HOLD,
			 crm_arena_printf(p->arena, "%s: %s", x->holds[i].kind, safe(p, x->holds[i].summary)));
	for (size_t i = 0; i < x->n_refusals; i++)
		put_line(p, 2, CRM_STYLE_REMOVE,
			 crm_arena_printf(p->arena, "refused: %s in %s%s: %s", report_kind_word(x->refusals[i].kind),
					  x->refusals[i].system, format_run(p, " (", &x->refusals[i].at, ")"),
					  safe(p, x->refusals[i].message)));
}

static void put_runs(struct page *p)
{
	if (p->n_runs > 0)
		put_heading(p, "Runs");
	for (size_t i = 0; i < p->n_runs; i++) {
		char time[CRM_TIME_TEXT] = "";
		const struct crm_moment *m = &p->runs[i];
		if (m->started != 0)
			crm_time_format_seconds(m->started, time);
		put_line(p, 2, CRM_STYLE_FAINT,
			 crm_arena_printf(p->arena, "run %" PRId64 ": %s%s%s", m->run,
					  m->command ? m->command : "not in this store", time[0] ? ", " : "", time));
	}
}

int crm_report_explanation(const struct crm_report_options *options, const struct crm_explanation *x,
			   struct crm_error *err)
{
	struct crm_arena *arena = crm_arena_new();
	struct page *p = arena ? crm_arena_calloc(arena, 1, sizeof *p) : NULL;
	if (p == NULL) {
		crm_arena_free(arena);
		return crm_error_no_memory(err);
	}
	*p = (struct page){.options = options, .x = x, .arena = arena};
	if (options->json) {
		report_explanation_json(options->out, x, arena);
	} else {
		put_head(p);
		put_records(p);
		put_values(p);
		put_history(p);
		put_open(p);
		put_runs(p);
	}
	crm_arena_free(arena);
	return CRM_OK;
}
