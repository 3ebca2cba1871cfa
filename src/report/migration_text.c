/* SPDX-License-Identifier: Apache-2.0 */
/* The checklist of a migration. */
#include <report/migration.h>

#include <inttypes.h>
#include <string.h>

#include <report/parts.h>

/* ---- for programs ---- */

static void step_json(const struct crm_report_options *options, enum crm_step step, const struct crm_step_state *s)
{
	struct crm_buf buf;
	struct crm_json_writer w;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_object(&w);
	crm_jw_field(&w, "type", "step");
	crm_jw_field_int(&w, "version", 1);
	crm_jw_field(&w, "step", crm_step_name(step));
	crm_jw_field_bool(&w, "done", s->done);
	crm_jw_field_int(&w, "there", s->there);
	crm_jw_field_int(&w, "open", s->open);
	crm_jw_field_int(&w, "held", s->held);
	crm_jw_end_object(&w);
	crm_report_json_line(options->out, &buf);
	crm_buf_free(&buf);
}

/* ---- for people ---- */

static const char *step_text(struct report *r, enum crm_step step, const struct crm_step_state *s)
{
	const char *target = r->e->to->settings->name;
	const char *there = crm_report_number(s->there, r->arena), *open = crm_report_number(s->open, r->arena),
		   *held = crm_report_number(s->held, r->arena);
	switch (step) {
	case CRM_STEP_USERS:
		return crm_arena_printf(r->arena, "%s known in %s%s%s%s", there, target, s->held ? ", " : "",
					s->held ? held : "", s->held ? " without a counterpart" : "");
	case CRM_STEP_PIPELINES:
		return s->held ? crm_arena_printf(r->arena, "%s without a counterpart", held)
			       : "all have a counterpart";
	case CRM_STEP_FIELDS:
		return crm_arena_printf(r->arena, "%s have a place in %s%s%s%s", there, target, s->held ? ", " : "",
					s->held ? held : "", s->held ? " kinds of values have none" : "");
	case CRM_STEP_ASSOCIATIONS:
		return s->open + s->held == 0 ? "nothing left"
					      : crm_arena_printf(r->arena, "%s to make, %s wait", open, held);
	case CRM_STEP_VALIDATION:
		return s->done ? "green" : s->held ? "red" : "when everything is written";
	default:
		return crm_arena_printf(r->arena, "%s there, %s to write, %s wait or were refused", there, open, held);
	}
}

static void print_steps(struct report *r, const struct crm_steps *steps)
{
	FILE *out = r->options->out;
	fprintf(out, "%sMigration from %s to %s%s\n", crm_style(r->options, CRM_STYLE_HEADING),
		r->e->from->settings->name, r->e->to->settings->name, crm_style(r->options, CRM_STYLE_PLAIN));
	for (int i = 0; i < CRM_STEPS; i++) {
		const struct crm_step_state *s = &steps->step[i];
		const char *text = step_text(r, (enum crm_step)i, s);
		fprintf(out, "  %s[%s]%s %-21s %s\n", crm_style(r->options, s->done ? CRM_STYLE_ADD : CRM_STYLE_CHANGE),
			s->done ? "done" : "open", crm_style(r->options, CRM_STYLE_PLAIN),
			crm_step_name((enum crm_step)i), text ? text : "?");
	}
	if (steps->n_no_place > 0) {
		struct report_flow flow = {.options = r->options};
		report_flow_line(&flow, 2);
		report_flow_words(&flow, CRM_STYLE_HOLD, "Not carried over,");
		report_flow_words(&flow, CRM_STYLE_PLAIN, "as no property of");
		report_flow_words(&flow, CRM_STYLE_PLAIN, r->e->to->settings->name);
		report_flow_words(&flow, CRM_STYLE_PLAIN, "is mapped:");
		for (size_t i = 0; i < steps->n_no_place; i++) {
			const char *name = crm_arena_printf(r->arena, "%s%s", steps->no_place[i],
							    i + 1 < steps->n_no_place ? "," : "");
			report_flow_words(&flow, CRM_STYLE_PLAIN, name ? name : "?");
		}
		report_flow_end(&flow);
	}
}

struct unmapped {
	struct report report; /* first: report_each_hold() hands it to print_unmapped() */
	bool *fields[CRM_SYNC_OBJECTS];
};

/* One question for all records that have it: a user, a stage, an option. */
static bool is_unmapped(const struct report *r, const struct crm_hold_row *row)
{
	return row->system == r->e->to->id && row->golden == 0 && row->field != NULL &&
	       (strcmp(row->kind, "owner") == 0 || strcmp(row->kind, "blocked") == 0);
}

static void print_unmapped(struct report *r, const struct crm_hold_row *row)
{
	struct report_flow flow = {.options = r->options};
	struct unmapped *u = (struct unmapped *)r;
	if (!is_unmapped(r, row))
		return;
	size_t field = crm_model_field(&r->e->models[row->object], row->field);
	if (field != (size_t)-1)
		u->fields[row->object][field] = true;
	report_flow_line(&flow, 2);
	flow.indent = 6;
	report_flow_words(&flow, CRM_STYLE_PLAIN, crm_report_safe(row->summary, r->arena));
	report_flow_end(&flow);
}

static void print_way(struct report *r, int object, size_t field)
{
	const struct crm_field *f = &r->e->models[object].fields[field];
	bool owner = f->type == CRM_T_REFERENCE;
	fprintf(r->options->out, "    %s: {fields: {%s: {properties: {%s: {values: {\"%s\": \"%s\"}}}}}}\n",
		crm_object_name((enum crm_object)object), f->name, r->e->to->settings->name,
		owner ? "E-MAIL IN THE SOURCE" : "WORD OF THE SOURCE",
		owner ? "E-MAIL OR ID THERE" : "WORD OR CODE THERE");
}

/* Users, stages and options without a counterpart, and what to write in the config. */
static int print_all_unmapped(struct report *r, struct crm_error *err)
{
	struct unmapped u = {.report = *r};
	bool any = false;
	int rc = CRM_OK;
	for (int o = 0; rc == CRM_OK && o < CRM_SYNC_OBJECTS; o++) {
		u.fields[o] = crm_calloc(r->e->models[o].n_fields, sizeof *u.fields[o]);
		if (u.fields[o] == NULL)
			rc = crm_error_no_memory(err);
	}
	if (rc == CRM_OK)
		rc = report_each_hold(&u.report, print_unmapped, err);
	for (int o = 0; rc == CRM_OK && o < CRM_SYNC_OBJECTS; o++)
		for (size_t i = 0; i < r->e->models[o].n_fields; i++) {
			if (!u.fields[o][i])
				continue;
			if (!any)
				fputs("  In the config they are mapped under objects:\n", r->options->out);
			any = true;
			print_way(r, o, i);
		}
	for (int o = 0; o < CRM_SYNC_OBJECTS; o++)
		crm_free(u.fields[o]);
	return rc;
}

/* Without it a record whose create was not answered is found again by its values alone. */
static void print_setup(struct report *r)
{
	const struct crm_system *to = r->e->to;
	bool missing = false;
	for (int o = 0; o < CRM_SYNC_OBJECTS; o++)
		missing = missing || (crm_migration_carries(r->e, (enum crm_object)o) && !to->schema_is_old[o] &&
				      to->id_property[o] == NULL);
	if (missing && to->connector->info->id_property != NULL)
		fprintf(r->options->out,
			"%s has no property for the crmsync id yet: crmsync setup --system %s makes it, and should "
			"come "
			"first\n",
			to->settings->name, to->settings->name);
}

static int64_t days_of(const struct crm_cost *cost, const struct crm_quota *quota)
{
	return quota->allowed > 0 && cost->units > quota->left_to_write
		       ? 1 + (cost->units - quota->left_to_write + quota->allowed - 1) / quota->allowed
		       : 1;
}

/* What the plan costs, by the limits that the vendor's connector knows. */
static void print_duration(struct report *r, const struct crm_summary *summary)
{
	size_t to = r->e->to->index;
	const struct crm_cost *cost = &summary->cost[to];
	int64_t seconds = crm_summary_seconds(r->e, summary, to), days = days_of(cost, &summary->quota[to]);
	if (cost->calls == 0)
		return;
	fprintf(r->options->out, "%s: %s to write and read back, at least ", r->e->to->settings->name,
		crm_report_count(cost->calls, "call", "calls", r->arena));
	if (days > 1)
		fprintf(r->options->out, "%" PRId64 " days by its daily quota\n", days);
	else if (seconds >= 120)
		fprintf(r->options->out, "%s by its rate limits\n",
			crm_report_count((seconds + 59) / 60, "minute", "minutes", r->arena));
	else
		fprintf(r->options->out, "%s by its rate limits\n",
			crm_report_count(seconds > 0 ? seconds : 1, "second", "seconds", r->arena));
}

int crm_report_steps(struct crm_engine *e, const struct crm_report_options *options, const struct crm_steps *steps,
		     const struct crm_summary *summary, struct crm_error *err)
{
	struct report r = {.e = e, .options = options, .arena = crm_arena_new()};
	int rc = CRM_OK;
	if (r.arena == NULL)
		return crm_error_no_memory(err);
	if (options->json) {
		for (int i = 0; i < CRM_STEPS; i++)
			step_json(options, (enum crm_step)i, &steps->step[i]);
	} else {
		print_steps(&r, steps);
		if (summary != NULL)
			rc = print_all_unmapped(&r, err);
		if (rc == CRM_OK && summary != NULL)
			print_setup(&r);
		if (rc == CRM_OK && summary != NULL)
			print_duration(&r, summary);
		fputc('\n', options->out);
	}
	crm_arena_free(r.arena);
	return rc;
}
