/* SPDX-License-Identifier: Apache-2.0 */
/* Answers become decisions that the next plan heeds. */
#include <sync/review_log.h>

#include <stdlib.h>
#include <string.h>

#include <sync/match_decision.h>
#include <sync/value_decision.h>
#include <sync/verdict.h>

/* An answer while it is taken down. */
struct answer {
	struct crm_engine *e;
	const struct crm_review_item *item;
	struct crm_arena *arena;
	struct crm_buf about; /* JSON array: what the plan heeds */
	struct crm_json_writer w;
};

static void note(struct answer *a, const char *kind, const char *subject)
{
	crm_jw_array(&a->w);
	crm_jw_string(&a->w, kind);
	crm_jw_string(&a->w, subject);
	crm_jw_end_array(&a->w);
}

static int mark(struct answer *a, struct crm_error *err)
{
	return a->item->hold.golden ? crm_store_golden_mark(a->e->store, a->item->hold.golden, true, err) : CRM_OK;
}

/* ---- records ---- */

static int say(struct answer *a, size_t i, size_t k, const char *value, struct crm_error *err)
{
	const struct crm_source *one = &a->item->records[i].source, *other = &a->item->records[k].source;
	const char *subject = crm_decision_about(a->e, one, other, a->arena), *before = NULL;
	if (subject == NULL)
		return crm_error_no_memory(err);
	note(a, CRM_DECISION_MATCH, subject);
	return crm_decision_say(a->e, one, other, value, a->arena, &before, err);
}

static int say_same(struct answer *a, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t i = 1; rc == CRM_OK && i < a->item->n_records; i++)
		rc = say(a, 0, i, CRM_DECISION_SAME, err);
	return rc;
}

/* What is one golden record already is not in question. */
static int say_apart(struct answer *a, struct crm_error *err)
{
	const struct crm_review_record *r = a->item->records;
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < a->item->n_records; i++)
		for (size_t k = i + 1; rc == CRM_OK && k < a->item->n_records; k++)
			if (r[i].source.golden == 0 || r[i].source.golden != r[k].source.golden)
				rc = say(a, i, k, CRM_DECISION_APART, err);
	return rc;
}

/* ---- fields and systems ---- */

static int say_value(struct answer *a, const char *system, struct crm_error *err)
{
	const struct crm_hold_row *hold = &a->item->hold;
	crm_json *detail = NULL;
	int rc = crm_json_parse(hold->detail, strlen(hold->detail), &detail, err);
	const char *subject = crm_value_subject(a->item->uid, hold->field, a->arena), *text = NULL;
	if (rc == CRM_OK)
		text = crm_value_text(system, crm_json_get(detail, "cells"), 0, a->arena);
	crm_json_free(detail);
	if (rc == CRM_OK && (subject == NULL || text == NULL))
		rc = crm_error_no_memory(err);
	if (rc != CRM_OK)
		return rc;
	note(a, CRM_DECISION_VALUE, subject);
	return crm_store_decision_set(a->e->store, CRM_DECISION_VALUE, hold->object, subject, text, a->e->run, err);
}

static int say_verdict(struct answer *a, const char *kind, const char *value, struct crm_error *err)
{
	const char *subject = crm_verdict_subject(a->item->uid, a->item->system, a->arena);
	if (subject == NULL)
		return crm_error_no_memory(err);
	note(a, kind, subject);
	return crm_store_decision_set(a->e->store, kind, a->item->hold.object, subject, value, a->e->run, err);
}

static int say_by_kind(struct answer *a, enum crm_answer answer, const char *system, struct crm_error *err)
{
	const char *kind = a->item->hold.kind;
	if (strcmp(kind, "conflict") == 0)
		return say_value(a, system, err);
	if (strcmp(kind, "rejected") == 0)
		return say_verdict(a, CRM_VERDICT_AGAIN, "yes", err);
	if (strcmp(kind, "in_doubt") == 0)
		return say_verdict(a, CRM_VERDICT_CREATED, "no", err);
	if (strcmp(kind, "delete") == 0)
		return say_verdict(a, CRM_VERDICT_DELETE, answer == CRM_ANSWER_ACCEPT ? "yes" : "no", err);
	return answer == CRM_ANSWER_ACCEPT ? say_same(a, err) : say_apart(a, err);
}

/* ---- the list of what was answered ---- */

static void write_records(const struct crm_review_item *item, struct crm_json_writer *w)
{
	crm_jw_key(w, "records");
	crm_jw_array(w);
	for (size_t i = 0; i < item->n_records; i++) {
		crm_jw_array(w);
		crm_jw_string(w, item->records[i].system);
		crm_jw_string(w, item->records[i].id);
		crm_jw_end_array(w);
	}
	crm_jw_end_array(w);
}

static int log_answer(struct answer *a, enum crm_answer answer, const char *system, struct crm_error *err)
{
	struct crm_buf buf;
	struct crm_json_writer w;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_object(&w);
	crm_jw_field(&w, "kind", a->item->hold.kind);
	crm_jw_field(&w, "answer", crm_answer_name(answer));
	if (answer == CRM_ANSWER_RESOLVE) {
		crm_jw_field(&w, "field", a->item->hold.field);
		crm_jw_field(&w, "system", system);
	}
	write_records(a->item, &w);
	crm_jw_key(&w, "about");
	crm_jw_raw(&w, a->about.ptr, a->about.len);
	crm_jw_end_object(&w);
	int rc = buf.failed || a->about.failed
			 ? crm_error_no_memory(err)
			 : crm_store_decision_set(a->e->store, CRM_DECISION_REVIEW, a->item->hold.object, a->item->name,
						  buf.ptr, a->e->run, err);
	crm_buf_free(&buf);
	return rc;
}

/* ---- which answers there are ---- */

static int refuse(const struct crm_review_item *item, enum crm_answer answer, struct crm_error *err)
{
	struct crm_buf answers;
	crm_buf_init(&answers, CRM_BUF_MAX);
	for (unsigned a = CRM_ANSWER_ACCEPT; a < CRM_ANSWERS; a++)
		if (item->answers[a] != NULL)
			crm_buf_printf(&answers, "%s%s", answers.len ? ", " : "", crm_answer_name((enum crm_answer)a));
	int rc = answers.len > 0 && !answers.failed
			 ? crm_error_set(err, CRM_E_USAGE, "'%s' is no answer to %s; it takes: %s",
					 crm_answer_name(answer), item->name, answers.ptr)
			 : crm_error_set(err, CRM_E_USAGE, "%s takes no answer. %s", item->name,
					 item->instead ? item->instead : "");
	crm_buf_free(&answers);
	return rc;
}

static int check_system(const struct crm_review_item *item, const char *system, struct crm_error *err)
{
	struct crm_buf names;
	crm_buf_init(&names, CRM_BUF_MAX);
	for (size_t i = 0; i < item->n_values; i++) {
		if (system != NULL && strcmp(item->values[i].system, system) == 0) {
			crm_buf_free(&names);
			return CRM_OK;
		}
		crm_buf_printf(&names, "%s%s=%s", names.len ? " or " : "", item->hold.field, item->values[i].system);
	}
	int rc = system ? crm_error_set(err, CRM_E_USAGE, "%s: '%s' has no value for it; say %s", item->name, system,
					names.failed ? "?" : names.ptr)
			: crm_error_set(err, CRM_E_USAGE, "%s: say whose value wins: %s", item->name,
					names.failed ? "?" : names.ptr);
	crm_buf_free(&names);
	return rc;
}

int crm_review_answer(struct crm_engine *e, const struct crm_review_item *item, enum crm_answer answer,
		      const char *system, struct crm_arena *arena, struct crm_error *err)
{
	struct answer a = {.e = e, .item = item, .arena = arena};
	if (item->answers[answer] == NULL)
		return refuse(item, answer, err);
	int rc = answer == CRM_ANSWER_RESOLVE ? check_system(item, system, err) : CRM_OK;
	if (rc == CRM_OK)
		rc = crm_review_drop(e, item, arena, err);
	if (rc != CRM_OK)
		return rc;
	crm_buf_init(&a.about, CRM_BUF_MAX);
	crm_jw_init(&a.w, &a.about);
	crm_jw_array(&a.w);
	rc = say_by_kind(&a, answer, system, err);
	crm_jw_end_array(&a.w);
	if (rc == CRM_OK)
		rc = mark(&a, err);
	if (rc == CRM_OK)
		rc = log_answer(&a, answer, system, err);
	crm_buf_free(&a.about);
	return rc;
}
