/* SPDX-License-Identifier: Apache-2.0 */
/* Answers from the command line, and what was decided. */
#include <cli/review.h>

#include <stdio.h>
#include <string.h>

#include <base/fresh_file.h>
#include <crmsync/timestamp.h>

/* ---- what a person is told ---- */

void review_json_decision(const struct crm_review_decision *d, const char *answer)
{
	struct crm_buf buf;
	struct crm_json_writer w;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_object(&w);
	crm_jw_field(&w, "type", "review_decision");
	crm_jw_field_int(&w, "version", 1);
	crm_jw_field(&w, "item", d->name);
	crm_jw_field(&w, "kind", d->kind);
	crm_jw_field(&w, "object", crm_object_name(d->object));
	crm_jw_field(&w, "answer", answer);
	crm_jw_field(&w, "field", d->field);
	crm_jw_field(&w, "system", d->system);
	crm_jw_key(&w, "records");
	crm_jw_array(&w);
	for (size_t i = 0; i < d->n_records; i++)
		crm_jw_string(&w, d->records[i]);
	crm_jw_end_array(&w);
	crm_jw_field_int(&w, "run", d->run);
	crm_jw_field_bool(&w, "waits", d->waits);
	crm_jw_end_object(&w);
	crm_report_json_line(stdout, &buf);
	crm_buf_free(&buf);
}

static void print_acts(void)
{
	printf("The next sync acts on it: crmsync diff shows what it will do.\n");
}

static int tell(struct review *v, const struct crm_review_item *item, enum crm_answer answer, const char *system,
		struct crm_error *err)
{
	struct crm_review_decision d = {.name = item->name,
					.kind = item->hold.kind,
					.object = item->hold.object,
					.field = system ? item->hold.field : NULL,
					.system = system,
					.run = v->e->run,
					.waits = true};
	const char **records = crm_arena_calloc(v->arena, item->n_records + 1, sizeof *records);
	if (records == NULL)
		return crm_error_no_memory(err);
	for (size_t i = 0; i < item->n_records; i++)
		records[i] = crm_arena_printf(v->arena, "%s:%s", item->records[i].system, item->records[i].id);
	d.records = records;
	d.n_records = item->n_records;
	if (v->cli->json) {
		review_json_decision(&d, crm_answer_name(answer));
		return CRM_OK;
	}
	const char *text = system ? crm_arena_printf(v->arena, "%s: %s %s=%s", item->name, crm_answer_name(answer),
						     item->hold.field, system)
				  : crm_arena_printf(v->arena, "%s: %s (%s)", item->name, crm_answer_name(answer),
						     item->answers[answer]);
	review_print(v->cli, 0, CRM_STYLE_PLAIN, text ? text : item->name);
	return CRM_OK;
}

/* ---- deciding ---- */

/* "title=hubspot" */
static int find_system(const struct crm_review_item *item, const char *word, const char **system, struct crm_error *err)
{
	const char *field = item->hold.field ? item->hold.field : "";
	size_t len = strcspn(word, "=");
	if (word[len] == '=' &&
	    (item->answers[CRM_ANSWER_RESOLVE] == NULL || (strlen(field) == len && memcmp(word, field, len) == 0))) {
		*system = word + len + 1;
		return CRM_OK;
	}
	return crm_error_set(err, CRM_E_USAGE, "%s is about %s: say %s=SYSTEM, not '%s'", item->name,
			     field[0] ? field : "no field", field[0] ? field : "FIELD", word);
}

static int decide_one(struct review *v, enum crm_answer answer, const char *name, const char *choice,
		      struct crm_error *err)
{
	struct crm_review_item item;
	const char *system = NULL;
	bool found = false;
	size_t at = 0;
	crm_arena_reset(v->arena);
	int rc = crm_review_find(&v->queue, name, &at, err);
	if (rc == CRM_OK)
		rc = crm_review_read(&v->queue, at, v->arena, &item, &found, err);
	if (rc == CRM_OK && !found)
		rc = crm_error_set(err, CRM_E_NOT_FOUND, "'%s' was settled this moment", name);
	if (rc == CRM_OK && choice != NULL)
		rc = find_system(&item, choice, &system, err);
	if (rc == CRM_OK)
		rc = crm_review_answer(v->e, &item, answer, system, v->arena, err);
	return rc == CRM_OK ? tell(v, &item, answer, system, err) : rc;
}

int review_decide(struct review *v, enum crm_answer answer, const char *const *words, size_t n, struct crm_error *err)
{
	bool resolves = answer == CRM_ANSWER_RESOLVE;
	int rc = review_write_begin(v, err);
	if (rc != CRM_OK)
		return rc;
	for (size_t i = 0; rc == CRM_OK && i < (resolves ? 1 : n); i++)
		rc = decide_one(v, answer, words[i], resolves ? words[1] : NULL, err);
	rc = review_write_end(v, rc, 0, err);
	if (rc == CRM_OK && !v->cli->json)
		print_acts();
	return rc;
}

int review_withdraw(struct review *v, const char *const *names, size_t n, struct crm_error *err)
{
	int rc = review_write_begin(v, err);
	if (rc != CRM_OK)
		return rc;
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		struct crm_review_decision d;
		crm_arena_reset(v->arena);
		rc = crm_review_withdraw(&v->queue, names[i], v->arena, &d, err);
		if (rc == CRM_OK && v->cli->json)
			review_json_decision(&d, NULL);
		else if (rc == CRM_OK)
			printf("%s: undecided again (was %s)\n", d.name, d.answer);
	}
	rc = review_write_end(v, rc, 0, err);
	if (rc == CRM_OK && !v->cli->json)
		printf("What a sync has written for it stays: crmsync undo takes that back.\n");
	return rc;
}

/* ---- what was decided ---- */

static const char *records_text(const struct crm_review_decision *d, struct crm_arena *arena)
{
	const char *text = "";
	for (size_t i = 0; i < d->n_records && text != NULL; i++)
		text = crm_arena_printf(arena, "%s%s%s", text, i ? ", " : "", d->records[i]);
	return text ? text : "";
}

static const char *made_text(struct review *v, const struct crm_review_decision *d, char out[CRM_TIME_TEXT])
{
	int64_t started = 0;
	out[0] = '\0';
	if (crm_store_run_started(v->e->store, d->run, &started, NULL) == CRM_OK && started != 0)
		crm_time_format_seconds(started, out);
	return out;
}

static void print_decision(struct review *v, const struct crm_review_decision *d)
{
	char made[CRM_TIME_TEXT];
	const char *text = crm_arena_printf(
		v->arena, "%s %s%s%s%s%s: %s (%s, %s)", d->name, d->answer, d->system ? " " : "",
		d->system ? d->field : "", d->system ? "=" : "", d->system ? d->system : "", records_text(d, v->arena),
		made_text(v, d, made), d->waits ? "the next sync acts on it" : "carried out");
	review_print(v->cli, 0, CRM_STYLE_PLAIN, text ? text : d->name);
}

static void write_row(struct review *v, FILE *out, const struct crm_review_decision *d)
{
	char made[CRM_TIME_TEXT];
	review_csv_cell(out, d->name, ',');
	review_csv_cell(out, d->kind, ',');
	review_csv_cell(out, crm_object_name(d->object), ',');
	review_csv_cell(out, d->answer, ',');
	review_csv_cell(out, d->field ? d->field : "", ',');
	review_csv_cell(out, d->system ? d->system : "", ',');
	review_csv_cell(out, records_text(d, v->arena), ',');
	review_csv_cell(out, made_text(v, d, made), ',');
	review_csv_cell(out, d->waits ? "yes" : "no", '\n');
}

static int write_csv(struct review *v, const struct crm_review_decision *rows, size_t n, const char *path,
		     struct crm_error *err)
{
	struct crm_fresh_file file = {.out = stdout};
	bool to_file = strcmp(path, "-") != 0;
	int rc = to_file ? crm_fresh_open(&file, path, "the table", err) : CRM_OK;
	if (rc != CRM_OK)
		return rc;
	fputs("\xef\xbb\xbfitem,kind,object,answer,field,system,records,made,waits\n", file.out);
	for (size_t i = 0; i < n; i++)
		write_row(v, file.out, &rows[i]);
	return to_file ? crm_fresh_close(&file, CRM_OK, err) : CRM_OK;
}

int review_decisions(struct review *v, const char *csv, struct crm_error *err)
{
	struct crm_review_decision *rows = NULL;
	size_t n = 0;
	int rc = crm_review_decisions(&v->queue, v->arena, &rows, &n, err);
	if (rc != CRM_OK || csv != NULL)
		return rc == CRM_OK ? write_csv(v, rows, n, csv, err) : rc;
	for (size_t i = 0; i < n; i++)
		if (v->cli->json)
			review_json_decision(&rows[i], rows[i].answer);
		else
			print_decision(v, &rows[i]);
	if (n == 0 && !v->cli->json)
		printf("nothing was decided\n");
	return CRM_OK;
}
