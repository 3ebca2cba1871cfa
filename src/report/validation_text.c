/* SPDX-License-Identifier: Apache-2.0 */
/* The validation of a migration, for the person who signs it off. */
#include <report/validation.h>

#include <string.h>

#include <report/parts.h>

#define SHOWN 50 /* differences; all are in --json */

static const enum crm_migrant_fate accounted[] = {CRM_MIGRANT_CREATED,  CRM_MIGRANT_MATCHED, CRM_MIGRANT_MERGED,
						  CRM_MIGRANT_FILTERED, CRM_MIGRANT_HELD,    CRM_MIGRANT_REJECTED};
#define ACCOUNTED (sizeof accounted / sizeof *accounted)

static const char *number(struct report *r, int64_t n)
{
	return crm_report_number(n, r->arena);
}

static void print_heading(struct report *r, const char *text)
{
	fprintf(r->options->out, "\n%s%s%s\n", crm_style(r->options, CRM_STYLE_HEADING), text,
		crm_style(r->options, CRM_STYLE_PLAIN));
}

static void print_objects(struct report *r, const struct crm_validation *v)
{
	enum { COLUMNS = 3 + ACCOUNTED };
	const char *cells[(CRM_SYNC_OBJECTS + 1) * COLUMNS] = {
		"", "", "in the source", "created", "matched", "merged", "filtered", "held", "rejected"};
	size_t n = 1;
	for (int o = 0; o < CRM_SYNC_OBJECTS; o++) {
		const struct crm_validated_object *object = &v->objects[o];
		const char **row = cells + n * COLUMNS;
		if (!object->carried)
			continue;
		row[0] = crm_object_plural((enum crm_object)o);
		row[1] = object->adds_up ? "adds up" : "DOES NOT ADD UP";
		row[2] = number(r, object->source);
		for (size_t i = 0; i < ACCOUNTED; i++)
			row[3 + i] = number(r, object->fates[accounted[i]]);
		n++;
	}
	crm_table_print(r->options, &(struct crm_table){.cells = cells, .n_rows = n, .n_columns = COLUMNS});
	for (int o = 0; o < CRM_SYNC_OBJECTS; o++)
		if (v->objects[o].carried && !v->objects[o].counted)
			fprintf(r->options->out, "%s: as read; %s does not count them\n",
				crm_object_plural((enum crm_object)o), r->e->from->settings->name);
}

static void print_fields(struct report *r, const struct crm_validation *v)
{
	enum { COLUMNS = 8 };
	const char **cells = crm_arena_calloc(r->arena, (v->n_fields + 1) * COLUMNS, sizeof *cells);
	static const char *const heading[COLUMNS] = {"",     "",     "of",   "in the source", "in the target",
						     "kept", "held", "wrong"};
	size_t n = 1;
	if (cells == NULL)
		return;
	memcpy(cells, heading, sizeof heading);
	for (size_t i = 0; i < v->n_fields; i++) {
		const struct crm_validated_field *f = &v->fields[i];
		const char **row = cells + n * COLUMNS;
		if (f->source + f->target + f->wrong == 0)
			continue;
		row[0] = crm_object_name(f->object);
		row[1] = f->name;
		row[2] = number(r, f->pairs);
		row[3] = number(r, f->source);
		row[4] = number(r, f->target);
		row[5] = number(r, f->kept);
		row[6] = number(r, f->held);
		row[7] = number(r, f->wrong);
		n++;
	}
	print_heading(r, "Records with a value");
	crm_table_print(r->options, &(struct crm_table){.cells = cells, .n_rows = n, .n_columns = COLUMNS});
	fprintf(r->options->out,
		"kept: the target has a value or spelling of its own. held: a question says why it is not there.\n");
}

static void print_amounts(struct report *r, const struct crm_validation *v)
{
	enum { COLUMNS = 8 };
	const char **cells = crm_arena_calloc(r->arena, (v->n_amounts + 1) * COLUMNS, sizeof *cells);
	static const char *const heading[COLUMNS] = {"",         "",     "in the source", "not there",
						     "kept out", "kept", "in the target", ""};
	if (cells == NULL || v->n_amounts == 0)
		return;
	memcpy(cells, heading, sizeof heading);
	for (size_t i = 0; i < v->n_amounts; i++) {
		const struct crm_validated_amount *a = &v->amounts[i];
		const char **row = cells + (i + 1) * COLUMNS;
		row[0] = crm_report_safe(a->currency, r->arena);
		row[1] = crm_report_safe(a->stage[0] ? a->stage : "(no stage)", r->arena);
		row[2] = a->source.ptr;
		row[3] = a->waiting.ptr;
		row[4] = a->left.ptr;
		row[5] = a->own.ptr;
		row[6] = a->target.ptr;
		row[7] = a->even ? "even" : "NOT EVEN";
	}
	print_heading(r, "Amounts by currency and stage");
	crm_table_print(r->options,
			&(struct crm_table){.cells = cells, .n_rows = v->n_amounts + 1, .n_columns = COLUMNS});
	fprintf(r->options->out,
		"not there: of deals that are held or rejected. kept: of deals of which the target has "
		"values of its own, kept out: the source's of these.\n");
}

static void print_associations(struct report *r, const struct crm_validation *v)
{
	enum { COLUMNS = 8 };
	const char **cells = crm_arena_calloc(r->arena, (v->n_associations + 1) * COLUMNS, sizeof *cells);
	static const char *const heading[COLUMNS] = {"",     "",     "in the source", "carried",
						     "wait", "kept", "lost",          "in the target"};
	if (cells == NULL || v->n_associations == 0)
		return;
	memcpy(cells, heading, sizeof heading);
	for (size_t i = 0; i < v->n_associations; i++) {
		const struct crm_validated_association *a = &v->associations[i];
		const char **row = cells + (i + 1) * COLUMNS;
		row[0] = crm_object_name(a->object);
		row[1] = a->name;
		row[2] = number(r, a->source);
		row[3] = number(r, a->carried);
		row[4] = number(r, a->waiting);
		row[5] = number(r, a->kept);
		row[6] = number(r, a->missing);
		row[7] = number(r, a->target);
	}
	print_heading(r, "Associations");
	crm_table_print(r->options,
			&(struct crm_table){.cells = cells, .n_rows = v->n_associations + 1, .n_columns = COLUMNS});
}

static void print_difference(struct report *r, const struct crm_difference *d)
{
	struct report_flow flow = {.options = r->options};
	const char *text =
		crm_arena_printf(r->arena, "%s %s:%s%s%s%s%s", crm_object_name(d->object), r->e->from->settings->name,
				 d->source_id, d->target_id ? " = " : "", d->target_id ? r->e->to->settings->name : "",
				 d->target_id ? ":" : "", d->target_id ? d->target_id : "");
	report_flow_line(&flow, 2);
	flow.indent = 6;
	report_flow_words(&flow, CRM_STYLE_PLAIN, crm_report_safe(text, r->arena));
	if (d->field != NULL) {
		const char *values = crm_arena_printf(r->arena, "%s: '%s', should be '%s':", d->field,
						      d->found ? d->found : "", d->expected ? d->expected : "");
		report_flow_words(&flow, CRM_STYLE_CHANGE, crm_report_safe(values, r->arena));
	}
	report_flow_words(&flow, CRM_STYLE_PLAIN, d->why);
	report_flow_end(&flow);
}

static void print_differences(struct report *r, const struct crm_validation *v)
{
	int64_t shown = 0;
	if (v->n_differences == 0)
		return;
	print_heading(r, "What is wrong");
	for (const struct crm_difference *d = v->differences; d != NULL && shown < SHOWN; d = d->next, shown++)
		print_difference(r, d);
	if (v->n_differences > shown)
		fprintf(r->options->out, "  and %s\n",
			crm_report_count(v->n_differences - shown, "other", "others", r->arena));
}

void report_validation_text(struct report *r, const struct crm_validation *v)
{
	fprintf(r->options->out, "\n%sValidation, %s against %s: %s%s%s\n\n", crm_style(r->options, CRM_STYLE_HEADING),
		r->e->from->settings->name, r->e->to->settings->name,
		crm_style(r->options, v->green ? CRM_STYLE_ADD : CRM_STYLE_REMOVE), v->green ? "GREEN" : "RED",
		crm_style(r->options, CRM_STYLE_PLAIN));
	print_objects(r, v);
	print_fields(r, v);
	print_amounts(r, v);
	print_associations(r, v);
	fprintf(r->options->out, "\n%s read back from %s by id and compared field by field: ",
		crm_report_count(v->sampled, "record", "records", r->arena), r->e->to->settings->name);
	fprintf(r->options->out, "%s\n",
		v->sampled_wrong ? crm_report_count(v->sampled_wrong, "differs", "differ", r->arena) : "none differs");
	print_differences(r, v);
}
