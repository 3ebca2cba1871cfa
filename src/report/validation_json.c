/* SPDX-License-Identifier: Apache-2.0 */
/* The validation of a migration as JSON lines (docs/json-output.md). */
#include <report/validation.h>

#include <report/migration.h>
#include <report/parts.h>

struct line {
	struct crm_buf buf;
	struct crm_json_writer w;
};

static void line_begin(struct line *l, const char *type)
{
	crm_buf_init(&l->buf, CRM_BUF_MAX);
	crm_jw_init(&l->w, &l->buf);
	crm_jw_object(&l->w);
	crm_jw_field(&l->w, "type", type);
	crm_jw_field_int(&l->w, "version", 1);
}

static void line_end(struct line *l, struct report *r)
{
	crm_jw_end_object(&l->w);
	crm_report_json_line(r->options->out, &l->buf);
	crm_buf_free(&l->buf);
}

static void write_object(struct report *r, enum crm_object object, const struct crm_validated_object *o)
{
	struct line l;
	if (!o->carried)
		return;
	line_begin(&l, "validated_object");
	crm_jw_field(&l.w, "object", crm_object_name(object));
	crm_jw_field_int(&l.w, "source", o->source);
	crm_jw_field_bool(&l.w, "counted", o->counted);
	for (int i = 0; i < CRM_MIGRANT_FATES; i++)
		crm_jw_field_int(&l.w, crm_migrant_fate_name((enum crm_migrant_fate)i), o->fates[i]);
	crm_jw_field_bool(&l.w, "adds_up", o->adds_up);
	line_end(&l, r);
}

static void write_field(struct report *r, const struct crm_validated_field *f)
{
	struct line l;
	line_begin(&l, "validated_field");
	crm_jw_field(&l.w, "object", crm_object_name(f->object));
	crm_jw_field(&l.w, "field", f->name);
	crm_jw_field_int(&l.w, "pairs", f->pairs);
	crm_jw_field_int(&l.w, "source", f->source);
	crm_jw_field_int(&l.w, "target", f->target);
	crm_jw_field_int(&l.w, "kept", f->kept);
	crm_jw_field_int(&l.w, "held", f->held);
	crm_jw_field_int(&l.w, "wrong", f->wrong);
	line_end(&l, r);
}

static void write_amount(struct report *r, const struct crm_validated_amount *a)
{
	struct line l;
	line_begin(&l, "validated_amount");
	crm_jw_field(&l.w, "currency", a->currency);
	crm_jw_field(&l.w, "stage", a->stage);
	crm_jw_field_int(&l.w, "source_deals", a->source_deals);
	crm_jw_field_int(&l.w, "target_deals", a->target_deals);
	crm_jw_field(&l.w, "source", a->source.ptr);
	crm_jw_field(&l.w, "not_there", a->waiting.ptr);
	crm_jw_field(&l.w, "kept_out", a->left.ptr);
	crm_jw_field(&l.w, "kept", a->own.ptr);
	crm_jw_field(&l.w, "target", a->target.ptr);
	crm_jw_field_bool(&l.w, "even", a->even);
	line_end(&l, r);
}

static void write_association(struct report *r, const struct crm_validated_association *a)
{
	struct line l;
	line_begin(&l, "validated_association");
	crm_jw_field(&l.w, "object", crm_object_name(a->object));
	crm_jw_field(&l.w, "field", a->name);
	crm_jw_field_int(&l.w, "source", a->source);
	crm_jw_field_int(&l.w, "carried", a->carried);
	crm_jw_field_int(&l.w, "wait", a->waiting);
	crm_jw_field_int(&l.w, "kept", a->kept);
	crm_jw_field_int(&l.w, "lost", a->missing);
	crm_jw_field_int(&l.w, "target", a->target);
	line_end(&l, r);
}

static void write_difference(struct report *r, const struct crm_difference *d)
{
	struct line l;
	line_begin(&l, "difference");
	crm_jw_field(&l.w, "object", crm_object_name(d->object));
	crm_jw_field(&l.w, "source_id", d->source_id);
	crm_jw_field(&l.w, "target_id", d->target_id);
	crm_jw_field(&l.w, "field", d->field);
	crm_jw_field(&l.w, "expected", d->expected);
	crm_jw_field(&l.w, "found", d->found);
	crm_jw_field(&l.w, "why", d->why);
	line_end(&l, r);
}

void report_validation_json(struct report *r, const struct crm_validation *v)
{
	struct line l;
	for (int o = 0; o < CRM_SYNC_OBJECTS; o++)
		write_object(r, (enum crm_object)o, &v->objects[o]);
	for (size_t i = 0; i < v->n_fields; i++)
		write_field(r, &v->fields[i]);
	for (size_t i = 0; i < v->n_amounts; i++)
		write_amount(r, &v->amounts[i]);
	for (size_t i = 0; i < v->n_associations; i++)
		write_association(r, &v->associations[i]);
	for (const struct crm_difference *d = v->differences; d != NULL; d = d->next)
		write_difference(r, d);
	line_begin(&l, "validation");
	crm_jw_field(&l.w, "from", r->e->from->settings->name);
	crm_jw_field(&l.w, "to", r->e->to->settings->name);
	crm_jw_field_bool(&l.w, "green", v->green);
	crm_jw_field_int(&l.w, "differences", v->n_differences);
	crm_jw_field_int(&l.w, "sampled", v->sampled);
	crm_jw_field_int(&l.w, "sampled_wrong", v->sampled_wrong);
	line_end(&l, r);
}

int crm_report_validation(struct crm_engine *e, const struct crm_report_options *options,
			  const struct crm_validation *v, struct crm_error *err)
{
	struct report r = {.e = e, .options = options, .arena = crm_arena_new()};
	if (r.arena == NULL)
		return crm_error_no_memory(err);
	if (options->json)
		report_validation_json(&r, v);
	else
		report_validation_text(&r, v);
	crm_arena_free(r.arena);
	return CRM_OK;
}
