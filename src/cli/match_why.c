/* SPDX-License-Identifier: Apache-2.0 */
/* Two records side by side, with what speaks for and against their being one. */
#include <cli/match.h>

#include <stdio.h>
#include <string.h>

#include <sync/match_decision.h>
#include <sync/reconcile.h>

static size_t row_of(const struct crm_population *p, int64_t source)
{
	size_t row = 0;
	while (row < p->n && p->sources[row] != source)
		row++;
	return row;
}

static int explain(struct match_why *w, struct crm_error *err)
{
	struct crm_population p = {0};
	enum crm_object object = w->records[0].object;
	struct crm_traits traits[2];
	enum crm_trait_level levels[CRM_TRAITS];
	int rc = crm_population_read(w->e, object, &p, err);
	size_t a = rc == CRM_OK ? row_of(&p, w->records[0].id) : 0, b = rc == CRM_OK ? row_of(&p, w->records[1].id) : 0;
	if (rc == CRM_OK && (a == p.n || b == p.n))
		rc = crm_error_set(err, CRM_E_NOT_FOUND,
				   "one of the records is of a system that the config has no longer");
	if (rc == CRM_OK)
		w->n = crm_population_explain(object, &p, a, b, w->steps, &w->weight);
	for (size_t i = 0; rc == CRM_OK && i < w->n; i++) /* they outlive the matcher */
		if ((w->steps[i].field = crm_arena_strdup(w->arena, w->steps[i].field)) == NULL)
			rc = crm_error_no_memory(err);
	crm_population_free(&p);
	for (size_t i = 0; rc == CRM_OK && i < 2; i++)
		rc = crm_source_traits(w->e, &w->records[i], w->arena, &traits[i], err);
	if (rc == CRM_OK) {
		crm_traits_compare(object, &traits[0], &traits[1], levels);
		w->safe = crm_traits_safe(object, levels) && w->records[0].system != w->records[1].system;
	}
	return rc;
}

static int read_cells(struct match_why *w, struct crm_error *err)
{
	const struct crm_model *model = &w->e->models[w->records[0].object];
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < 2; i++) {
		w->cells[i] = crm_arena_calloc(w->arena, model->n_fields, sizeof *w->cells[i]);
		rc = w->cells[i] ? crm_source_cells(w->e, &w->records[i], w->arena, w->cells[i], NULL, err)
				 : crm_error_no_memory(err);
	}
	return rc;
}

static int find_said(struct match_why *w, struct crm_error *err)
{
	const struct crm_source *r = w->records;
	const char *subject =
		crm_decision_subject(crm_engine_system(w->e, r[0].system)->settings->name, r[0].vendor_id,
				     crm_engine_system(w->e, r[1].system)->settings->name, r[1].vendor_id, w->arena);
	return subject ? crm_store_decision_get(w->e->store, CRM_DECISION_MATCH, r[0].object, subject, w->arena,
						&w->said, err)
		       : crm_error_no_memory(err);
}

static int find_key(struct match_why *w, struct crm_error *err)
{
	struct crm_stored_key *a, *b;
	size_t n_a = 0, n_b = 0;
	int rc = crm_store_keys_of(w->e->store, w->records[0].id, w->arena, &a, &n_a, err);
	if (rc == CRM_OK)
		rc = crm_store_keys_of(w->e->store, w->records[1].id, w->arena, &b, &n_b, err);
	for (size_t i = 0; rc == CRM_OK && i < n_a && w->key == NULL; i++)
		for (size_t k = 0; k < n_b && w->key == NULL; k++)
			if (strcmp(a[i].text, b[k].text) == 0)
				w->key = a[i].text;
	return rc;
}

static const char *value_of(const struct match_why *w, size_t side, const char *field)
{
	const struct crm_model *model = &w->e->models[w->records[0].object];
	size_t i = crm_model_field(model, field);
	const char *text = i != (size_t)-1 ? crm_cell_show(&w->cells[side][i], w->arena) : "";
	return text ? crm_report_safe(text, w->arena) : "";
}

const char *match_why_verdict(const struct match_why *w)
{
	const struct crm_match_pair pair = {.weight = w->weight, .safe = w->safe};
	static const char *const names[] = {"apart", "review", "auto"};
	return names[crm_score_judge(w->e, w->records[0].object, &pair)];
}

static bool is_one(const struct match_why *w)
{
	return w->records[0].golden != 0 && w->records[0].golden == w->records[1].golden;
}

static void print_json(const struct match_why *w)
{
	struct crm_buf buf;
	struct crm_json_writer j;
	char number[32];
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&j, &buf);
	crm_jw_object(&j);
	crm_jw_field(&j, "type", "match_why");
	crm_jw_field_int(&j, "version", 1);
	crm_jw_field(&j, "object", crm_object_name(w->records[0].object));
	crm_jw_field(&j, "a", crm_source_handle(w->e, &w->records[0], w->arena));
	crm_jw_field(&j, "b", crm_source_handle(w->e, &w->records[1], w->arena));
	snprintf(number, sizeof number, "%.4f", linkage_weight_probability(w->weight));
	crm_jw_field(&j, "probability", number);
	snprintf(number, sizeof number, "%.2f", w->weight);
	crm_jw_field(&j, "weight", number);
	crm_jw_field(&j, "verdict", match_why_verdict(w));
	crm_jw_field_bool(&j, "safe", w->safe);
	crm_jw_field_bool(&j, "linked", is_one(w));
	crm_jw_field(&j, "key", w->key);
	crm_jw_field(&j, "decision", w->said);
	crm_jw_key(&j, "fields");
	crm_jw_array(&j);
	for (size_t i = 0; i < w->n; i++) {
		crm_jw_object(&j);
		crm_jw_field(&j, "field", w->steps[i].field);
		crm_jw_field(&j, "a", value_of(w, 0, w->steps[i].field));
		crm_jw_field(&j, "b", value_of(w, 1, w->steps[i].field));
		crm_jw_field(&j, "level", w->steps[i].level);
		snprintf(number, sizeof number, "%.2f", w->steps[i].weight);
		crm_jw_field(&j, "weight", number);
		crm_jw_end_object(&j);
	}
	crm_jw_end_array(&j);
	crm_jw_end_object(&j);
	crm_report_json_line(stdout, &buf);
	crm_buf_free(&buf);
}

#define COLUMNS 5

static void print_summary(const struct match_why *w)
{
	printf("Together %.1f bits: probability %.4f, verdict %s.\n", w->weight, linkage_weight_probability(w->weight),
	       match_why_verdict(w));
	if (w->key != NULL)
		printf("They share the match key %s, which decides before any weight.\n",
		       crm_report_safe(w->key, w->arena));
	if (w->said != NULL)
		printf("A person decided: %s. That outweighs all of it.\n", w->said);
	else if (!w->safe && w->key == NULL)
		printf("They are not joined without a person: they are of one system, or nothing of their very own "
		       "agrees, "
		       "or something of it differs.\n");
	printf("%s\n", is_one(w) ? "They are one golden record." : "They are not one golden record.");
}

static int print_text(struct cli *cli, struct match_why *w, struct crm_error *err)
{
	const struct crm_report_options report = cli_report_options(cli);
	const char **cells = crm_arena_calloc(w->arena, (w->n + 1) * COLUMNS, sizeof *cells);
	if (cells == NULL)
		return crm_error_no_memory(err);
	cells[0] = "field";
	cells[1] = crm_source_handle(w->e, &w->records[0], w->arena);
	cells[2] = crm_source_handle(w->e, &w->records[1], w->arena);
	cells[3] = "level";
	cells[4] = "bits";
	for (size_t i = 0; i < w->n; i++) {
		const char **row = &cells[(i + 1) * COLUMNS];
		row[0] = w->steps[i].field;
		row[1] = value_of(w, 0, row[0]);
		row[2] = value_of(w, 1, row[0]);
		row[3] = w->steps[i].level;
		row[4] = crm_arena_printf(w->arena, "%+.1f", w->steps[i].weight);
	}
	for (size_t i = 0; i < (w->n + 1) * COLUMNS; i++)
		if (cells[i] == NULL)
			return crm_error_no_memory(err);
	const struct crm_table table = {.cells = cells, .n_rows = w->n + 1, .n_columns = COLUMNS};
	crm_table_print(&report, &table);
	printf("\n");
	print_summary(w);
	return CRM_OK;
}

int match_why_find(struct crm_engine *e, const struct crm_source records[2], struct crm_arena *arena,
		   struct match_why *out, struct crm_error *err)
{
	*out = (struct match_why){.e = e, .records = records, .arena = arena};
	int rc = read_cells(out, err);
	if (rc == CRM_OK)
		rc = explain(out, err);
	if (rc == CRM_OK)
		rc = find_said(out, err);
	return rc == CRM_OK ? find_key(out, err) : rc;
}

int match_why_print(struct cli *cli, struct match_why *w, struct crm_error *err)
{
	if (!cli->json)
		return print_text(cli, w, err);
	print_json(w);
	return CRM_OK;
}

int match_why(struct cli *cli, struct crm_engine *e, const struct crm_source records[2], struct crm_arena *arena,
	      struct crm_error *err)
{
	struct match_why w;
	int rc = match_why_find(e, records, arena, &w, err);
	return rc == CRM_OK ? match_why_print(cli, &w, err) : rc;
}
