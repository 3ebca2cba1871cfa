/* SPDX-License-Identifier: Apache-2.0 */
/* Explanations for programs; the members are documented in docs/json-output.md. */
#include <report/explain.h>
#include <report/parts.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <core/linkage/linkage.h>
#include <crmsync/timestamp.h>

struct line {
	struct crm_buf buf;
	struct crm_json_writer w;
};

static struct crm_json_writer *begin(struct line *l, const char *type)
{
	crm_buf_init(&l->buf, CRM_BUF_MAX);
	crm_jw_init(&l->w, &l->buf);
	crm_jw_object(&l->w);
	crm_jw_field(&l->w, "type", type);
	crm_jw_field_int(&l->w, "version", 1);
	return &l->w;
}

static void end(struct line *l, FILE *out)
{
	crm_jw_end_object(&l->w);
	crm_report_json_line(out, &l->buf);
	crm_buf_free(&l->buf);
}

/* `name` becomes its time, `run` its number; null where there is none. */
static void put_moment(struct crm_json_writer *w, const char *run, const char *name, const struct crm_moment *m)
{
	char time[CRM_TIME_TEXT];
	if (m->run != 0)
		crm_jw_field_int(w, run, m->run);
	else
		crm_jw_field(w, run, NULL);
	if (m->started != 0)
		crm_time_format_seconds(m->started, time);
	crm_jw_field(w, name, m->started != 0 ? time : NULL);
}

static void put_weight(struct crm_json_writer *w, double weight)
{
	char number[32];
	snprintf(number, sizeof number, "%.4f", linkage_weight_probability(weight));
	crm_jw_field(w, "probability", number);
	snprintf(number, sizeof number, "%.2f", weight);
	crm_jw_field(w, "weight", number);
}

static void put_head(FILE *out, const struct crm_explanation *x)
{
	struct line l;
	struct crm_json_writer *w = begin(&l, "explained");
	crm_jw_field(w, "object", crm_object_name(x->object));
	crm_jw_field(w, "crmsync_id", x->uid);
	crm_jw_field(w, "name", x->name);
	crm_jw_field(w, "hold", x->hold);
	crm_jw_key(w, "folded");
	crm_jw_array(w);
	for (const char *const *uid = x->folded; *uid != NULL; uid++)
		crm_jw_string(w, *uid);
	crm_jw_end_array(w);
	put_moment(w, "created_run", "created", &x->created);
	put_moment(w, "changed_run", "changed", &x->changed);
	end(&l, out);
}

static void put_said(struct crm_json_writer *w, const char *name, const struct crm_said_value *rows, size_t n,
		     bool fates)
{
	crm_jw_key(w, name);
	crm_jw_array(w);
	for (size_t i = 0; i < n; i++) {
		crm_jw_object(w);
		crm_jw_field(w, "system", rows[i].system);
		crm_jw_field(w, "id", rows[i].id);
		crm_jw_field(w, "value", rows[i].value[0] ? rows[i].value : NULL);
		if (fates) {
			crm_jw_field(w, "fate", crm_fate_name(rows[i].fate));
			put_moment(w, "run", "at", &rows[i].at);
		}
		crm_jw_end_object(w);
	}
	crm_jw_end_array(w);
}

static void put_next(struct crm_json_writer *w, const struct crm_explained_field *f)
{
	crm_jw_key(w, "next");
	if (f->next == NULL) {
		crm_jw_null(w);
		return;
	}
	crm_jw_object(w);
	crm_jw_field(w, "value", f->next[0] ? f->next : NULL);
	crm_jw_field(w, "why", f->next_why);
	crm_jw_field(w, "from", f->next_from);
	crm_jw_end_object(w);
}

static void put_field(FILE *out, const struct crm_explained_field *f, struct crm_arena *arena)
{
	struct line l;
	struct crm_json_writer *w = begin(&l, "explained_field");
	crm_jw_field(w, "field", f->name);
	crm_jw_field(w, "value", f->value[0] ? f->value : NULL);
	crm_jw_field(w, "rule", f->rule);
	crm_jw_field(w, "why", f->why);
	crm_jw_field(w, "text", report_explain_field(f, arena));
	put_moment(w, "run", "at", &f->at);
	crm_jw_field(w, "command", f->at.command);
	put_said(w, "from", f->from, f->n_from, false);
	put_said(w, "lost", f->lost, f->n_lost, true);
	crm_jw_field_bool(w, "older", f->older);
	put_next(w, f);
	end(&l, out);
}

static void put_link(FILE *out, const struct crm_explained_link *link, struct crm_arena *arena)
{
	static const char *const lives[] = {"live", "archived", "deleted", "merged", "converted"};
	const struct crm_source *s = link->source;
	struct line l;
	struct crm_json_writer *w = begin(&l, "explained_link");
	crm_jw_field(w, "system", link->system);
	crm_jw_field(w, "id", s->vendor_id);
	crm_jw_field(w, "record_kind", s->kind);
	crm_jw_field(w, "life", lives[s->life]);
	crm_jw_field(w, "into", s->into);
	crm_jw_field(w, "role", s->golden == 0 ? NULL : s->secondary ? "secondary" : "primary");
	crm_jw_field(w, "matched_by", s->golden == 0 ? NULL : s->matched);
	crm_jw_field(w, "key", link->key);
	crm_jw_field(w, "text", report_explain_link(link, arena));
	put_moment(w, "run", "at", &link->at);
	crm_jw_field_bool(w, "left_scope", link->outside);
	end(&l, out);
}

static void put_pair(FILE *out, const struct crm_explained_pair *p)
{
	struct line l;
	struct crm_json_writer *w = begin(&l, "explained_pair");
	crm_jw_field(w, "a", p->a);
	crm_jw_field(w, "b", p->b);
	put_weight(w, p->weight);
	crm_jw_field(w, "verdict", p->verdict);
	crm_jw_field(w, "evidence", p->evidence);
	crm_jw_field_bool(w, "linked", p->together);
	end(&l, out);
}

static void put_decision(FILE *out, const struct crm_explained_decision *d)
{
	struct line l;
	struct crm_json_writer *w = begin(&l, "explained_decision");
	crm_jw_field(w, "kind", d->kind);
	crm_jw_field(w, "a", d->a);
	crm_jw_field(w, "b", d->b);
	crm_jw_field(w, "value", d->value);
	put_moment(w, "run", "at", &d->at);
	end(&l, out);
}

static void put_write(FILE *out, const struct crm_explained_write *write)
{
	const struct crm_op_row *op = write->op;
	char trace[64], time[CRM_TIME_TEXT];
	struct line l;
	struct crm_json_writer *w = begin(&l, "explained_write");
	snprintf(trace, sizeof trace, "%" PRId64 "-%" PRId64, op->run, op->id);
	crm_time_format_seconds(op->sent_at, time);
	crm_jw_field(w, "operation", trace);
	crm_jw_field_int(w, "run", op->run);
	crm_jw_field(w, "command", write->at.command);
	crm_jw_field(w, "sent", time);
	crm_jw_field(w, "system", write->system);
	crm_jw_field(w, "object", crm_object_name(op->object));
	crm_jw_field(w, "kind", report_kind_word(op->kind));
	crm_jw_field(w, "record_kind", op->record_kind);
	crm_jw_field(w, "id", op->vendor_id);
	crm_jw_field(w, "state", crm_op_state_name(op->state));
	crm_jw_field(w, "message", op->message);
	put_moment(w, "taken_back_run", "taken_back", &write->taken_back);
	put_moment(w, "undoes_run", "undoes", &write->undoes);
	crm_jw_key(w, "changes");
	crm_jw_raw(w, op->changes ? op->changes : "[]", op->changes ? strlen(op->changes) : 2);
	end(&l, out);
}

static void put_refusal(FILE *out, const struct crm_explained_refusal *r)
{
	struct line l;
	struct crm_json_writer *w = begin(&l, "explained_refusal");
	crm_jw_field(w, "system", r->system);
	crm_jw_field(w, "kind", report_kind_word(r->kind));
	crm_jw_field(w, "message", r->message);
	put_moment(w, "run", "at", &r->at);
	end(&l, out);
}

void report_explanation_json(FILE *out, const struct crm_explanation *x, struct crm_arena *arena)
{
	put_head(out, x);
	for (size_t i = 0; i < x->n_links; i++)
		put_link(out, &x->links[i], arena);
	for (size_t i = 0; i < x->n_fields; i++)
		put_field(out, &x->fields[i], arena);
	for (size_t i = 0; i < x->n_pairs; i++)
		put_pair(out, &x->pairs[i]);
	for (size_t i = 0; i < x->n_decisions; i++)
		put_decision(out, &x->decisions[i]);
	for (size_t i = 0; i < x->n_writes; i++)
		put_write(out, &x->writes[i]);
	for (size_t i = 0; i < x->n_holds; i++)
		crm_report_hold(out, &x->holds[i], x->hold_systems[i]);
	for (size_t i = 0; i < x->n_refusals; i++)
		put_refusal(out, &x->refusals[i]);
}

void crm_report_candidate(const struct crm_report_options *options, enum crm_object object, const char *uid,
			  const char *name, const char *const *handles, struct crm_arena *arena)
{
	struct line l;
	if (!options->json) {
		fprintf(options->out, "  %s %s", crm_object_name(object), crm_report_safe(name, arena));
		for (const char *const *h = handles; *h != NULL; h++)
			fprintf(options->out, "%s%s", h == handles ? " (" : ", ", crm_report_safe(*h, arena));
		fprintf(options->out, "%s%s%s\n", *handles ? ")" : "", uid ? "  " : "", uid ? uid : "");
		return;
	}
	struct crm_json_writer *w = begin(&l, "candidate");
	crm_jw_field(w, "object", crm_object_name(object));
	crm_jw_field(w, "crmsync_id", uid);
	crm_jw_field(w, "name", name);
	crm_jw_key(w, "records");
	crm_jw_array(w);
	for (const char *const *h = handles; *h != NULL; h++)
		crm_jw_string(w, *h);
	crm_jw_end_array(w);
	end(&l, options->out);
}
