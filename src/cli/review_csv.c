/* SPDX-License-Identifier: Apache-2.0 */
/* `crmsync review list --csv`: the queue as a table for people who decide in a spreadsheet. */
#include <cli/review.h>

#include <stdio.h>
#include <string.h>

#include <base/fresh_file.h>
#include <crmsync/timestamp.h>

#define VALUES_SHOWN 8 /* of each record */

/* What would be calculated by a spreadsheet gets ' before it: values come from strangers. */
void review_csv_cell(FILE *out, const char *text, char behind)
{
	bool formula = text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL;
	bool quoted = formula || strpbrk(text, ",;\t|\"\r\n") != NULL || text[0] == ' ';
	if (quoted)
		fputc('"', out);
	if (formula)
		fputc('\'', out);
	for (const char *p = text; *p != '\0'; p++) {
		if (*p == '"')
			fputc('"', out);
		fputc(*p, out);
	}
	if (quoted)
		fputc('"', out);
	fputc(behind, out);
}

/* "hubspot:12: first_name Jim, last_name Miller", a line for each record. */
static int records_text(const struct review *v, const struct crm_review_item *item, const char **out,
			struct crm_error *err)
{
	const char *text = "";
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < item->n_records && text != NULL; i++) {
		const struct crm_review_record *record = &item->records[i];
		struct crm_review_value values[VALUES_SHOWN];
		size_t n = 0;
		if (record->found)
			rc = crm_review_values(v->e, &record->source, v->arena, values, VALUES_SHOWN, &n, err);
		text = crm_arena_printf(v->arena, "%s%s%s:%s:", text, i ? "\n" : "", record->system, record->id);
		for (size_t k = 0; k < n && text != NULL; k++)
			text = crm_arena_printf(v->arena, "%s%s %s %s", text, k ? "," : "", values[k].system,
						crm_report_safe(values[k].text, v->arena));
	}
	for (size_t i = 0; rc == CRM_OK && i < item->n_values && text != NULL; i++)
		text = crm_arena_printf(v->arena, "%s%s%s=%s: '%s'", text, text[0] ? "\n" : "", item->hold.field,
					item->values[i].system, crm_report_safe(item->values[i].text, v->arena));
	if (rc == CRM_OK && item->message != NULL && text != NULL)
		text = crm_arena_printf(v->arena, "%s%sThe vendor's words: %s", text, text[0] ? "\n" : "",
					crm_report_safe(item->message, v->arena));
	*out = text;
	return rc == CRM_OK && text == NULL ? crm_error_no_memory(err) : rc;
}

/* Of the first record, to sort by. */
static int name_of(const struct review *v, const struct crm_review_item *item, const char **out, struct crm_error *err)
{
	static const char *const fields[] = {"first_name", "last_name", "name"};
	struct crm_review_value values[VALUES_SHOWN];
	size_t n = 0;
	*out = "";
	int rc = item->n_records > 0 && item->records[0].found
			 ? crm_review_values(v->e, &item->records[0].source, v->arena, values, VALUES_SHOWN, &n, err)
			 : CRM_OK;
	for (size_t f = 0; rc == CRM_OK && f < sizeof fields / sizeof *fields; f++)
		for (size_t i = 0; i < n && *out != NULL; i++)
			if (strcmp(values[i].system, fields[f]) == 0)
				*out = crm_arena_printf(v->arena, "%s%s%s", *out, (*out)[0] ? " " : "",
							crm_report_safe(values[i].text, v->arena));
	return rc == CRM_OK && *out == NULL ? crm_error_no_memory(err) : rc;
}

static int write_item(const struct review *v, const struct crm_review_item *item, FILE *out, struct crm_error *err)
{
	char first[CRM_TIME_TEXT];
	const char *records = NULL, *name = NULL, *decided = review_decided_text(item, v->arena);
	const char *answers = review_answers_text(item, v->arena);
	int rc = records_text(v, item, &records, err);
	if (rc == CRM_OK)
		rc = name_of(v, item, &name, err);
	if (rc == CRM_OK)
		rc = review_since(v, item, first, err);
	if (rc != CRM_OK)
		return rc;
	review_csv_cell(out, item->name, ',');
	review_csv_cell(out, "", ',');
	review_csv_cell(out, answers, ',');
	review_csv_cell(out, item->hold.kind, ',');
	review_csv_cell(out, crm_object_name(item->hold.object), ',');
	review_csv_cell(out, name, ',');
	review_csv_cell(out, item->system ? item->system : "", ',');
	review_csv_cell(out, item->hold.field ? item->hold.field : "", ',');
	review_csv_cell(out, item->question, ',');
	review_csv_cell(out, crm_report_safe(item->hold.summary, v->arena), ',');
	review_csv_cell(out, records, ',');
	review_csv_cell(out, item->instead ? item->instead : "", ',');
	review_csv_cell(out, first, ',');
	review_csv_cell(out, decided ? decided : "", ',');
	review_csv_cell(out, item->state, '\n');
	return CRM_OK;
}

static int write_all(struct review *v, FILE *out, struct crm_error *err)
{
	int rc = CRM_OK;
	fputs("\xef\xbb\xbfitem,decision,answers,kind,object,name,system,field,question,summary,records,instead,since,"
	      "decided,state\n",
	      out);
	for (size_t i = 0; rc == CRM_OK && i < v->queue.n; i++) {
		struct crm_review_item item;
		bool found = false;
		if (!review_wants(v, &v->queue.entries[i]))
			continue;
		crm_arena_reset(v->arena);
		rc = crm_review_read(&v->queue, i, v->arena, &item, &found, err);
		if (rc == CRM_OK && found && !(v->undecided && item.decided != NULL))
			rc = write_item(v, &item, out, err);
	}
	return rc;
}

int review_list_csv(struct review *v, const char *path, struct crm_error *err)
{
	struct crm_fresh_file file;
	if (strcmp(path, "-") == 0)
		return write_all(v, stdout, err);
	int rc = crm_fresh_open(&file, path, "the table", err);
	return rc == CRM_OK ? crm_fresh_close(&file, write_all(v, file.out, err), err) : rc;
}
