/* SPDX-License-Identifier: Apache-2.0 */
/* Pairs by probability, and what it would cost to join from there on. */
#include <cli/match.h>

#include <math.h>
#include <stdio.h>

#include <sync/match_score.h>

static const double bands[] = {0.999, 0.99, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.3, 0.1, 0.01};
#define BANDS (sizeof bands / sizeof *bands)

struct tally {
	struct crm_engine *e;
	enum crm_object object;
	const struct crm_population *population;
	int64_t *golden; /* by row */
	struct {
		int64_t linked, open;
		double wrong; /* of the open ones that would be joined */
	} band[BANDS];
};

static int read_goldens(struct tally *t, struct crm_error *err)
{
	struct crm_arena *arena = crm_arena_new();
	t->golden = crm_calloc(t->population->n + 1, sizeof *t->golden);
	int rc = arena && t->golden ? CRM_OK : crm_error_no_memory(err);
	for (size_t i = 0; rc == CRM_OK && i < t->population->n; i++) {
		struct crm_source source;
		bool found = false;
		crm_arena_reset(arena);
		rc = crm_store_source(t->e->store, t->population->sources[i], false, arena, &source, &found, err);
		t->golden[i] = rc == CRM_OK && found ? source.golden : 0;
	}
	crm_arena_free(arena);
	return rc;
}

static int count(void *ctx, size_t a, size_t b, double weight, struct crm_error *err)
{
	struct tally *t = ctx;
	const double p = linkage_weight_probability(weight);
	(void)err;
	for (size_t i = 0; i < BANDS; i++) {
		if (p < bands[i])
			continue;
		if (t->golden[a] != 0 && t->golden[a] == t->golden[b]) {
			t->band[i].linked++;
		} else {
			t->band[i].open++;
			t->band[i].wrong += 1 - p;
		}
		break;
	}
	return CRM_OK;
}

static const char *verdict_of(const struct tally *t, double p)
{
	const struct crm_match_settings *m = &t->e->settings->match[t->object];
	return p >= m->joins && m->joins < 1 ? "auto" : p >= m->review && m->review < 1 ? "review" : "apart";
}

static void print_json(const struct tally *t, size_t i, int64_t open, double wrong)
{
	struct crm_buf buf;
	struct crm_json_writer w;
	char number[32];
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_object(&w);
	crm_jw_field(&w, "type", "match_band");
	crm_jw_field_int(&w, "version", 1);
	crm_jw_field(&w, "object", crm_object_name(t->object));
	snprintf(number, sizeof number, "%g", bands[i]);
	crm_jw_field(&w, "from", number);
	crm_jw_field(&w, "verdict", verdict_of(t, bands[i]));
	crm_jw_field_int(&w, "linked", t->band[i].linked);
	crm_jw_field_int(&w, "open", t->band[i].open);
	crm_jw_field_int(&w, "open_from_here", open);
	snprintf(number, sizeof number, "%.2f", wrong);
	crm_jw_field(&w, "expected_wrong", number);
	crm_jw_end_object(&w);
	crm_report_json_line(stdout, &buf);
	crm_buf_free(&buf);
}

/* What pairs are weighed by: nulls for fixed weights. */
static void print_parameters_json(const struct tally *t)
{
	const struct crm_parameters *p = &t->population->parameters;
	struct crm_buf buf;
	struct crm_json_writer w;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_object(&w);
	crm_jw_field(&w, "type", "match_parameters");
	crm_jw_field_int(&w, "version", 1);
	crm_jw_field(&w, "object", crm_object_name(t->object));
	crm_jw_field_bool(&w, "estimated", t->population->link != NULL);
	crm_jw_field_int(&w, "records", (int64_t)t->population->n);
	crm_jw_key(&w, "parameters");
	if (p->version != 0)
		crm_jw_int(&w, p->version);
	else
		crm_jw_null(&w);
	crm_jw_field(&w, "made", p->version != 0 ? p->made : NULL);
	crm_jw_key(&w, "estimated_from");
	if (p->version != 0)
		crm_jw_int(&w, p->rows);
	else
		crm_jw_null(&w);
	crm_jw_end_object(&w);
	crm_report_json_line(stdout, &buf);
	crm_buf_free(&buf);
}

static const char *tell_parameters(const struct tally *t, struct crm_arena *arena)
{
	const struct crm_parameters *p = &t->population->parameters;
	if (t->population->link == NULL)
		return "fixed weights";
	if (p->version == 0)
		return "parameters estimated for this report only: the next sync that compares keeps its own";
	return crm_arena_printf(arena, "parameters: version %lld of %s, estimated from %s", (long long)p->version,
				p->made, crm_report_count(p->rows, "record", "records", arena));
}

#define COLUMNS 6

static int print_table(struct cli *cli, const struct tally *t, struct crm_error *err)
{
	static const char *const heading[COLUMNS] = {"from", "", "linked", "open", "open from here", "expected wrong"};
	const struct crm_report_options report = cli_report_options(cli);
	const char *cells[(BANDS + 1) * COLUMNS];
	struct crm_arena *arena = crm_arena_new();
	int64_t open = 0;
	double wrong = 0;
	if (arena == NULL)
		return crm_error_no_memory(err);
	for (size_t c = 0; c < COLUMNS; c++)
		cells[c] = heading[c];
	for (size_t i = 0; i < BANDS; i++) {
		const char **row = &cells[(i + 1) * COLUMNS];
		open += t->band[i].open;
		wrong += t->band[i].wrong;
		row[0] = crm_arena_printf(arena, "%g", bands[i]);
		row[1] = verdict_of(t, bands[i]);
		row[2] = crm_report_number(t->band[i].linked, arena);
		row[3] = crm_report_number(t->band[i].open, arena);
		row[4] = crm_report_number(open, arena);
		row[5] = crm_arena_printf(arena, "%.1f", wrong);
	}
	const struct crm_table table = {.cells = cells, .n_rows = BANDS + 1, .n_columns = COLUMNS};
	printf("%s: joined from %g, asked about from %g; %s; %s\n\n", crm_object_plural(t->object),
	       t->e->settings->match[t->object].joins, t->e->settings->match[t->object].review,
	       crm_report_count((int64_t)t->population->n, "record", "records", arena), tell_parameters(t, arena));
	crm_table_print(&report, &table);
	printf("\n");
	crm_arena_free(arena);
	return CRM_OK;
}

static int report_object(struct cli *cli, struct tally *t, struct crm_error *err)
{
	int64_t open = 0;
	double wrong = 0;
	int rc = read_goldens(t, err);
	if (rc == CRM_OK)
		rc = crm_population_pairs(t->e, t->object, t->population,
					  log2(bands[BANDS - 1] / (1 - bands[BANDS - 1])), count, t, err);
	if (rc == CRM_OK && !cli->json)
		rc = print_table(cli, t, err);
	if (rc == CRM_OK && cli->json)
		print_parameters_json(t);
	for (size_t i = 0; rc == CRM_OK && cli->json && i < BANDS; i++) {
		open += t->band[i].open;
		wrong += t->band[i].wrong;
		print_json(t, i, open, wrong);
	}
	crm_free(t->golden);
	return rc;
}

int match_report(struct cli *cli, struct crm_engine *e, unsigned objects, struct crm_error *err)
{
	int rc = CRM_OK;
	for (unsigned o = 0; rc == CRM_OK && o < CRM_SYNC_OBJECTS; o++) {
		struct crm_population population = {0};
		if ((objects != 0 && !(objects >> o & 1)) || !e->settings->objects[o].enabled)
			continue;
		struct tally tally = {.e = e, .object = (enum crm_object)o, .population = &population};
		rc = crm_population_read(e, (enum crm_object)o, &population, err);
		if (rc == CRM_OK)
			rc = report_object(cli, &tally, err);
		crm_population_free(&population);
	}
	if (rc == CRM_OK && !cli->json)
		printf("linked: one golden record already, by keys, scores or a person; open: not. expected wrong: how "
		       "many of the\nopen pairs from here on are two people (companies, deals) after all, by their own "
		       "probabilities.\nNot all pairs from auto on are joined: those of one system, and those with "
		       "nothing of their very own in common, are asked about.\n");
	return rc;
}
